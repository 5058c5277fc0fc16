import type { EpochMs } from '../../shared/contract/brands.ts'
import type { DenialSlice, MetricQuery, SliceQuery } from '../../shared/contract/clients.ts'
import { addDays, parseDay, startOfDay, startOfWeek } from '../ui/zoned-time.ts'

export const presetPeriods = ['today', 'yesterday', 'this-week', 'last-week', 'four-weeks'] as const
export type PresetPeriod = (typeof presetPeriods)[number]
export type Period =
  | { readonly kind: PresetPeriod }
  /** Days by name, both included. */
  | { readonly kind: 'days'; readonly firstDay: string; readonly lastDay: string }

export const sortKeys = ['name', 'active', 'idle', 'touches', 'hidden'] as const
export type SortKey = (typeof sortKeys)[number]

/** What the panel can be narrowed to, by the names the address and the endpoint use. */
export const filterNames = [
  'team',
  'user',
  'payer',
  'category',
  'serviceLine',
  'provider',
  'location',
  'valueBand',
  'ageBucket',
  'carc',
  'queue',
  'shift',
] as const
export type FilterName = (typeof filterNames)[number]
/** '' is "none named". */
export type PanelFilters = Readonly<Partial<Record<FilterName, string | undefined>>>

/** What time is not recorded by: a card of minutes says that it is not narrowed. */
export const denialFilterNames = filterNames.filter((name) => name !== 'team' && name !== 'user' && name !== 'payer')

/** With what the period is compared. */
export type Compare =
  | { readonly kind: 'before' }
  | { readonly kind: 'four-weeks-earlier' }
  | { readonly kind: 'days'; readonly firstDay: string; readonly lastDay: string }

export const workloadDimensions = ['user', 'team', 'shift'] as const
export type WorkloadDimension = (typeof workloadDimensions)[number]
export const timeDimensions = ['activity', 'payer', 'category'] as const
export type TimeDimension = (typeof timeDimensions)[number]

/** The rows a number opens: which list, and how it is narrowed beyond the panel's own filters. */
export interface Drilldown extends PanelFilters {
  readonly list: 'spans' | 'touches' | 'hidden' | 'denials' | 'manual_time'
  /** Whose denials; with `denials` only. */
  readonly metric?: string | undefined
  readonly presence?: string | undefined
  readonly activity?: string | undefined
  readonly rating?: string | undefined
  /** A kind, or `any`. */
  readonly kind?: string | undefined
  readonly denial?: 'none' | undefined
  readonly from?: EpochMs | undefined
  readonly to?: EpochMs | undefined
}

/** The ratings that make denial work: the denominator of the tax. */
export const DENIAL_WORK = 'core,support,hidden'

/** What a supervisor asks first; a Sunday or an early morning has something to show, too. */
const DEFAULT_PERIOD: PresetPeriod = 'this-week'

/** All that the team panel's address says. */
export interface PanelView {
  readonly period: Period
  readonly compare: Compare
  readonly filters: PanelFilters
  readonly sort: SortKey
  /** What workload is shown by, and what time is. */
  readonly workload: WorkloadDimension
  readonly time: TimeDimension
  readonly drilldown: Drilldown | null
}

const drilldownTexts = [...filterNames, 'metric', 'presence', 'activity', 'rating', 'kind'] as const

export function readPanelView(params: URLSearchParams): PanelView {
  const one = <Word extends string>(name: string, words: readonly [Word, ...Word[]]): Word =>
    words.find((word) => word === params.get(name)) ?? words[0]
  return {
    period: readPeriod(params),
    compare: readCompare(params.get('compare')),
    filters: readFilters(params),
    sort: one('sort', sortKeys),
    workload: one('workload', workloadDimensions),
    time: one('time', timeDimensions),
    drilldown: readDrilldown(params),
  }
}

