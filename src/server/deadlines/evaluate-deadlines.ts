import { dueKinds } from '../../shared/contract/worklist.ts'
import type { DenialDue } from '../../shared/contract/worklist.ts'
import { textArray } from '../database/arrays.ts'
import type { Parameters } from '../database/parameters.ts'
import { lateSql } from './late-table.ts'
import { denialWork, EVER } from '../claim-activity/touch-statistics.ts'
import type { DenialScope } from '../../shared/contract/settings.ts'
import { isOpen } from './deadline-terms.ts'
import type { Deadlines, DueSource, SlaSource } from './deadline-terms.ts'

// Whatever is due on a denial is one bigint, so that the most pressing is the least of them and needs no sort:
// standing (0 late, 1 at risk, 2 ahead) × 2^55 + kind (its place in dueKinds) × 2^52 + late instant × 2^8 + source × 2 + by its own day.

const STANDING_UNIT = 2n ** 55n
const KIND_UNIT = 2n ** 52n
/** Instants after the year 2500 count as that. */
const LATEST_INSTANT = 2n ** 44n - 1n
/** More than any key that presses, less its source. */
const NOT_PRESSING = 2n ** 50n
/** RARC of a claim that could not be processed: it is corrected and billed anew, and there is no right to appeal (X12). */
const UNPROCESSABLE = 'MA130'

export interface Judged {
  readonly tenantId: string
  readonly deadlines: Deadlines
  /** ` and …` about the denial `d` and its owner `u`. */
  readonly only: string
  /** Columns of the denial that are carried along, beside `tenant_id`, `denial_no`, `denied_cents` and the owner's `team`. */
  readonly columns: readonly string[]
}

/** Keeps what a step works out from being worked out again by each mention in the next; the rows stream through all the same. */
const FENCE = 'offset 0'

/**
 * The common table expressions that judge open denials: `judged` has a row for each, with `k0`, `k1`, … for what is due by each source;
 * null where a source does not apply or is met. See `dueOf` for what such a key says.
 */
export function judgedSql({ tenantId, deadlines, only, columns }: Judged, parameters: Parameters): string {
  const tenant = parameters.add(tenantId)
  const now = `${parameters.add(deadlines.now)}::bigint`
  const zone = `${parameters.add(deadlines.zone)}::text`
  const { sources } = deadlines
  const late = sources.map((source, index) => `${lateBy(source, sources, parameters)} as l${index}`)
  const keys = sources.map((source, index) => `${keySql(source, index, now)} as k${index}`)
  const carried = (table: string) => columns.map((column) => `, ${table}.${column}`).join('')
  const scopeColumns = ['payer', 'category', 'service_line', 'queue'].filter((column) => !columns.includes(column))
  return `facts as (
      select d.tenant_id, d.denial_no, d.denied_cents, d.received, d.state, u.team, ${scopeColumns.map((column) => `d.${column}`).join(', ')},
        d.first_appealed_at is not null or d.state = 'appealed' as appealed, '${UNPROCESSABLE}' = any(d.rarcs) as unprocessable,
        d.follow_up_due, ${endOfDay('d.follow_up_due', zone)} as follow_up_late, ${endOfDay('d.appeal_due', zone)} as appeal_late,
        work.first_touch_at as first_touch, work.last_touch_at as last_touch${carried('d')}
      from denials d
      left join users u on u.tenant_id = d.tenant_id and u.name = d.owner${denialWork(tenant, EVER)}
      where d.tenant_id = ${tenant} and ${isOpen('d')}${only} ${FENCE}
    ), dated as (
      select f.tenant_id, f.denial_no, f.denied_cents, f.team, f.follow_up_late${carried('f')}, ${late.join(', ')} from facts f ${FENCE}
    ), judged as (
      select f.tenant_id, f.denial_no, f.denied_cents, f.team${carried('f')}, ${keys.join(', ')} from dated f ${FENCE}
    )`
}

/** The most pressing key of a row of `judged`. */
export function mostPressingSql({ sources }: Deadlines): string {
  return `least(${sources.map((_, index) => `f.k${index}`).join(', ')})`
}

