import { z } from 'zod'
import { count, instant, nullableName } from './answer-fields.ts'

/** A version of the rules or of a settings document. */
export const documentVersion = z.object({
  version: count,
  changedAt: instant,
  changedBy: nullableName,
  isCurrent: z.boolean(),
  before: z.json().describe('the parts that this version changed, as they were; null: it is the first'),
  after: z.json().describe('the same parts as it made them'),
})
export type DocumentVersion = z.output<typeof documentVersion>
