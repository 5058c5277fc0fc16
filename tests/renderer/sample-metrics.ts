import type { z } from 'zod'
import type { MetricAnswer, MetricDenialRow, MetricEntry, MetricRow } from '../../src/shared/contract/metrics.ts'
import type { metricRoutes } from '../../src/shared/contract/routes/metrics.ts'
import type { AnswerOf } from '../../src/shared/contract/routes/route.ts'
import { dimensions as registry } from '../../src/shared/metrics/dimensions.ts'
import { isMetricId, metricDefinition } from '../../src/shared/metrics/catalog.ts'
import { ageBuckets, valueBands } from '../../src/shared/denials/value-bands.ts'
import { grouped } from '../../src/shared/grouped.ts'
import { manualTimeKinds } from '../../src/shared/contract/manual-time.ts'
import { sampleManualTime } from './sample-manual-time.ts'
import { isOpen, type SampleDenial, touchesOf } from './sample-denials.ts'
import { matchesFilters } from './sample-panel.ts'
import { trendPeriods, type TrendUnit, trendUnits } from '../../src/shared/performance/index.ts'
import { NOW, type SampleWork, ZONE } from './sample-team.ts'

// Metrics of the fake endpoint. Each is a list of denials with their contributions, so the totals and the rows always match.

const DAY = 86_400_000
const LABOR_CENTS_PER_HOUR = 3_150
type Query = Readonly<Record<string, string>>
export interface World {
  readonly work: SampleWork
  readonly denials: readonly SampleDenial[]
}
interface Added {
  readonly denial: SampleDenial
  readonly numerator: number
  readonly denominator: number
}
interface SampleMetric {
  readonly name: string
  readonly unit: string
  readonly direction: 'up' | 'down' | 'neutral'
  readonly target?: number
  /** Whether it is a share or a mean; otherwise it is the sum of the numerators. */
  readonly divided?: boolean
  readonly rows: (world: World, query: Query) => readonly Added[]
}

const period = ({ from, to }: Query) => ({ from: Number(from), to: Number(to) })
const within = (at: number | null, query: Query) => at !== null && at >= period(query).from && at < period(query).to
const one = (denial: SampleDenial): Added => ({ denial, numerator: 1, denominator: 1 })
const cents = (denial: SampleDenial): Added => ({ denial, numerator: denial.deniedCents, denominator: 1 })
const lastTouch = ({ work }: World, denial: SampleDenial) => touchesOf(work, denial).at(-1)?.endedAt ?? denial.received
/** Touches of the period by the people that match the query. */
const worked = (world: World, query: Query): readonly { denial: SampleDenial; minutes: number; touches: number }[] => {
  const filters = { ...period(query), team: query['team'], user: query['user'] }
  const matching = matchesFilters(world.work, world.work.touches, filters)
  const byClaim = grouped(matching, ({ claimToken }): string | null => claimToken)
  return world.denials.flatMap((denial) => {
    const own = byClaim.get(denial.claimToken) ?? []
    return own.length === 0
      ? []
      : [{ denial, minutes: own.reduce((sum, { activeMs }) => sum + activeMs, 0) / 60_000, touches: own.length }]
  })
}
const recovered = ({ state }: SampleDenial) => state === 'recovered'
const resolved = (world: World, query: Query) =>
  all(world, query).filter((denial) => !isOpen(denial) && within(denial.received + 7 * DAY, query))
const owned = ({ work }: World, query: Query, denial: SampleDenial) => {
  const owner = work.people.find(({ name }) => name === denial.owner)
  return (
    (query['user'] === undefined || (owner?.id ?? '') === query['user']) &&
    (query['team'] === undefined || owner?.team === query['team'])
  )
}
const all = (world: World, query: Query) => world.denials.filter((denial) => owned(world, query, denial))
const stalled = (world: World, query: Query) =>
  all(world, query).filter((denial) => isOpen(denial) && NOW - lastTouch(world, denial) > 14 * DAY)
const overdue = (world: World, query: Query) =>
  all(world, query).filter((denial) => isOpen(denial) && (denial.followUpDue ?? NOW) < NOW - DAY)