/**
 * SQL of the instants between which the most pressing key of a row of `judged` stays what it is, `[from, until)`; null: since ever, for ever.
 * @param now SQL of the instant it was judged at.
 */
export function holdsSql({ sources }: Deadlines, now: string): { readonly from: string; readonly until: string } {
  const turns = sources.map(({ warnMs }, index) => {
    const { at } = keyParts(`f.k${index}`)
    return { risk: `${at} - ${warnMs}`, late: at }
  })
  const passed = turns.map(
    ({ risk, late }) => `case when ${now} >= ${late} then ${late} when ${now} >= ${risk} then ${risk} end`,
  )
  const ahead = turns.map(
    ({ risk, late }) => `case when ${now} < ${risk} then ${risk} when ${now} < ${late} then ${late} end`,
  )
  return { from: `greatest(${passed.join(', ')})`, until: `least(${ahead.join(', ')})` }
}

/** SQL of all the keys of a row of `judged`. */
export function keysSql({ sources }: Deadlines): string {
  return `array[${sources.map((_, index) => `f.k${index}`).join(', ')}]`
}

/** What a key says, as columns. */
export interface DueColumns {
  /** 0 late, 1 at risk, 2 ahead; null, like all of them, when nothing is due. */
  readonly dueStanding: number | null
  readonly dueKind: number
  readonly dueAt: number
  readonly dueSource: number
  readonly dueOwnDay: boolean
}

/** SQL of the parts of a key. */
export function keyParts(key: string) {
  return {
    standing: `(${key} >> 55)::int`,
    kind: `(${key} >> 52 & 7)::int`,
    at: `(${key} >> 8 & ${LATEST_INSTANT})`,
    source: `(${key} >> 1 & 127)::int`,
    ownDay: `((${key} & 1) = 1)`,
  }
}

/** SQL of `DueColumns`. */
export function dueColumns(key: string): string {
  const { standing, kind, at, source, ownDay } = keyParts(key)
  return `${standing} as "dueStanding", ${kind} as "dueKind", ${at} as "dueAt", ${source} as "dueSource", ${ownDay} as "dueOwnDay"`
}

const standings = ['late', 'risk', 'ahead'] as const

/** What is due by a row's columns. */
export function dueOf(
  { dueStanding, dueKind, dueAt, dueSource, dueOwnDay }: DueColumns,
  { sources }: Deadlines,
): DenialDue | null {
  const standing = dueStanding === null ? undefined : standings[dueStanding]
  const kind = dueKinds[dueKind]
  const source = sources[dueSource]
  if (standing === undefined || kind === undefined || source === undefined) return null
  return { kind, slaId: source.source === 'sla' && !dueOwnDay ? source.id : null, at: dueAt, standing }
}

/** ` and …` for the rows `r` of one standing. */
export function dueFilter(due: 'late' | 'risk' | undefined): string {
  return due === undefined ? '' : ` and r.standing = ${standings.indexOf(due)}`
}

/** SQL of whether a key is late or at risk. */
export const isPressing = (key: string) => `${key} < ${2n * STANDING_UNIT}`
/** By what denials are ordered while late (the kind) or at risk (the kind and the time left); a safe integer. */
export const pressureSql = (key: string) =>
  `case when ${key} < ${STANDING_UNIT} then ${key} >> 52 << 44 when ${isPressing(key)} then ${key} >> 8 else ${NOT_PRESSING} end`

/** When a source is late; null where it does not apply, or is met. */
function lateBy(source: DueSource, sources: readonly DueSource[], parameters: Parameters): string {
  switch (source.source) {
    case 'appeal_limit':
      return 'case when not f.appealed then f.appeal_late end'
    case 'follow_up_day': {
      // An SLA that fits looks at the day itself.
      const covered = sources.flatMap((other) =>
        other.source === 'sla' && other.kind === 'follow_up' ? [`(true${scopeSql(other.scope, parameters)})`] : [],
      )
      const uncovered = covered.length === 0 ? '' : ` and not (${covered.join(' or ')})`
      return `case when (f.last_touch is null or f.last_touch < f.follow_up_due)${uncovered} then f.follow_up_late end`
    }
    case 'sla':
      return `case when ${appliesSql(source, parameters)}${scopeSql(source.scope, parameters)} then ${slaLateSql(source, parameters)} end`
  }
}

