import { z } from 'zod'
import { alertStates } from '../../shared/contract/alerts.ts'
import { denialKinds, denialStates } from '../../shared/contract/denials.ts'
import { ageBuckets, valueBands } from '../../shared/denials/index.ts'
import { ratings } from '../../shared/contract/ruleset.ts'
import { hiddenKinds, presences } from '../../shared/contract/work.ts'

/** ISO 8601 with a zone; without one it would mean another instant on each machine. */
const isoWithZone = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)(Z|[+-]\d\d:?\d\d)$/
const LATEST = 8_640_000_000_000_000

/** Epoch ms, or null when the text is no instant. */
export function parseInstant(text: string): number | null {
  const instant = /^\d{1,16}$/.test(text) ? Number(text) : isoWithZone.test(text) ? Date.parse(text) : Number.NaN
  return Number.isFinite(instant) && instant >= 0 && instant <= LATEST ? instant : null
}

const instant = z.string().transform((text, context) => {
  const parsed = parseInstant(text)
  if (parsed !== null) return parsed
  context.addIssue({ code: 'custom', message: 'expected ISO 8601 with a zone, or epoch ms' })
  return z.NEVER
})

/** An empty text is "not given". */
const word = z
  .string()
  .max(200)
  .transform((text) => (text === '' ? undefined : text))
  .optional()
const oneOf = <const Values extends readonly string[]>(values: Values) =>
  z
    .union([z.literal(''), z.enum(values)])
    .transform((value) => (value === '' ? undefined : value))
    .optional()

const periodShape = {
  /** First instant; all there is when left out. */
  from: instant.optional(),
  /** First instant after the period. */
  to: instant.optional(),
}
const sliceShape = {
  ...periodShape,
  team: word,
  /** Id or name. */
  user: word,
  /** '' asks for "no payer named". */
  payer: z.string().max(200).optional(),
}
const pageShape = {
  limit: z
    .string()
    .regex(/^\d{1,4}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(1000))
    .optional(),
  cursor: z.string().max(1000).optional(),
}

const ordered = ({ from, to }: { from?: number | undefined; to?: number | undefined }) =>
  from === undefined || to === undefined || from < to
const orderMessage = { message: 'must be after from', path: ['to'] }

const commaSeparatedRatings = z
  .string()
  .transform((text) => (text === '' ? undefined : text.split(',')))
  .pipe(z.array(z.enum(ratings)).optional())
  .optional()

export const panelQuery = z.strictObject(sliceShape).refine(ordered, orderMessage)
export const findingsQuery = z.strictObject({ ...periodShape, team: word }).refine(ordered, orderMessage)
const anyWord = z.string().max(200).optional()
const metricShape = {
  ...sliceShape,
  category: anyWord,
  serviceLine: anyWord,
  provider: anyWord,
  location: anyWord,
  valueBand: anyWord,
  ageBucket: anyWord,
  carc: anyWord,
  queue: anyWord,
  state: anyWord,
  shift: anyWord,
}
/** '' asks for "none named". */
export const metricQuery = z
  .strictObject({
    ...metricShape,
    /** Slices with commas between. */
    by: z
      .string()
      .max(200)
      .transform((text) => (text === '' ? [] : text.split(',')))
      .optional(),
  })
  .refine(ordered, orderMessage)
export const metricRowsQuery = z.strictObject({ ...metricShape, ...pageShape }).refine(ordered, orderMessage)
export const touchesQuery = z.strictObject({ ...sliceShape, ...pageShape }).refine(ordered, orderMessage)
/** What no rule names a payer of. */
export const besideQuery = z
  .strictObject({ ...periodShape, team: word, user: word, ...pageShape })
  .refine(ordered, orderMessage)
export const hiddenWorkQuery = z
  .strictObject({ ...sliceShape, ...pageShape, kind: oneOf(hiddenKinds) })
  .refine(ordered, orderMessage)
export const spansQuery = z
  .strictObject({
    ...sliceShape,
    ...pageShape,
    presence: oneOf(presences),
    activity: word,
    /** One rating, or several with commas. */
    rating: commaSeparatedRatings,
    /** A kind, or `any`: every tagged span once. */
    hiddenKind: oneOf([...hiddenKinds, 'any']),
    /** `none`: only spans no denial could be named for. */
    denial: oneOf(['none']),
  })
  .refine(ordered, orderMessage)

const commaSeparatedStates = z
  .string()
  .transform((text) => (text === '' ? undefined : text.split(',')))
  .pipe(z.array(z.enum(denialStates)).optional())
  .optional()

/** '' for payer, owner and queue asks for "none named". */
export const denialsQuery = z
  .strictObject({
    ...periodShape,
    ...pageShape,
    /** One state, or several with commas. */
    state: commaSeparatedStates,
    kind: oneOf(denialKinds),
    payer: z.string().max(200).optional(),
    category: word,
    owner: z.string().max(200).optional(),
    queue: z.string().max(200).optional(),
    claimRef: word,
  })
  .refine(ordered, orderMessage)

const worklistShape = {
  /** Of the owner. */
  team: word,
  /** The owner's name; '' asks for "nobody", as for the other names below "none named". */
  user: z.string().max(200).optional(),
  payer: z.string().max(200).optional(),
  category: word,
  serviceLine: z.string().max(200).optional(),
  location: z.string().max(200).optional(),
  provider: z.string().max(200).optional(),
  queue: z.string().max(200).optional(),
  valueBand: oneOf(valueBands.map(({ id }) => id)),
  /** By calendar days since receipt. */
  ageBucket: oneOf(ageBuckets.map(({ id }) => id)),
  due: oneOf(['late', 'risk']),
  /** One state, or several with commas. */
  state: commaSeparatedStates,
}
export const worklistSummaryQuery = z.strictObject(worklistShape)
export const worklistQuery = z.strictObject({
  ...worklistShape,
  ...pageShape,
  /** By priority alone, whatever is due. */
  sort: oneOf(['priority']),
})
export const importsQuery = z.strictObject(pageShape)

export const alertsQuery = z.strictObject({
  ...pageShape,
  /** One state, or several with commas. */
  state: z
    .string()
    .transform((text) => (text === '' ? undefined : text.split(',')))
    .pipe(z.array(z.enum(alertStates)).optional())
    .optional(),
  level: oneOf(['risk', 'late']),
})

/** The whole of time that can be asked for, on quarter hours, so that sums over everything come from the rollups. */
export const ALL_TIME = { from: 0, to: LATEST }
