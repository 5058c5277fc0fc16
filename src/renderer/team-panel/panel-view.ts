import { dayOf } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { isMetricId, type MetricId } from '../../shared/metrics/catalog.ts'
import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { dimensionsOf, type FilterName, filterNames, type Filters, timeFilterNames } from '../metrics/filters.ts'
import { type Period as Range, periodBefore, type TrendUnit, trendUnits } from '../../shared/performance/index.ts'
import { timeCardDimensions } from './time-dimensions.ts'
import { translator } from '../text/translator.ts'
import { dateText } from '../ui/format.ts'
import { addDays, parseDay, startOfDay, startOfWeek } from '../ui/zoned-time.ts'

const t = translator('team.previous')

export const presetPeriods = ['today', 'yesterday', 'this-week', 'last-week', 'four-weeks'] as const
export type PresetPeriod = (typeof presetPeriods)[number]
export type Period =
  | { readonly kind: PresetPeriod }
  /** Dates, both included. */
  | { readonly kind: 'days'; readonly firstDay: string; readonly lastDay: string }

export const sortKeys = ['name', 'active', 'idle', 'touches', 'hidden'] as const
export type SortKey = (typeof sortKeys)[number]

/** The comparison period. */
export type Compare =
  | { readonly kind: 'before' }
  | { readonly kind: 'four-weeks-earlier' }
  | { readonly kind: 'days'; readonly firstDay: string; readonly lastDay: string }

export const workloadMetrics = [
  'workload',
  'denials_worked_per_fte',
  'minutes_per_denial',
  'recovery_yield',
  'recovery_per_hour',
  'rework_rate',
  'worked_within_sla',
] as const
/** The dimensions of the workload card: at least one of its metrics can be split by them. */
export const workloadDimensions = dimensionsOf(workloadMetrics)
/** The dimensions of root causes beside payer and reason. Who a denial is assigned to did not cause it. */
export const causeDimensions = dimensionsOf(['denied_amount']).filter(
  (id) => !['payer', 'category', 'user', 'team'].includes(id),
)

/** What the trend of a metric is split by on Performance, where the metric has it. */
export const splitDimensions = ['payer', 'team', 'category'] as const

/** The rows behind a number: which list, and the filters in addition to those of the panel. */
export interface Drilldown extends Filters {
  readonly list: 'spans' | 'touches' | 'hidden' | 'denials' | 'manual_time'
  /** The metric whose denials are listed; only with `denials`. */
  readonly metric?: string | undefined
  readonly presence?: string | undefined
  readonly activity?: string | undefined
  readonly rating?: string | undefined
  /** A kind, or `any`. */
  readonly kind?: string | undefined
  readonly denial?: 'none' | undefined
  readonly call?: 'true' | undefined
  readonly from?: EpochMs | undefined
  readonly to?: EpochMs | undefined
}

/** The ratings that count as denial work: the denominator of the hidden-work tax. */
export const DENIAL_WORK = 'core,support,hidden'

/** Also has data on a Sunday or early in the morning. */
const DEFAULT_PERIOD: PresetPeriod = 'this-week'

/** The state in the address of the team panel, and of the screens with the same period and filters. */
export interface PanelView {
  readonly period: Period
  readonly compare: Compare
  readonly filters: Filters
  readonly sort: SortKey
  /** The dimensions of the workload card and of the time card. */
  readonly workload: Dimension
  readonly time: Dimension
  /** The third dimension of root causes. */
  readonly cause: Dimension
  /** Of Performance: weeks or months, the metric that is looked at, and what its trend is split by. */
  readonly trend: TrendUnit
  readonly metric: MetricId | null
  readonly split: (typeof splitDimensions)[number]
  readonly drilldown: Drilldown | null
}

const defaults = {
  sort: 'name',
  workload: 'user',
  time: 'activity',
  cause: 'carc',
  trend: 'week',
  split: 'payer',
} as const

const drilldownTexts = [...filterNames, 'metric', 'presence', 'activity', 'rating', 'kind'] as const