const metrics: Readonly<Record<string, SampleMetric>> = {
  denials_received: {
    name: 'Denials received',
    unit: 'count',
    direction: 'down',
    rows: (w, q) =>
      all(w, q)
        .filter(({ received }) => within(received, q))
        .map(one),
  },
  denied_amount: {
    name: 'Denied amount',
    unit: 'cents',
    direction: 'down',
    rows: (w, q) =>
      all(w, q)
        .filter(({ received }) => within(received, q))
        .map(cents),
  },
  open_denials: {
    name: 'Open denials',
    unit: 'count',
    direction: 'down',
    rows: (w, q) => all(w, q).filter(isOpen).map(one),
  },
  open_amount: {
    name: 'Open amount',
    unit: 'cents',
    direction: 'down',
    rows: (w, q) => all(w, q).filter(isOpen).map(cents),
  },
  stalled_denials: {
    name: 'Stalled denials',
    unit: 'count',
    direction: 'down',
    rows: (w, q) => stalled(w, q).map(one),
  },
  stalled_amount: {
    name: 'Amount stalled',
    unit: 'cents',
    direction: 'down',
    rows: (w, q) => stalled(w, q).map(cents),
  },
  overdue_denials: {
    name: 'Open with a missed date',
    unit: 'count',
    direction: 'down',
    rows: (w, q) => overdue(w, q).map(one),
  },
  overdue_amount: {
    name: 'Amount with a missed date',
    unit: 'cents',
    direction: 'down',
    rows: (w, q) => overdue(w, q).map(cents),
  },
  worked_within_sla: {
    name: 'Worked within SLA',
    unit: 'ratio',
    direction: 'up',
    target: 0.9,
    divided: true,
    rows: (w, q) =>
      all(w, q)
        .filter(({ received }) => within(received + 2 * DAY, q))
        .map((denial) => ({
          denial,
          numerator: Number(denial.carcs.length + (denial.deniedCents % 7) > 1),
          denominator: 1,
        })),
  },
  appeal_overturn_rate: {
    name: 'Appeal overturn rate',
    unit: 'ratio',
    direction: 'up',
    target: 0.6,
    divided: true,
    rows: (w, q) => resolved(w, q).map((denial) => ({ denial, numerator: Number(recovered(denial)), denominator: 1 })),
  },
  time_per_denial: {
    name: 'Active time per denial',
    unit: 'min',
    direction: 'down',
    divided: true,
    rows: (w, q) => worked(w, q).map(({ denial, minutes }) => ({ denial, numerator: minutes, denominator: 1 })),
  },
  cost_to_recover: {
    name: 'Cost to recover',
    unit: 'ratio',
    direction: 'down',
    divided: true,
    rows: (w, q) =>
      worked(w, q).map(({ denial, minutes }) => ({
        denial,
        numerator: (minutes / 60) * LABOR_CENTS_PER_HOUR,
        denominator: recovered(denial) ? denial.deniedCents : 0,
      })),
  },
  minutes_per_denial: {
    name: 'Minutes per denial',
    unit: 'min',
    direction: 'down',
    divided: true,
    rows: (w, q) => worked(w, q).map(({ denial, minutes }) => ({ denial, numerator: minutes, denominator: 1 })),
  },
  repeat_touch_share: {
    name: 'Repeat touches',
    unit: 'ratio',
    direction: 'down',
    divided: true,
    rows: (w, q) =>
      worked(w, q).map(({ denial, touches }) => ({ denial, numerator: Number(touches >= 3), denominator: 1 })),
  },
  denials_worked_per_fte: {
    name: 'Denials worked per FTE',
    unit: 'count',
    direction: 'up',
    rows: (w, q) => worked(w, q).map(({ denial }) => one(denial)),
  },
  workload: {
    name: 'Workload',
    unit: 'days',
    direction: 'down',
    divided: true,
    rows: (w, q) =>
      all(w, q)
        .filter(isOpen)
        .map((denial) => ({ denial, numerator: 20 + (denial.deniedCents % 17) / 3, denominator: 12 })),
  },
  recovery_yield: {
    name: 'Recovery yield',
    unit: 'cents',
    direction: 'up',
    rows: (w, q) =>
      worked(w, q)
        .filter(({ denial }) => recovered(denial))
        .map(({ denial }) => cents(denial)),
  },
  recovery_per_hour: {
    name: 'Recovery per hour',
    unit: 'cents_per_hour',
    direction: 'up',
    divided: true,
    rows: (w, q) =>
      worked(w, q).map(({ denial, minutes }) => ({
        denial,
        numerator: recovered(denial) ? denial.deniedCents : 0,
        denominator: minutes / 60,
      })),
  },
  rework_rate: {
    name: 'Rework',
    unit: 'ratio',
    direction: 'down',
    divided: true,
    rows: (w, q) =>
      worked(w, q).map(({ denial }) => ({ denial, numerator: Number(denial.state === 'reopened'), denominator: 1 })),
  },
  unclear_ownership_hours: {
    name: 'Unclear ownership',
    unit: 'hours',
    direction: 'down',
    rows: (w, q) =>
      all(w, q)
        .filter((denial) => isOpen(denial) && denial.owner === null)
        .map((denial) => ({
          denial,
          numerator: Math.min(45, Math.round((NOW - denial.received) / DAY) * 9),
          denominator: 1,
        })),
  },
}

