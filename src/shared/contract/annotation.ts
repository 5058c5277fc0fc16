import { z } from 'zod'
import { epochMs, fourBytes, interval, recordSchema, text, token } from './fields.ts'
import { activityName, ruleId } from './ruleset.ts'
import { HOUR_MS } from '../time.ts'
import type { Interval } from './work.ts'

/** What a person says against what was recorded. None of them changes a number by itself. */
export const disputes = ['wrong_activity', 'wrong_claim', 'not_mine', 'other'] as const
export type Dispute = (typeof disputes)[number]

/** Longest note, in characters: a sentence or two, not a report of a patient. */
export const MAX_NOTE = 280
/** Longest time that one annotation is about, ms. */
export const LONGEST_ANNOTATED_MS = 24 * HOUR_MS

/** Five digits or more of any script, with what stands between the digits of dates, telephone and account numbers. */
const longNumber = /\p{Nd}(?:[\s.,/()_\p{Pd}\p{Cf}]{0,2}\p{Nd}){4,}/u

/** A note has no long number: it may be a claim, a patient, a date of birth. */
export const noteSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NOTE)
  .refine((note) => !longNumber.test(note), {
    message: 'Leave out numbers of five digits or more: they may be of a claim or a patient.',
  })

const said = {
  /** Null: a note alone. */
  dispute: z.enum(disputes).nullable(),
  note: noteSchema.nullable(),
  /** What the time was, if what was recorded is wrong. */
  proposedActivity: activityName.nullable(),
}

/** What a person says of a touch, or of a time. The highest revision of an `annotationId` counts, in any generation. */
export const annotationRecordSchema = recordSchema('annotation', {
  /** Unique on a device across generations. */
  annotationId: text,
  revision: fourBytes.min(1),
  ...interval,
  /** Of the touch; null: the time, whatever claim it was. */
  claimToken: token.nullable(),
  ...said,
  /** What was recorded for the longest part of the time, and by which rule; null: nothing, or no rule. */
  activity: activityName.nullable(),
  ruleId: ruleId.nullable(),
  /** The program of that part, only where the person offers its name. */
  program: text.nullable(),
  /** A withdrawn one says nothing any more. */
  withdrawn: z.boolean(),
})
  .refine(({ startedAt, endedAt }) => endedAt - startedAt <= LONGEST_ANNOTATED_MS, {
    message: 'longer than 24 hours',
    path: ['endedAt'],
  })
  .refine(({ dispute, note, withdrawn }) => withdrawn || dispute !== null || note !== null, {
    message: 'says nothing',
    path: ['note'],
  })
  .refine(({ dispute, proposedActivity }) => proposedActivity === null || dispute === 'wrong_activity', {
    message: 'only for a wrong activity',
    path: ['proposedActivity'],
  })
export type AnnotationRecord = z.infer<typeof annotationRecordSchema>

/** By its latest revision, as My Day shows it. */
export interface MyAnnotation
  extends
    Interval,
    Pick<AnnotationRecord, 'claimToken' | 'dispute' | 'note' | 'activity' | 'proposedActivity' | 'program'> {
  readonly id: string
}

/** Input of the biller's form. */
export const annotationRequestSchema = z.strictObject({
  /** The one to change, whose time and claim stay; absent: a new one. */
  id: text.optional(),
  from: epochMs,
  to: epochMs,
  claimToken: token.nullable(),
  ...said,
  // As typed: the agent says what is wrong with it.
  note: z.string().max(10_000).nullable(),
  /** Offers the name of the program. */
  nameProgram: z.boolean(),
})
export type AnnotationRequest = z.infer<typeof annotationRequestSchema>
