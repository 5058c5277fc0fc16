import { z } from 'zod'
import { count, instant, nullableName } from './answer-fields.ts'

/** People of one list at most; a larger office sends several. */
export const MAX_LISTED_PEOPLE = 2000
const MAX_CSV_CHARACTERS = 1_000_000

const stated = z.strictObject({
  name: z.string().max(200),
  email: z.string().max(300),
  team: z.string().max(200).default(''),
})

/** `POST /v1/people` */
export const peopleListSchema = z
  .strictObject({
    csv: z
      .string()
      .max(MAX_CSV_CHARACTERS)
      .optional()
      .describe('a list with the columns name, email and team; usual other headers are known too'),
    people: z.array(stated).min(1).max(MAX_LISTED_PEOPLE).optional(),
  })
  .refine(({ csv, people }) => (csv === undefined) !== (people === undefined), {
    message: 'needs csv or people, not both',
    path: ['csv'],
  })
export type PeopleList = z.input<typeof peopleListSchema>

/** A row as it was written. */
export interface PersonLine {
  /** Of the file, from 1. */
  readonly line: number
  readonly name: string
  readonly email: string
  /** Empty: none is stated, and that of the person stays. */
  readonly team: string
}

/** What a row of a list does, or would do. */
export const listedPerson = z.object({
  line: count.describe('of the file, from 1; of a list in JSON its position'),
  name: z.string().describe('as the person is shown: the second one of a name with the e-mail address'),
  email: z.string(),
  team: nullableName,
  effect: z.enum(['new', 'changed', 'known', 'faulty']).describe('known: it changes nothing'),
  changes: z.array(z.object({ field: z.enum(['name', 'team']), from: nullableName, to: nullableName })).readonly(),
  fault: nullableName.describe('what is wrong with the row, in a sentence'),
})
export type ListedPerson = z.output<typeof listedPerson>

export const listedPeople = z.object({
  rows: z.array(listedPerson).readonly(),
  saved: z.boolean().describe('false: a preview'),
  ids: z.array(z.string()).readonly().describe('of the people of the rows that are not at fault, once it is saved'),
})
export type ListedPeople = z.output<typeof listedPeople>

/** Codes and links of one call at most: they are printed and handed out. */
export const MAX_ACCESS_PEOPLE = 500

/** `POST /v1/people/access` */
export const accessRequestSchema = z
  .strictObject({
    people: z.array(z.string().min(1).max(60)).min(1).max(MAX_ACCESS_PEOPLE).describe('ids of recorded people'),
    codes: z.boolean().describe('an enrollment code for a computer of each'),
    invitations: z.boolean().describe('an account of a biller, where there is none, and a link to set its password'),
    codesExpireInDays: z.number().int().min(1).max(30).default(7),
  })
  .refine(({ codes, invitations }) => codes || invitations, { message: 'needs codes or invitations', path: ['codes'] })
export type AccessRequest = z.input<typeof accessRequestSchema>

/** Why somebody gets no invitation. */
export const noInvitationReasons = ['no_email', 'has_signed_in', 'deactivated', 'account_of_another'] as const

const secret = z.object({ text: z.string(), expiresAt: instant })

/** The only answer that has the codes and links. */
export const personAccess = z.object({
  id: z.string(),
  name: z.string(),
  email: nullableName,
  team: nullableName,
  code: secret.nullable(),
  invitation: secret.nullable().describe('the link is the panel’s address with `#invitation=TEXT`'),
  noInvitation: z
    .enum(noInvitationReasons)
    .nullable()
    .describe('why there is none; null: it was not asked for, or is there'),
})
export type PersonAccess = z.output<typeof personAccess>
export const peopleAccess = z.object({ rows: z.array(personAccess).readonly() })
export type PeopleAccess = z.output<typeof peopleAccess>
