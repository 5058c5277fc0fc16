import { z } from 'zod'
import { instant } from './answer-fields.ts'
import { email, personName } from './fields.ts'

const label = z.string().trim().min(1).max(100)

/** `PATCH /v1/people/{id}`; what is left out stays. */
export const personChangeSchema = z
  .strictObject({
    name: personName.optional().describe('as it is shown; denials follow'),
    email: email.nullable().optional(),
    team: label.nullable().optional(),
    teamFrom: z.iso
      .date('is no date, as 2026-12-31')
      .optional()
      .describe('day in the tenant’s zone from which the team is this; at once when left out'),
    active: z
      .boolean()
      .optional()
      .describe('false: the person leaves, with devices, codes and account; true: a code for them is taken again'),
  })
  .refine(({ team, teamFrom }) => teamFrom === undefined || team !== undefined, {
    message: 'needs a team',
    path: ['teamFrom'],
  })
export type PersonChange = z.output<typeof personChangeSchema>

/** `DELETE /v1/people/{id}` */
export const deletedPerson = z.object({
  id: z.string(),
  deletedAt: instant,
  keptOutside: z
    .boolean()
    .describe(
      'the deletion is kept outside the database too, and is repeated after a restore; false: no data folder is known',
    ),
})
export type DeletedPerson = z.output<typeof deletedPerson>