/** Metrics of minutes, computed from spans instead of denials. */
const timeMetrics: Readonly<
  Record<string, { name: string; unit: string; direction: 'down' | 'neutral'; target?: number }>
> = {
  active_minutes: { name: 'Active time', unit: 'min', direction: 'neutral' },
  call_minutes: { name: 'Time on calls', unit: 'min', direction: 'neutral' },
  hidden_minutes: { name: 'Hidden work', unit: 'min', direction: 'down' },
  hidden_work_tax: { name: 'Hidden-work tax', unit: 'ratio', direction: 'down', target: 0.2 },
  hidden_cost: { name: 'Cost of hidden work', unit: 'cents', direction: 'down' },
  touches: { name: 'Touches', unit: 'count', direction: 'neutral' },
  manual_minutes: { name: 'Manual time', unit: 'min', direction: 'neutral' },
}

export const sampleCatalog: readonly MetricEntry[] = [
  ...Object.entries(metrics).map(([id, { name, unit, direction, target }]) => entry(id, name, unit, direction, target)),
  ...Object.entries(timeMetrics).map(([id, { name, unit, direction, target }]) =>
    entry(id, name, unit, direction, target),
  ),
]

function entry(
  id: string,
  name: string,
  unit: string,
  direction: MetricEntry['direction'],
  target: number | undefined,
): MetricEntry {
  if (!isMetricId(id)) throw new Error(`the catalog lacks ${id}`)
  const { group, dimensions, population, countedOn } = metricDefinition(id)
  return {
    id,
    group,
    name,
    definition: `${name} of the made-up world`,
    unit,
    direction,
    target: target ?? null,
    numerator: 'what is counted',
    denominator: null,
    dimensions,
    population,
    countedOn,
  }
}

const ignoredBy = (id: string, query: Query): readonly string[] =>
  isMetricId(id) && metricDefinition(id).ignoresPayer && query['payer'] !== undefined ? ['payer'] : []

const attributes: Readonly<Record<string, (denial: SampleDenial) => string | null>> = {
  payer: ({ payer }) => payer,
  category: ({ category }) => category,
  carc: ({ carcs }) => carcs[0] ?? null,
  queue: ({ queue }) => queue,
  service_line: ({ serviceLine }) => serviceLine,
  provider: ({ provider }) => provider,
  location: ({ location }) => location,
  value_band: ({ deniedCents }) => valueBands.findLast(({ fromCents }) => deniedCents >= fromCents)?.id ?? null,
  age_bucket: ({ received }) => ageBuckets.findLast(({ fromDays }) => NOW - received >= fromDays * DAY)?.id ?? null,
  rarc: ({ rarcs }) => rarcs[0] ?? null,
  procedure: ({ procedure }) => procedure,
  claim_filing_indicator: ({ claimFilingIndicator }) => claimFilingIndicator,
  practice: ({ practice }) => practice,
  state: ({ state }) => state,
}

export function matchesDenialFilters(denial: SampleDenial, query: Query): boolean {
  return registry.every(({ id, parameter }) => {
    const asked = parameter === null ? undefined : query[parameter]
    const value = attributes[id]
    return asked === undefined || value === undefined || asked.split(',').includes(value(denial) ?? '')
  })
}