/** @param period the screen's, where the address has none */
export function readPanelView(params: URLSearchParams, period: PresetPeriod = DEFAULT_PERIOD): PanelView {
  const one = <Word extends string>(name: string, words: readonly Word[], other: Word): Word =>
    words.find((word) => word === params.get(name)) ?? other
  return {
    period: readPeriod(params, period),
    compare: readCompare(params.get('compare')),
    filters: readFilters(params),
    sort: one('sort', sortKeys, defaults.sort),
    workload: one('workload', workloadDimensions, defaults.workload),
    time: one('time', timeCardDimensions, defaults.time),
    cause: one('cause', causeDimensions, defaults.cause),
    trend: one('trend', trendUnits, defaults.trend),
    metric: readMetric(params.get('metric')),
    split: one('split', splitDimensions, defaults.split),
    drilldown: readDrilldown(params),
  }
}

const readMetric = (id: string | null): MetricId | null => (id !== null && isMetricId(id) ? id : null)

function readFilters(params: URLSearchParams): Filters {
  const filters: { -readonly [Name in FilterName]?: string } = {}
  for (const name of filterNames) {
    const value = params.get(name)
    // Every person has a team, so "none" is not a value of these two filters.
    if (value !== null && (value !== '' || (name !== 'team' && name !== 'user'))) filters[name] = value
  }
  return filters
}

function readCompare(text: string | null): Compare {
  if (text === 'four-weeks-earlier') return { kind: text }
  const [firstDay = '', lastDay = ''] = text?.split('~') ?? []
  if (parseDay(firstDay, 'UTC') === null || parseDay(lastDay, 'UTC') === null || firstDay > lastDay)
    return { kind: 'before' }
  return { kind: 'days', firstDay, lastDay }
}

function readPeriod(params: URLSearchParams, otherwise: PresetPeriod): Period {
  const firstDay = params.get('from')
  const lastDay = params.get('to')
  if (firstDay && lastDay && parseDay(firstDay, 'UTC') !== null && parseDay(lastDay, 'UTC') !== null) {
    return firstDay <= lastDay
      ? { kind: 'days', firstDay, lastDay }
      : { kind: 'days', firstDay: lastDay, lastDay: firstDay }
  }
  const period = params.get('period')
  return { kind: presetPeriods.find((preset) => preset === period) ?? otherwise }
}

function readDrilldown(params: URLSearchParams): Drilldown | null {
  const list = params.get('rows')
  if (list !== 'spans' && list !== 'touches' && list !== 'hidden' && list !== 'denials' && list !== 'manual_time')
    return null
  const drilldown: { -readonly [Name in keyof Drilldown]: Drilldown[Name] } = { list }
  for (const name of drilldownTexts) {
    const value = params.get(`rows.${name}`)
    if (value !== null) drilldown[name] = value
  }
  if (params.get('rows.denial') === 'none') drilldown.denial = 'none'
  if (params.get('rows.call') === 'true') drilldown.call = 'true'
  const [from, to] = [Number(params.get('rows.from')), Number(params.get('rows.to'))]
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && to > from)
    Object.assign(drilldown, { from, to })
  return drilldown
}

/** The inverse of `readPanelView`. Defaults are left out of the address. */
export function writePanelView(view: PanelView, otherwise: PresetPeriod = DEFAULT_PERIOD): URLSearchParams {
  const params = new URLSearchParams()
  const { period, compare, filters, drilldown } = view
  if (period.kind === 'days') {
    params.set('from', period.firstDay)
    params.set('to', period.lastDay)
  } else if (period.kind !== otherwise) params.set('period', period.kind)
  if (compare.kind === 'days') params.set('compare', `${compare.firstDay}~${compare.lastDay}`)
  else if (compare.kind !== 'before') params.set('compare', compare.kind)
  for (const name of filterNames) {
    const value = filters[name]
    if (value !== undefined) params.set(name, value)
  }
  for (const name of ['sort', 'workload', 'time', 'cause', 'trend', 'split'] as const)
    if (view[name] !== defaults[name]) params.set(name, view[name])
  if (view.metric !== null) params.set('metric', view.metric)
  if (drilldown) {
    params.set('rows', drilldown.list)
    for (const name of [...drilldownTexts, 'denial', 'call', 'from', 'to'] as const) {
      const value = drilldown[name]
      if (value !== undefined) params.set(`rows.${name}`, String(value))
    }
  }
  return params
}

