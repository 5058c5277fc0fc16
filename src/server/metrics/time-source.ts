import type { MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import { workedDenialSlices } from '../../shared/metrics/index.ts'
import { claimRows } from '../rollups/claim-rows.ts'
import { manualTimeRows } from '../rollups/manual-time-rows.ts'
import type { Parameters } from '../database/parameters.ts'
import { quarterRows, quarterTotals } from '../rollups/rows-by-15min.ts'
import {
  activityRows,
  activityTotals,
  hiddenRows as hiddenTagRows,
  hiddenTotals,
  taggedRows,
  taggedTotals,
} from '../rollups/time-rows.ts'
import { denialConditions, denialDimension, isDenialSlice, isFiltered } from './denial-dimensions.ts'
import { categoryOfWork, workedCategories } from '../claim-activity/claim-day-categories.ts'
import { workedDenials } from '../claim-activity/worked-denial.ts'
import { instantSql, keyColumns, MS_A_MINUTE, MS_AN_HOUR } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { isPersonSlice, people, personKey } from './people-keys.ts'
import { recordedRows } from './recorded-rows.ts'
import { shiftSql, teamsWithShifts } from './shift-sql.ts'

const minutes = { denominator: null, sample: null, scale: { numerator: MS_A_MINUTE, denominator: 1 } } as const

/** Metrics of recorded time; null for another metric. */
export function timeSource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  switch (id) {
    case 'active_minutes':
      return { ...minutes, rows: activeRows(query, parameters), ...presenceSum('active', query) }
    case 'idle_minutes':
      return { ...minutes, rows: windowRows(query, parameters), ...presenceSum('idle', query) }
    case 'manual_minutes':
      return { ...minutes, rows: namedRows(query, parameters), numerator: 'sum(ms)' }
    case 'hidden_minutes':
      return { ...minutes, rows: hiddenRows(query, parameters), numerator: 'sum(hidden)' }
    case 'hidden_cost':
      return {
        rows: hiddenRows(query, parameters),
        numerator: `sum(hidden) * ${parameters.add(query.laborCentsPerHour)}::numeric`,
        denominator: null,
        sample: null,
        scale: { numerator: MS_AN_HOUR, denominator: 1 },
      }
    case 'hidden_work_tax':
      return {
        rows: hiddenRows(query, parameters),
        numerator: 'sum(hidden)',
        denominator: 'sum(work)',
        sample: null,
        scale: { numerator: MS_A_MINUTE, denominator: MS_A_MINUTE },
      }
    default:
      return null
  }
}

function presenceSum(presence: 'active' | 'idle', { by }: MetricQuery): Pick<MetricSource, 'numerator' | 'having'> {
  const ms = `sum(ms) filter (where presence = '${presence}')`
  // A person with spans but none of these has zero minutes; an activity with none is just not there.
  const ofPeople = by.every(isPersonSlice)
  return { numerator: `coalesce(${ms}, 0)`, having: ofPeople ? undefined : `${ms} > 0` }
}

/** What people named; it has no window, and so nothing of what a window is sliced by. */
function namedRows(query: MetricQuery, parameters: Parameters): string {
  return `select o.ms${keyColumns(query.by, (slice) => (isPersonSlice(slice) ? personKey(slice) : `o.${slice}`))}
    from (${manualTimeRows(query.slice, parameters)}) o${people(query, parameters, 'o')}`
}

/** Active time, from whatever has the slices asked for. */
function activeRows(query: MetricQuery, parameters: Parameters): string {
  if (query.shift !== undefined || query.by.includes('shift')) return shiftRows(query, parameters)
  const byDenial = query.by.some((slice) => workedDenialSlices.some((known) => known === slice))
  return byDenial || isFiltered(query.filter) ? workedRows(query, parameters) : windowRows(query, parameters)
}

/** By what the window was. */
function windowRows(query: MetricQuery, parameters: Parameters): string {
  return `select a.presence, a.ms${keyColumns(query.by, (slice) => (isPersonSlice(slice) ? personKey(slice) : `a.${slice}`))}
    from (${recordedRows(query, parameters)}) a${people(query, parameters, 'a')}`
}