function addedBy(id: string, world: World, query: Query): readonly Added[] | null {
  const metric = metrics[id]
  if (!metric) return null
  return metric.rows(world, query).filter(({ denial }) => matchesDenialFilters(denial, query))
}

export function metricRowsOf(id: string, world: World, query: Query): readonly MetricDenialRow[] | null {
  return (
    addedBy(id, world, query)?.map(({ denial, numerator, denominator }) => ({
      ...denial,
      numerator,
      denominator,
    })) ?? null
  )
}

type MetricsQuestion = z.output<typeof metricRoutes.queryMetrics.body>

/** Several metrics over several periods; null if one of them is unknown. */
export function metricsOf(
  world: World,
  { metrics: ids, dimensions = [], filters = {}, periods }: MetricsQuestion,
): AnswerOf<typeof metricRoutes.queryMetrics> | null {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined)
  const common = Object.fromEntries(set.map(([name, value]) => [name, String(value)]))
  const by = dimensions.length > 0 ? { by: dimensions.join(',') } : {}
  const answers = ids.map((id) => ({
    id,
    periods: periods.flatMap(
      ({ from, to }) => metricOf(id, world, { ...common, ...by, from: String(from), to: String(to) }) ?? [],
    ),
  }))
  return answers.every((answer) => answer.periods.length === periods.length) ? { asOf: 0, answers } : null
}

/** A question that splits by week or month is asked of each of them. */
function metricByTime(id: string, world: World, query: Query, unit: TrendUnit): MetricAnswer | null {
  const others = (query['by'] ?? '').split(',').filter((dimension) => dimension !== unit && dimension !== '')
  const { from, to } = period(query)
  const asked = trendPeriods(unit, { from, to }, to, ZONE).filter((part) => part.to > from)
  const answers = asked.map((part) => {
    const clipped = { from: String(Math.max(from, part.from)), to: String(Math.min(to, part.to)) }
    const { by: _by, ...rest } = query
    return metricOf(id, world, { ...rest, ...clipped, ...(others.length > 0 && { by: others.join(',') }) })
  })
  const [first] = answers
  if (!first) return null
  const rows = answers.flatMap((answer, index) =>
    (answer?.rows ?? [])
      .filter(({ value }) => value !== null && value !== 0)
      .map((row) => {
        const time = asked[index]?.key ?? ''
        const keys = others.length === 0 ? [time] : [...row.keys, time]
        return { ...row, keys, key: keys.join(' · ') }
      }),
  )
  return { ...first, rows }
}

