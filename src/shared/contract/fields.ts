import { z } from 'zod'

// Fields that records of every kind have.

export const FIFTEEN_MINUTES_MS = 900_000

/** The highest seq there is: a computer that made a record every second would reach it after 68 years. */
export const LAST_SEQ = 2_147_483_647
export const seq = z.number().int().min(1).max(LAST_SEQ)
/** How a record is named in an answer, also one whose seq is no seq. */
export const namedSeq = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
/** The last instant there is for a `Date`. */
export const LAST_INSTANT_MS = 8_640_000_000_000_000
export const epochMs = z.number().int().min(0).max(LAST_INSTANT_MS)
/** A whole number that fits the database's 4 bytes: one that does not must be refused alone, not with its whole batch. */
export const fourBytes = z.number().int().min(-2_147_483_648).max(2_147_483_647)
/**
 * As a person is shown: nobody's name looks like another's by characters that are not seen, or turn the text around, by another blank, or by a letter
 * with its accent apart.
 */
export const personName = z
  .string()
  .overwrite((name) => name.normalize('NFC').replaceAll(/\p{Zs}+/gu, ' '))
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u, 'has characters that cannot be seen')
export const text = z.string().min(1).max(200)
/** Of desktops whose profile is wiped each day. */
export const poolName = z.string().trim().min(1).max(60)
export const email = z.email('is no e-mail address').max(254)
export const token = z.string().regex(/^[0-9a-f]{64}$/, 'a claim token is 64 hex digits')

export const interval = { startedAt: epochMs, endedAt: epochMs }
type Interval = z.output<z.ZodObject<typeof interval>>

/** Whether an interval lies within 15 minutes of UTC. */
export const isWithinQuarterHour = ({ startedAt, endedAt }: Interval): boolean =>
  Math.floor(startedAt / FIFTEEN_MINUTES_MS) === Math.floor((endedAt - 1) / FIFTEEN_MINUTES_MS)

/** The schema of one kind of record. Its fields include those of `interval`. */
export function recordSchema<const Kind extends string, Fields extends typeof interval & z.ZodRawShape>(
  kind: Kind,
  fields: Fields,
) {
  const schema = z.strictObject({ kind: z.literal(kind), seq, ...fields })
  const isInOrder = (record: object) => {
    const { startedAt, endedAt } = record as Interval
    return endedAt > startedAt
  }
  return schema.refine(isInOrder, { message: 'endedAt must be after startedAt', path: ['endedAt'] })
}
