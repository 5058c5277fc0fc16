import { z } from 'zod'
import { roles } from './access.ts'
import { instant, nullableName } from './answer-fields.ts'
import { email, personName } from './fields.ts'

const name = z.string().trim().min(1).max(100)
const someRoles = z.array(z.enum(roles)).min(1, 'needs at least one role').max(roles.length)
const someTeams = z.array(name).max(100)

/** Somebody who may sign in. */
export const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)).readonly(),
  teams: z.array(z.string()).readonly().describe('which a supervisor sees now'),
  teamTimes: z
    .array(z.object({ team: z.string(), from: instant, to: instant.nullable() }))
    .readonly()
    .describe('all of them, also those of the past and those to come'),
  user: nullableName.describe('whose recorded work is their own, by id'),
  createdAt: instant,
  createdBy: z.string(),
  deactivatedAt: instant.nullable(),
  hasAccepted: z.boolean().describe('has a password and a second factor, or has signed in at the identity provider'),
  linkedTo: nullableName.describe('the issuer at which this person has signed in'),
})
export type AccountRow = z.output<typeof account>

/** `GET /v1/me` */
export const me = z.object({
  name: z.string(),
  email: nullableName.describe('null: the admin token of the endpoint itself'),
  roles: z.array(z.enum(roles)).readonly(),
  teams: z.array(z.string()).readonly(),
  user: nullableName,
  zone: z.string().optional().describe('IANA zone of the tenant’s days'),
  organization: z.string().optional().describe('the name of the tenant’s organization; left out: nobody has stated it'),
  invitedUntil: instant
    .optional()
    .describe('until when an open invitation lets whoever has it set password and second factor; left out: none'),
})
export type Me = z.output<typeof me>

export const newAccountSchema = z.strictObject({
  email,
  name: personName,
  roles: someRoles,
  teams: someTeams.optional(),
  user: z.string().min(1).max(100).optional().describe('id of the person whose recorded work is their own'),
  sample: z.literal(true).optional().describe('the sample generator’s: it goes with the sample data'),
})
export type NewAccount = z.output<typeof newAccountSchema>

export const accountChangeSchema = z.strictObject({
  name: personName.optional(),
  roles: someRoles.optional(),
  teams: someTeams.optional(),
  teamsFrom: z.iso
    .date('is no date, as 2026-12-31')
    .optional()
    .describe('day in the tenant’s zone from which the teams are these; at once when left out'),
  user: z.string().min(1).max(100).nullable().optional(),
  deactivated: z.boolean().optional(),
  unlink: z
    .literal(true)
    .optional()
    .describe('forgets who the person is at the identity provider, and ends their sessions, tokens and invitation'),
})
export type AccountChange = z.output<typeof accountChangeSchema>

export const MIN_PASSWORD_CHARACTERS = 12
const password = z
  .string()
  .min(MIN_PASSWORD_CHARACTERS, `needs at least ${MIN_PASSWORD_CHARACTERS} characters`)
  .max(200)
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/, 'is six digits')

/** `POST /v1/accounts/{id}/invitation`: the link is the panel's address with `#invitation=TOKEN`. */
export const invitation = z.object({ token: z.string(), expiresAt: instant })
export type Invitation = z.output<typeof invitation>

const invitationToken = z.string().max(200)
export const openInvitationSchema = z.strictObject({ token: invitationToken })
/** What somebody who is invited has to know to set up an authenticator app. */
export const openedInvitation = z.object({
  name: nullableName.describe('null: the first admin, who says name and e-mail address in accepting'),
  email: nullableName,
  totpSecret: z.string().describe('to type into an authenticator app'),
  totpUri: z.string().describe('the same, for the app to read'),
})
export type OpenedInvitation = z.output<typeof openedInvitation>
export const acceptInvitationSchema = z.strictObject({
  token: invitationToken,
  password,
  code,
  name: personName.optional().describe('of the first admin; of others an admin has given it'),
  email: email.optional().describe('the same'),
})
export type AcceptInvitation = z.output<typeof acceptInvitationSchema>

export const signInSchema = z.strictObject({ email: z.string().max(254), password: z.string().max(200), code })
export type SignIn = z.output<typeof signInSchema>

/** Whoever signed in; requests that change something carry the token as `X-CSRF-Token`. */
export const signedIn = me.extend({ csrfToken: z.string() })
export type SignedIn = z.output<typeof signedIn>

/** `GET /v1/session`: an answer for everybody, so that a page can ask without being refused. */
export const session = z.object({
  person: signedIn.nullable().describe('null: the browser is not signed in'),
  provider: nullableName.describe('the identity provider at which people can sign in, by name; null: none'),
})
export type Session = z.output<typeof session>

/** Why somebody who comes from the identity provider is not let in; the sign-in page says what to do. */
export const signInRefusals = [
  'provider_unavailable',
  'provider_refused',
  'bad_provider_answer',
  'sign_in_over',
  'unverified_email',
  'other_domain',
  'unknown_account',
  'other_person',
  'deactivated',
] as const
export type SignInRefusal = (typeof signInRefusals)[number]

/** A token for a program of one's own. */
export const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  roles: z.array(z.enum(roles)).readonly(),
  createdAt: instant,
  expiresAt: instant,
})
export type ApiToken = z.output<typeof apiToken>

/** Days that a token may be good for. */
export const MAX_TOKEN_DAYS = 365
export const newApiTokenSchema = z.strictObject({
  name,
  roles: someRoles.describe('of one’s own; the token holds no others'),
  expiresInDays: z.number().int().min(1).max(MAX_TOKEN_DAYS),
})
export type NewApiToken = z.output<typeof newApiTokenSchema>
