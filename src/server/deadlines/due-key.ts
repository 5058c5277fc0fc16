import { dueKinds, dueStatuses, type DenialDue, type DueKind, type DueStatus } from '../../shared/contract/worklist.ts'
import { sql, statement, type Sql } from '../database/sql.ts'
import { isPayerLimit, type Deadlines } from './deadline-terms.ts'

// All that is due on a denial by one source is one bigint, so that the most pressing is the least of them and needs no sort:
// status (0 overdue, 1 at risk, 2 upcoming) × 2^55 + kind (its place in dueKinds) × 2^52 + overdue instant × 2^8 + source × 2 + own day.

const STATUS_UNIT = 2n ** 55n
const KIND_UNIT = 2n ** 52n
/** Instants after the year 2500 count as that. */
const LATEST_INSTANT = 2n ** 44n - 1n
/** More than the pressure of any key that presses. */
const NOT_PRESSING = 2n ** 50n

const constant = (number: bigint): Sql => statement(number.toString())
const latest = constant(LATEST_INSTANT)

/**
 * SQL of a key; null without an instant.
 * @param overdue SQL of the instant from which on it is overdue. @param ownDay SQL of a boolean: the denial's own day decides
 */
export function dueKey(
  { kind, warnMs }: { readonly kind: DueKind; readonly warnMs: number },
  index: number,
  { now, overdue, ownDay }: { readonly now: Sql; readonly overdue: Sql; readonly ownDay: Sql | null },
): Sql {
  const status = sql`case when ${now} >= ${overdue} then 0 when ${now} >= ${overdue} - ${constant(BigInt(warnMs))} then ${constant(STATUS_UNIT)} else ${constant(2n * STATUS_UNIT)} end`
  const place = constant(BigInt(dueKinds.indexOf(kind)) * KIND_UNIT + BigInt(index * 2))
  const key = sql`(${status}) + ${place} + (case when ${overdue} > ${latest} then ${latest} else ${overdue} end) * 256`
  return ownDay === null ? key : sql`${key} + coalesce(${ownDay}, false)::int`
}

/** SQL of the parts of a key. */
export function keyParts(key: Sql) {
  return {
    status: sql`(${key} >> 55)::int`,
    kind: sql`(${key} >> 52 & 7)::int`,
    at: sql`(${key} >> 8 & ${latest})`,
    source: sql`(${key} >> 1 & 127)::int`,
    ownDay: sql`((${key} & 1) = 1)`,
  }
}

/** The parts of a key as columns. */
export interface DueColumns {
  /** Index in `dueStatuses`; null, like all of them, when nothing is due. */
  readonly dueStatus: number | null
  readonly dueKind: number
  readonly dueAt: number
  readonly dueSource: number
  readonly dueOwnDay: boolean
}

/** SQL of {@link DueColumns}. */
export function dueColumns(key: Sql): Sql {
  const { status, kind, at, source, ownDay } = keyParts(key)
  return sql`${status} as "dueStatus", ${kind} as "dueKind", ${at} as "dueAt", ${source} as "dueSource", ${ownDay} as "dueOwnDay"`
}

/** What is due, by a row's columns. */
export function dueOf(
  { dueStatus, dueKind, dueAt, dueSource, dueOwnDay }: DueColumns,
  { sources }: Pick<Deadlines, 'sources'>,
): DenialDue | null {
  const status = dueStatus === null ? undefined : dueStatuses[dueStatus]
  const kind = dueKinds[dueKind]
  const source = sources[dueSource]
  if (status === undefined || kind === undefined || source === undefined) return null
  return { kind, slaId: source.source === 'sla' && !dueOwnDay ? source.id : null, at: dueAt, status }
}

/** SQL of a boolean: what a key says is due by a deadline of the payer. */
export function isPayerDeadline(key: Sql, { sources }: Pick<Deadlines, 'sources'>): Sql {
  const limits = sources.flatMap((source, index) => (isPayerLimit(source) ? [index] : []))
  return sql`(${keyParts(key).source} = any(${limits}::int[]))`
}

/** Condition: a key has a status. */
export const hasStatus = (key: Sql, status: DueStatus): Sql =>
  sql`${keyParts(key).status} = ${dueStatuses.indexOf(status)}`
/** Condition: a key is overdue or at risk. */
export const isPressing = (key: Sql): Sql => sql`${key} < ${constant(2n * STATUS_UNIT)}`
/** SQL of the sort key of a worklist: the kind while overdue, the kind and the instant while at risk. A safe integer. */
export const pressureOf = (key: Sql): Sql =>
  sql`case when ${key} < ${constant(STATUS_UNIT)} then ${key} >> 52 << 44 when ${isPressing(key)} then ${key} >> 8 else ${constant(NOT_PRESSING)} end`
