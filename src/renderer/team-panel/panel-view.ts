import type { EpochMs } from '../../shared/contract/brands.ts'
import type { SliceQuery } from '../../shared/contract/clients.ts'
import { addDays, parseDay, startOfDay, startOfWeek } from '../kit/zoned-time.ts'

export const presetPeriods = ['today', 'yesterday', 'this-week', 'last-week', 'four-weeks'] as const
export type PresetPeriod = (typeof presetPeriods)[number]
export type Period =
  | { readonly kind: PresetPeriod }
  /** Days by name, both included. */
  | { readonly kind: 'days'; readonly firstDay: string; readonly lastDay: string }

export const sortKeys = ['name', 'active', 'idle', 'touches', 'hidden'] as const
export type SortKey = (typeof sortKeys)[number]

/** The rows a number opens: which list, and how it is narrowed beyond the panel's own slice. */
export interface Drill {
  readonly list: 'spans' | 'touches' | 'hidden'
  readonly user?: string | undefined
  readonly payer?: string | undefined
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
  readonly team: string | undefined
  readonly user: string | undefined
  readonly payer: string | undefined
  readonly sort: SortKey
  readonly drill: Drill | null
}

const drillTexts = ['user', 'payer', 'presence', 'activity', 'rating', 'kind'] as const

export function readPanelView(params: URLSearchParams): PanelView {
  const text = (name: string) => params.get(name) ?? undefined
  const sort = text('sort')
  return {
    period: readPeriod(params),
    team: text('team') || undefined,
    user: text('user') || undefined,
    payer: text('payer'),
    sort: sortKeys.find((key) => key === sort) ?? 'name',
    drill: readDrill(params),
  }
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

function readDrill(params: URLSearchParams): Drill | null {
  const list = params.get('rows')
  if (list !== 'spans' && list !== 'touches' && list !== 'hidden') return null
  const drill: { -readonly [Name in keyof Drill]: Drill[Name] } = { list }
  for (const name of drillTexts) {
    const value = params.get(`rows.${name}`)
    if (value !== null) drill[name] = value
  }
  if (params.get('rows.denial') === 'none') drill.denial = 'none'
  const [from, to] = [Number(params.get('rows.from')), Number(params.get('rows.to'))]
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from > 0 && to > from)
    Object.assign(drill, { from, to })
  return drill
}

/** The inverse of `readPanelView`; defaults leave no trace. */
export function writePanelView(view: PanelView): URLSearchParams {
  const params = new URLSearchParams()
  const { period, team, user, payer, sort, drill } = view
  if (period.kind === 'days') {
    params.set('from', period.firstDay)
    params.set('to', period.lastDay)
  } else if (period.kind !== DEFAULT_PERIOD) params.set('period', period.kind)
  if (team) params.set('team', team)
  if (user) params.set('user', user)
  if (payer !== undefined) params.set('payer', payer)
  if (sort !== 'name') params.set('sort', sort)
  if (drill) {
    params.set('rows', drill.list)
    for (const name of [...drillTexts, 'denial', 'from', 'to'] as const) {
      const value = drill[name]
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

export function sliceOf(view: PanelView, range: { from: EpochMs; to: EpochMs }): SliceQuery {
  const { team, user, payer } = view
  return { ...range, team, user, payer }
}