/** `[from, to)` of a period in the team's zone. */
export function periodRange(period: Period, now: EpochMs, zone: string): Range {
  switch (period.kind) {
    case 'today':
      return { from: startOfDay(now, zone), to: addDays(now, 1, zone) }
    case 'yesterday':
      return { from: addDays(now, -1, zone), to: startOfDay(now, zone) }
    case 'this-week':
      return { from: startOfWeek(now, zone), to: addDays(startOfWeek(now, zone), 7, zone) }
    case 'last-week':
      return { from: addDays(startOfWeek(now, zone), -7, zone), to: startOfWeek(now, zone) }
    case 'four-weeks':
      return { from: addDays(now, -27, zone), to: addDays(now, 1, zone) }
    case 'days': {
      const first = parseDay(period.firstDay, zone) ?? startOfDay(now, zone)
      const last = parseDay(period.lastDay, zone) ?? first
      return { from: first, to: addDays(last, 1, zone) }
    }
  }
}

/**
 * The name of the period before, as in "up 3.1 h vs. prior week". While a period is running, it is compared with the whole one before, and the
 * name says so.
 * @param daysSoFar of the running period, today included; null: it has ended
 */
function previousName(period: Period, daysSoFar: number | null): string {
  switch (period.kind) {
    case 'today':
      return t(daysSoFar === null ? 'yesterday' : 'yesterdayWhole')
    case 'yesterday':
      return t('priorDay')
    case 'this-week':
      return daysSoFar === null ? t('lastWeek') : t('lastWeekWhole', { days: daysSoFar })
    case 'last-week':
      return t('priorWeek')
    case 'four-weeks':
      return t('priorFourWeeks')
    case 'days':
      if (period.firstDay === period.lastDay) return t(daysSoFar === null ? 'priorDay' : 'priorDayWhole')
      return daysSoFar === null ? t('priorPeriod') : t('priorPeriodWhole', { days: daysSoFar })
  }
}

/** `[from, to)` of the comparison period: the same number of calendar days before, or the chosen dates. */
export function compareRange(compare: Compare, range: Range, zone: string): Range {
  switch (compare.kind) {
    case 'before':
      return periodBefore(range, zone)
    case 'four-weeks-earlier':
      return { from: addDays(range.from, -28, zone), to: addDays(range.to, -28, zone) }
    case 'days': {
      const from = parseDay(compare.firstDay, zone) ?? range.from
      return { from, to: addDays(parseDay(compare.lastDay, zone) ?? from, 1, zone) }
    }
  }
}

/** Whether what the period holds by now can be judged by the comparison period. Four weeks up to today are as good as over. */
export const isLikeForLike = ({ period }: Pick<PanelView, 'period'>, range: Range, now: EpochMs): boolean =>
  now < range.from || range.to <= now || period.kind === 'four-weeks'

/** The name of the comparison period, as in "up 3.1 h vs. prior week". @param range of the period */
export function compareName(
  { compare, period }: Pick<PanelView, 'compare' | 'period'>,
  range: Range,
  now: EpochMs,
  zone: string,
): string {
  const daysSoFar = isLikeForLike({ period }, range, now)
    ? null
    : dayOf(range.from, zone).until(dayOf(now, zone)).days + 1
  if (compare.kind === 'before') return previousName(period, daysSoFar)
  if (compare.kind === 'four-weeks-earlier') {
    return daysSoFar === null ? t('fourWeeksEarlier') : t('fourWeeksEarlierWhole', { days: daysSoFar })
  }
  const from = dateText(compare.firstDay)
  return compare.firstDay === compare.lastDay ? from : t('range', { from, to: dateText(compare.lastDay) })
}

export interface TimeQuery extends Range, Pick<Filters, (typeof timeFilterNames)[number]> {}

/** The query of lists and of recorded time. */
export function timeQuery(filters: Filters, range: Range): TimeQuery {
  return { ...range, ...Object.fromEntries(timeFilterNames.map((name) => [name, filters[name]])) }
}
