import { grouped } from '../../shared/grouped.ts'
import type { MetricId } from '../../shared/metrics/index.ts'
import {
  joinFirstTouch,
  joinPastTouchStatistics,
  joinTouchStatisticsSince,
} from '../claim-activity/touch-statistics.ts'
import { all, join, name, nothing, sql, where, type Sql } from '../database/sql.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import type { Filters } from '../rollups/filters.ts'
import { denialMeasure, judgedBy } from './denial-measures.ts'
import { type DenialMeasure, type DenialSet, instantOf, isInSet } from './denial-sets.ts'
import { denialConditions, denialKey, ageAt } from './dimension-sql.ts'
import { HAS_ROWS, keyColumns, type MetricQuery, type MetricSource } from './metric-query.ts'

/**
 * The sources of metrics of denials, by metric. Measures of one set of denials share their rows: each row has what the denial adds to each of
 * them, null where it adds nothing. Metrics of other populations are left out.
 */
export function denialSources(
  scope: Scope,
  ids: readonly MetricId[],
  query: MetricQuery,
): ReadonlyMap<MetricId, MetricSource> {
  const members = ids.flatMap((id) => {
    const judged = judgedBy(id, query)
    const measure = denialMeasure(id, judged)
    return measure === null ? [] : [{ id, measure, judged }]
  })
  // Looking up the first touch is cheap enough to be shared with measures that do not need it; counting touches is not.
  const sets = grouped(
    members,
    ({ measure: { among, work } }) => `denials ${among}${work === 'counts' ? ' with touch counts' : ''}`,
  )
  return new Map(
    [...sets].flatMap(([population, ofSet]) => {
      const measures = ofSet.map(({ measure }) => measure)
      const rows = denialRows(scope, measures, ofSet[0]?.judged ?? query)
      return ofSet.map(({ id, measure }, index) => [id, { population, rows, ...measured(measure, index) }] as const)
    }),
  )
}

function measured(
  { only, denominator, percentiles, scale }: DenialMeasure,
  index: number,
): Omit<MetricSource, 'population' | 'rows'> {
  const numerator = name(`n${index}`)
  return {
    numerator: sql`sum(${numerator})`,
    denominator: denominator ? sql`sum(${name(`d${index}`)})` : null,
    sample: percentiles ? numerator : null,
    present: only ? sql`coalesce(bool_or(${name(`m${index}`)}), false)` : HAS_ROWS,
    scale: { numerator: scale ?? 1, denominator: 1 },
  }
}

function denialRows(scope: Scope, measures: readonly DenialMeasure[], query: MetricQuery): Sql {
  const alone = measures.length === 1
  const columns = measures.flatMap(({ only, numerator, denominator }, index) => {
    const ofMembers = (value: Sql) => (only && !alone ? sql`case when ${only} then ${value} end` : sql`${value}`)
    return [
      sql`${ofMembers(numerator)} as ${name(`n${index}`)}`,
      ...(denominator ? [sql`${ofMembers(denominator)} as ${name(`d${index}`)}`] : []),
      ...(only ? [sql`${alone ? sql`true` : only} as ${name(`m${index}`)}`] : []),
    ]
  })
  const [first] = measures
  const age = ageAt(query)
  const keys = keyColumns(query, instantOf(first?.among ?? 'open', query), (dimension) =>
    denialKey(dimension, age, levelIn(first?.among)),
  )
  const onlys = measures.map(({ only }) => sql`(${only ?? sql`true`})`)
  const members = measures.every(({ only }) => only) ? sql`(${join(onlys, ' or ')})` : null
  return sql`select ${join(columns)}${keys} ${fromDenials(scope, measures, query)} ${where([...conditions(scope, measures, query), members])}`
}

/** Conditions on the denials of measures of one set, apart from the measures' own. */
function conditions(scope: Scope, measures: readonly DenialMeasure[], query: MetricQuery): Sql[] {
  const [first] = measures
  return [
    ...(first ? [isInSet(first.among, query)] : []),
    ...ownerConditions(scope, query.filters),
    ...denialConditions(query.denialFilters, ageAt(query), levelIn(first?.among)),
  ]
}

/** SQL of the appeal level that a set counts; undefined: that of the denial. */
const levelIn = (set: DenialSet | undefined): Sql | undefined => (set === 'decided' ? sql`decision.level` : undefined)

/** `from denials d …`: denials with what measures need of them. */
function fromDenials(scope: Scope, measures: readonly DenialMeasure[], query: MetricQuery): Sql {
  const shared = new Map(measures.flatMap(({ shared: value }) => (value ? [[value.alias, value.value] as const] : [])))
  // The offset keeps the planner from computing a shared value again wherever it is used.
  const values = [...shared].map(
    ([alias, value]) => sql`
    cross join lateral (select ${value} as value offset 0) ${name(alias)}`,
  )
  const decisions = measures.some(({ among }) => among === 'decided')
    ? sql` join appeal_decisions decision on decision.denial_no = d.denial_no`
    : nothing
  return sql`from denials d${decisions}
    left join users o on o.name = d.owner${touchesOf(measures, query)}${join(values, '')}`
}

function touchesOf(measures: readonly DenialMeasure[], { filters, at, now }: MetricQuery): Sql {
  const until = sql`${at}::bigint`
  if (measures.some(({ work }) => work === 'counts')) {
    const from = sql`${filters.from}::bigint`
    return at < now ? joinPastTouchStatistics(from, until) : joinTouchStatisticsSince(from, until)
  }
  return measures.some(({ work }) => work === 'first') ? joinFirstTouch(until) : nothing
}

/** `from denials d … where …`: the denials of one measure that a question is about. */
export function denialsOf(
  scope: Scope,
  measure: DenialMeasure,
  query: MetricQuery,
  more: readonly (Sql | null)[],
): Sql {
  const own = [...conditions(scope, [measure], query), measure.only ?? null, ...more]
  return sql`${fromDenials(scope, [measure], query)} where ${all(own)}`
}

/** Conditions on the owner and the payer of a denial `d`, by the filters of a report. */
export function ownerConditions(scope: Scope, { userId, team, payer }: Filters): Sql[] {
  return [
    visibleDenials(scope),
    userId === null ? null : sql`o.user_id = ${userId}`,
    team === null ? null : sql`o.team = ${team}`,
    payer === null ? null : sql`d.payer = ${payer}`,
  ].filter((condition) => condition !== null)
}