/** By the denial the work was for; what no denial is known for has none of its slices. */
function workedRows(query: MetricQuery, parameters: Parameters): string {
  const { slice, by, filter } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  const ofPeople = by.some(isPersonSlice)
  const who = ofPeople ? 'user_id, ' : ''
  const key = (name: MetricSlice) =>
    isPersonSlice(name) ? personKey(name) : isDenialSlice(name) ? denialDimension(name, at) : 'null'
  const rows = claimRows(slice, parameters)
  // A claim comes a few times a day, but its denial is looked for once; or not at all, where its category is all that is asked for and stands there.
  const [worked, denials] = asksCategoryAlone(query)
    ? [workedCategories(tenant, rows, who), `cross join lateral (select ${categoryOfWork(tenant)} as category) d`]
    : [
        `worked as materialized (
          select ${who}claim_token, sum(ms) as ms from (${rows}) claim_rows group by ${who}claim_token
        ), ${workedDenials(tenant, 'worked', `${parameters.add(slice.from)}::bigint`)}`,
        'left join worked_denials d on d.claim_token = c.claim_token',
      ]
  const known = `select * from (
    with ${worked}
    select 'active' as presence, c.ms${keyColumns(by, key)}
    from worked c${people(query, parameters, 'c')} ${denials}
    where ${tenant}::text is not null${denialConditions(filter, parameters, at)}
  ) known`
  const wantsNamed = Object.values(filter).some((value) => value !== undefined && value !== '')
  if (wantsNamed) return known
  const recorded = ofPeople ? activityRows(slice, parameters) : activityTotals(slice, parameters)
  return `${known}
    union all
    select a.presence, a.ms${keyColumns(by, (name) => (isPersonSlice(name) ? personKey(name) : 'null'))}
    from (${recorded}) a${people(query, parameters, 'a')}
    where ${tenant}::text is not null and a.presence = 'active' and not a.attributed`
}

const asksCategoryAlone = ({ by, filter }: MetricQuery) =>
  [...by.filter((slice) => !isPersonSlice(slice)), ...Object.keys(filter)].every((name) => name === 'category')

/** By the hour of the day: quarter hours, of which every shift is a sum. Who worked matters only where teams have shifts of their own. */
function shiftRows(query: MetricQuery, parameters: Parameters): string {
  const { slice, by } = query
  const anybody = slice.userId === null && slice.team === null && !by.some(isPersonSlice)
  const sameForAll = anybody && teamsWithShifts(query).length === 0
  const tenant = parameters.add(slice.tenantId)
  const shift = shiftSql(query, parameters, 'timed.at', 'person.team')
  const timed = sameForAll
    ? `(${quarterTotals(slice, parameters)}) timed`
    : `(${quarterRows(slice, parameters)}) timed join users person on person.tenant_id = ${tenant} and person.user_id = timed.user_id`
  return `select timed.presence, timed.ms${keyColumns(by, (name) => (name === 'shift' ? shift : personKey(name)))}
    from ${timed}
    where ${tenant}::text is not null${query.shift === undefined ? '' : ` and coalesce(${shift}, '') = ${parameters.add(query.shift)}`}`
}

/** Tagged time beside the active time on denial work: by kind a minute in each of its kinds, else each once. */
function hiddenRows(query: MetricQuery, parameters: Parameters): string {
  const key = (rows: string) => (slice: MetricSlice) => (isPersonSlice(slice) ? personKey(slice) : `${rows}.${slice}`)
  const byKind = query.by.includes('kind')
  const [ofKinds, ofSpans] = query.by.some(isPersonSlice) ? [hiddenTagRows, taggedRows] : [hiddenTotals, taggedTotals]
  const tagged = (byKind ? ofKinds : ofSpans)(query.slice, parameters)
  const hidden = `select t.ms as hidden, 0::bigint as work${keyColumns(query.by, key('t'))}
    from (${tagged}) t${people(query, parameters, 't')}`
  if (byKind) return hidden
  return `${hidden}
    union all
    select 0::bigint, case when a.presence = 'active' and a.rating in ('core', 'support', 'hidden') then a.ms else 0 end${keyColumns(query.by, key('a'))}
    from (${recordedRows(query, parameters)}) a${people(query, parameters, 'a')}`
}
