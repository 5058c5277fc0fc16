import { z } from 'zod'
import { count, instant, nullableName } from './answer-fields.ts'
import { email } from './fields.ts'

/** `POST /v1/enrollment-codes`. Without a person the device's user is named after the code. */
export const enrollmentCodeRequestSchema = z.strictObject({
  email: email.optional().describe('of the person whom the code is for: the key, as two people can have one name'),
  user: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('the name of a person without an e-mail address, or of one who is new'),
  team: z.string().min(1).max(100).optional(),
  expiresInMinutes: z
    .number()
    .int()
    .min(1)
    .max(60 * 24 * 30)
    .optional(),
  /** The sample generator's: its user and device are marked so that nobody takes them for real work. */
  sample: z.boolean().optional(),
})
export type EnrollmentCodeRequest = z.infer<typeof enrollmentCodeRequestSchema>

/** Whom a code is for. */
const boundPerson = z.object({
  id: nullableName.describe('null: somebody new, who is recorded from the enrollment on'),
  name: z.string().describe('as it is shown'),
  email: nullableName,
  devices: count.describe('that the person has already'),
})
export type BoundPerson = z.output<typeof boundPerson>

const codeFields = {
  id: z.string(),
  person: boundPerson.nullable().describe('null: whoever uses it'),
  expiresAt: instant,
}

/** The code itself is answered once. */
export const newEnrollmentCode = z.object({ ...codeFields, code: z.string() })
export type NewEnrollmentCode = z.output<typeof newEnrollmentCode>

/** A code that nobody has used yet. */
export const enrollmentCodeRow = z.object({
  ...codeFields,
  team: nullableName,
  createdAt: instant,
  createdBy: z.string(),
})
export type EnrollmentCodeRow = z.output<typeof enrollmentCodeRow>
