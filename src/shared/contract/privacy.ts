import { z } from 'zod'

/** The part of a policy that the people who are recorded are told of by the notice. */
export const privacySchema = z.strictObject({
  /** Whom the notice names for questions. */
  contact: z.string().trim().min(1).max(200).optional(),
})
export type Privacy = z.infer<typeof privacySchema>