export function metricOf(id: string, world: World, query: Query): MetricAnswer | null {
  const unit = trendUnits.find((time) => query['by']?.split(',').includes(time))
  if (unit) return metricByTime(id, world, query, unit)
  const metric = metrics[id]
  if (!metric) return timeMetricOf(id, world, query)
  const dimensions = query['by']?.split(',') ?? []
  const whole = (rows: readonly Added[], keys: readonly (string | null)[]): MetricRow => {
    const numerator = rows.reduce((sum, row) => sum + row.numerator, 0)
    const denominator = rows.reduce((sum, row) => sum + row.denominator, 0)
    const sorted = rows.map((row) => row.numerator).toSorted((a, b) => a - b)
    const quantile = (part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? null
    const counted = metric.unit === 'count' || metric.unit === 'cents' || metric.unit === 'hours'
    return {
      key: keys.length === 0 ? '' : keys.length === 1 ? (keys[0] ?? null) : keys.join(' · '),
      keys,
      value: metric.divided ? (denominator > 0 ? numerator / denominator : null) : counted ? numerator : null,
      numerator,
      denominator: metric.divided ? denominator : null,
      p50: id === 'minutes_per_denial' ? quantile(0.5) : null,
      p90: id === 'minutes_per_denial' ? quantile(0.9) : null,
    }
  }
  const answer = (rows: readonly MetricRow[]): MetricAnswer => ({
    id,
    unit: metric.unit,
    target: metric.target ?? null,
    unattributedShare: id === 'minutes_per_denial' ? 0.09 : null,
    ignoredFilters: ignoredBy(id, query),
    asOf: 0,
    recordsFrom: null,
    rows,
  })
  const [dimension] = dimensions
  if (dimension === 'user' || dimension === 'team' || dimension === 'shift') {
    const people =
      dimension === 'user'
        ? [...world.work.people.map((person) => person.id), '']
        : dimension === 'team'
          ? [...new Set(world.work.people.map(({ team }) => team))]
          : ['day']
    return answer(
      people
        .filter((key) => dimension !== 'user' || query['user'] === undefined || query['user'] === key)
        .map((key) =>
          whole(addedBy(id, world, dimension === 'shift' ? query : { ...query, [dimension]: key }) ?? [], [
            key === '' ? null : key,
          ]),
        )
        .filter(({ numerator, denominator }) => numerator !== 0 || (denominator ?? 0) > 0),
    )
  }
  const rows = addedBy(id, world, query) ?? []
  if (dimensions.length === 0) return answer([whole(rows, [])])
  const groups = new Map<string, Added[]>()
  for (const row of rows) {
    const key = JSON.stringify(dimensions.map((name) => attributes[name]?.(row.denial) ?? null))
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return answer([...groups].map(([key, own]) => whole(own, JSON.parse(key) as (string | null)[])))
}

function timeMetricOf(id: string, world: World, query: Query): MetricAnswer | null {
  const found = timeMetrics[id]
  if (!found) return null
  const { work } = world
  const filters = { ...period(query), team: query['team'], user: query['user'], payer: query['payer'] }
  const active = matchesFilters(work, work.spans, filters).filter(({ presence }) => presence === 'active')
  const minutes = (spans: typeof active) => spans.reduce((sum, span) => sum + span.endedAt - span.startedAt, 0) / 60_000
  const hidden = active.filter(({ hiddenKinds }) => hiddenKinds.length > 0)
  const denialWork = active.filter(({ rating }) => rating === 'core' || rating === 'support' || rating === 'hidden')
  const row = (
    key: string | null,
    value: number | null,
    numerator: number | null = value,
    denominator: number | null = null,
  ): MetricRow => ({
    key,
    keys: key === '' ? [] : [key],
    value,
    numerator,
    denominator,
    p50: null,
    p90: null,
  })
  const rows = (): MetricRow[] => {
    switch (id) {
      case 'touches':
        return query['by'] === 'shift' ? [row('day', 1)] : [row('', matchesFilters(work, work.touches, filters).length)]
      case 'call_minutes': {
        const calls = active.filter(({ call }) => call)
        const sum = minutes(calls)
        return sum === 0 ? [] : [row(query['by'] === 'activity' ? 'communication' : '', sum)]
      }
      case 'manual_minutes': {
        const named = sampleManualTime(work, filters)
        const sum = (some: typeof named) =>
          some.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0) / 60_000
        if (query['by'] !== 'kind') return [row('', sum(named))]
        return manualTimeKinds.map((kind) => row(kind, sum(named.filter((stretch) => stretch.kind === kind))))
      }
      case 'hidden_work_tax':
        return [
          row(
            '',
            minutes(denialWork) > 0 ? minutes(hidden) / minutes(denialWork) : null,
            minutes(hidden),
            minutes(denialWork),
          ),
        ]
      case 'hidden_cost':
        return [row('', Math.round((minutes(hidden) / 60) * LABOR_CENTS_PER_HOUR))]
      case 'hidden_minutes': {
        if (query['by'] !== 'kind') return [row('', minutes(hidden))]
        const kinds = [...new Set(hidden.flatMap((span) => span.hiddenKinds))]
        const own = kinds.map((kind) => row(kind, minutes(hidden.filter((span) => span.hiddenKinds.includes(kind)))))
        return [
          ...own,
          row('duplicate_follow_up', minutes(hidden) * 0.11),
          row('low_value_effort', minutes(hidden) * 0.07),
        ]
      }
      default: {
        if (query['by'] !== 'category') return [row('', minutes(active))]
        const categories = new Map(world.denials.map(({ claimToken, category }) => [claimToken, category]))
        const keys = [...new Set(active.map(({ claimToken }) => categories.get(claimToken) ?? null))]
        return keys.map((key) =>
          row(key, minutes(active.filter(({ claimToken }) => (categories.get(claimToken) ?? null) === key))),
        )
      }
    }
  }
  return {
    id,
    unit: found.unit,
    target: found.target ?? null,
    unattributedShare: null,
    ignoredFilters: ignoredBy(id, query),
    asOf: 0,
    recordsFrom: null,
    rows: rows(),
  }
}
