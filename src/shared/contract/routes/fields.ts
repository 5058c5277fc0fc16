import { z } from 'zod'
import { epochMs, LAST_INSTANT_MS } from '../fields.ts'

// Parameters and parts of answers that many routes have. A parameter comes as text over HTTP and as a number from a window.

/** ISO 8601 with a zone; without one it would mean another instant on each machine. */
const isoWithZone = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)(Z|[+-]\d\d:?\d\d)$/
/** The end of the year 9999: later instants have no four-digit year, and days are compared as text. */
export const LATEST_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** Epoch ms, at most the end of the year 9999, or null when the text is no instant. */
export function parseInstant(text: string): number | null {
  const instant = /^\d{1,16}$/.test(text) ? Number(text) : isoWithZone.test(text) ? Date.parse(text) : Number.NaN
  return Number.isFinite(instant) && instant >= 0 && instant <= LAST_INSTANT_MS ? Math.min(instant, LATEST_MS) : null
}

/** An instant: epoch ms, or ISO 8601 with a zone. */
export const instantParam = z.union([epochMs, z.string()]).transform((value, context) => {
  const parsed = parseInstant(String(value))
  if (parsed !== null) return parsed
  context.addIssue({ code: 'custom', message: 'expected ISO 8601 with a zone, or epoch ms' })
  return z.NEVER
})

export const periodShape = {
  /** First instant; all there is when left out. */
  from: instantParam.optional(),
  /** First instant after the period. */
  to: instantParam.optional(),
}

export const pageShape = {
  limit: z
    .union([
      z.number().int(),
      z
        .string()
        .regex(/^\d{1,4}$/, 'expected a whole number')
        .transform(Number),
    ])
    .pipe(z.number().min(1).max(1000))
    .optional(),
  cursor: z.string().max(1000).optional(),
}

/** A name in a filter; an empty text is "not given". */
export const nameParam = z
  .string()
  .max(200)
  .transform((text) => (text === '' ? undefined : text))
  .optional()
/** A name in a filter of which '' asks for "none named". */
export const nameOrNoneParam = z.string().max(200).optional()

/** A version of a document, in a path. */
export const versionParam = z
  .union([
    z.number().int(),
    z
      .string()
      .regex(/^\d{1,9}$/, 'expected a version')
      .transform(Number),
  ])
  .pipe(z.number().min(1))

/** The version a document was changed from. */
export const ifMatchParam = z.number().int().min(0).optional()

/** One of some words; an empty text is "not given". */
export const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z
    .union([z.literal(''), z.enum(values)])
    .transform((value) => (value === '' ? undefined : value))
    .optional()

/** Some of some words, with commas between; an empty text is "not given". */
export const listOf = <const Values extends readonly string[]>(values: Values) =>
  z
    .string()
    .transform((text) => (text === '' ? undefined : text.split(',')))
    .pipe(z.array(z.enum(values)).optional())
    .optional()

/** The sample generator's: what it makes is marked, so that it can be removed again and nobody takes it for real. */
export const sampleParam = z.literal('1').optional().describe('marks it as sample data, which is removed in one go')

/** These parameters and no others. Those of a period have to be in order. */
export function paramsOf<Shape extends z.ZodRawShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const params = z.strictObject(shape)
  if (!('from' in shape && 'to' in shape)) return params
  const isOrdered = ({ from, to }: { from?: unknown; to?: unknown }) =>
    typeof from !== 'number' || typeof to !== 'number' || from < to
  return params.refine(isOrdered, { message: 'must be after from', path: ['to'] })
}