function readFilters(params: URLSearchParams): PanelFilters {
  const filters: { -readonly [Name in FilterName]?: string } = {}
  for (const name of filterNames) {
    const value = params.get(name)
    // Nobody is in no team here: only what a denial or a window may lack can be asked for as "none".
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

function readPeriod(params: URLSearchParams): Period {
  const firstDay = params.get('from')
  const lastDay = params.get('to')
  if (firstDay && lastDay && parseDay(firstDay, 'UTC') !== null && parseDay(lastDay, 'UTC') !== null) {
    return firstDay <= lastDay
      ? { kind: 'days', firstDay, lastDay }
      : { kind: 'days', firstDay: lastDay, lastDay: firstDay }
  }
  const period = params.get('period')
  return { kind: presetPeriods.find((preset) => preset === period) ?? DEFAULT_PERIOD }
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
  const [from, to] = [Number(params.get('rows.from')), Number(params.get('rows.to'))]
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && to > from)
    Object.assign(drilldown, { from, to })
  return drilldown
}

/** The inverse of `readPanelView`; defaults leave no trace. */
export function writePanelView(view: PanelView): URLSearchParams {
  const params = new URLSearchParams()
  const { period, compare, filters, sort, workload, time, drilldown } = view
  if (period.kind === 'days') {
    params.set('from', period.firstDay)
    params.set('to', period.lastDay)
  } else if (period.kind !== DEFAULT_PERIOD) params.set('period', period.kind)
  if (compare.kind === 'days') params.set('compare', `${compare.firstDay}~${compare.lastDay}`)
  else if (compare.kind !== 'before') params.set('compare', compare.kind)
  for (const name of filterNames) {
    const value = filters[name]
    if (value !== undefined) params.set(name, value)
  }
  if (sort !== 'name') params.set('sort', sort)
  if (workload !== 'user') params.set('workload', workload)
  if (time !== 'activity') params.set('time', time)
  if (drilldown) {
    params.set('rows', drilldown.list)
    for (const name of [...drilldownTexts, 'denial', 'from', 'to'] as const) {
      const value = drilldown[name]
      if (value !== undefined) params.set(`rows.${name}`, String(value))
    }
  }
  return params
}

/** `[from, to)` of a period in the team's zone. */
export function periodRange(period: Period, now: EpochMs, zone: string): { from: EpochMs; to: EpochMs } {
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

export const periodNames: Readonly<Record<PresetPeriod, string>> = {
  today: 'Today',
  yesterday: 'Yesterday',
  'this-week': 'This week',
  'last-week': 'Last week',
  'four-weeks': 'Last 4 weeks',
}

/** The period before, as the end of "3 h more than …". The whole of it, also while this one still runs: so it is said. */
export function previousName(period: Period, running: boolean): string {
  const whole = running ? 'all of ' : ''
  switch (period.kind) {
    case 'today':
      return `${whole}yesterday`
    case 'yesterday':
      return 'the day before'
    case 'this-week':
      return `${whole}last week`
    case 'last-week':
      return 'the week before'
    case 'four-weeks':
      return 'the 4 weeks before'
    case 'days':
      return period.firstDay === period.lastDay ? 'the day before' : 'the same length before'
  }
}

/** `[from, to)` of what a period is compared with: as many calendar days before it, or what was chosen. */
export function compareRange(
  compare: Compare,
  range: { from: EpochMs; to: EpochMs },
  zone: string,
): { from: EpochMs; to: EpochMs } {
  switch (compare.kind) {
    case 'before': {
      const days = Math.max(1, Math.round((range.to - range.from) / 86_400_000))
      return { from: addDays(range.from, -days, zone), to: range.from }
    }
    case 'four-weeks-earlier':
      return { from: addDays(range.from, -28, zone), to: addDays(range.to, -28, zone) }
    case 'days': {
      const from = parseDay(compare.firstDay, zone) ?? range.from
      return { from, to: addDays(parseDay(compare.lastDay, zone) ?? from, 1, zone) }
    }
  }
}

/** What it is compared with, as the end of "3 h more than …". */
export function compareName(view: Pick<PanelView, 'compare' | 'period'>, running: boolean): string {
  const { compare, period } = view
  if (compare.kind === 'before') return previousName(period, running)
  if (compare.kind === 'four-weeks-earlier') return 'four weeks earlier'
  return compare.firstDay === compare.lastDay ? compare.firstDay : `${compare.firstDay} to ${compare.lastDay}`
}

/** What lists and panels of time are asked by. */
export function timeQuery(filters: PanelFilters, range: { from: EpochMs; to: EpochMs }): SliceQuery {
  const { team, user, payer } = filters
  return { ...range, team, user, payer }
}

/** What metrics are asked by. */
export function metricQuery(filters: PanelFilters, { from, to }: { from: EpochMs; to: EpochMs }): MetricQuery {
  const query: { -readonly [Name in keyof (SliceQuery & DenialSlice)]: (SliceQuery & DenialSlice)[Name] } = { from, to }
  for (const name of filterNames) if (filters[name] !== undefined) query[name] = filters[name]
  return query
}

/** The filter parameter for a dimension of the metric catalog. Null: it cannot be. */
export function filterOfDimension(dimension: string): FilterName | null {
  const camel = dimension.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return filterNames.find((name) => name === camel) ?? null
}