/** SQL of whether an SLA is still waiting. */
function appliesSql({ kind, states }: SlaSource, parameters: Parameters): string {
  switch (kind) {
    case 'first_touch':
      return 'f.first_touch is null'
    case 'follow_up':
      return 'true'
    case 'appeal':
      return 'not f.appealed and not f.unprocessable'
    case 'custom': {
      const waitsFor = `${parameters.add(textArray(states))}::text[]`
      return `not (f.state = any(${waitsFor}) or exists (
        select 1 from denial_events e
        where e.tenant_id = f.tenant_id and e.denial_no = f.denial_no and e.kind = any(${waitsFor})))`
    }
  }
}

function slaLateSql({ kind, table }: SlaSource, parameters: Parameters): string {
  switch (kind) {
    case 'follow_up':
      return lateSql(table, parameters, 'coalesce(f.last_touch, f.received)', 'f.team')
    case 'appeal':
      // A legal limit that comes first takes the SLA's place.
      return `nullif(least(${lateSql(table, parameters, 'f.received', 'f.team')}, f.appeal_late), f.appeal_late)`
    default:
      return lateSql(table, parameters, 'f.received', 'f.team')
  }
}

function keySql(source: DueSource, index: number, now: string): string {
  const byItself = `f.l${index}`
  const hasOwnDay = source.source === 'sla' && source.kind === 'follow_up'
  // The denial's own follow-up day decides where it is later than the SLA's.
  const late = hasOwnDay
    ? `case when ${byItself} is not null then greatest(${byItself}, f.follow_up_late) end`
    : byItself
  const standing = `case when ${now} >= ${late} then 0 when ${now} >= ${late} - ${source.warnMs} then ${STANDING_UNIT} else ${2n * STANDING_UNIT} end`
  const place = BigInt(dueKinds.indexOf(source.kind)) * KIND_UNIT + BigInt(index * 2)
  const ownDay = hasOwnDay ? ` + coalesce(f.follow_up_late > ${byItself}, false)::int` : ''
  return `(${standing}) + ${place} + (case when ${late} > ${LATEST_INSTANT} then ${LATEST_INSTANT} else ${late} end) * 256${ownDay}`
}

/**
 * ` and …` for what a scope names. Names are compared in any case; of what nobody names none fits.
 * @param columns SQL of a denial's column, and of its owner's `team`.
 */
export function scopeSql(
  scope: DenialScope,
  parameters: Parameters,
  columns: (name: 'payer' | 'category' | 'service_line' | 'queue' | 'team' | 'denied_cents') => string = (name) =>
    `f.${name}`,
): string {
  const among = (column: string, names: readonly string[] | undefined) =>
    names === undefined
      ? ''
      : ` and coalesce(lower(${column}) = any(${parameters.add(textArray(names.map((name) => name.toLowerCase())))}::text[]), false)`
  const bound = (comparison: '>=' | '<=', cents: number | undefined) =>
    cents === undefined ? '' : ` and ${columns('denied_cents')} ${comparison} ${parameters.add(cents)}::bigint`
  return [
    among(columns('payer'), scope.payers),
    among(columns('category'), scope.categories),
    among(columns('service_line'), scope.serviceLines),
    among(columns('queue'), scope.queues),
    among(columns('team'), scope.teams),
    bound('>=', scope.minDeniedCents),
    bound('<=', scope.maxDeniedCents),
  ].join('')
}

/** The end of the day that an instant falls on in the zone; null stays null. */
function endOfDay(column: string, zone: string): string {
  return `(extract(epoch from (date_trunc('day', to_timestamp(${column}::float8 / 1000) at time zone ${zone}) + interval '1 day')
    at time zone ${zone}) * 1000)::bigint`
}
