import { z } from 'zod'
import { instant } from './answer-fields.ts'

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
