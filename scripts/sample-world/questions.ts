import type { Query } from './ask.ts'
import type { Version } from './version.ts'

/** How much of a list is asked for. `columns`: all of it, in short. */
export type Extent = 'answer' | 'all' | 'columns'

export interface Question {
  readonly path: string
  readonly query: Query
  readonly extent: Extent
}

/** A metric of the catalog with the dimensions it can be divided by. */
export interface Metric {
  readonly id: string
  /** It counts denials or claims by the day they came: there is nothing within the hours of a day. */
  readonly isByDay: boolean
  readonly dimensions: readonly string[]
}

const weeks: Query = { from: '2026-11-02T05:00Z', to: '2026-11-21T05:00Z' }
const week: Query = { from: '2026-11-09T05:00Z', to: '2026-11-16T05:00Z' }
const day: Query = { from: '2026-11-18T05:00Z', to: '2026-11-19T05:00Z' }
/** Another day, on which the tenant is closed and one team is not. */
const holiday: Query = { from: '2026-11-11T05:00Z', to: '2026-11-12T05:00Z' }
/** Four hours that begin and end on no quarter hour. */
const hours: Query = { from: '2026-11-17T15:07:30Z', to: '2026-11-17T19:07:30Z' }
/** Before the first recorded day: only what files say. */
const quarter: Query = { from: '2026-07-01T04:00Z', to: '2026-10-01T04:00Z' }
const periods = [weeks, week, day, hours]

/** Filters that most lists and the panel take. */
const whoAndPayer: readonly Query[] = [
  { team: 'Ohio denials' },
  { team: 'Texas denials' },
  { user: 'J. Kim' },
  { payer: 'Aetna' },
  { payer: '' },
  { team: 'Texas denials', payer: 'Medicare' },
]
const denialFilters: readonly Query[] = [
  { category: 'authorization' },
  { serviceLine: 'Cardiology' },
  { provider: 'Hoang, Linh' },
  { location: 'Dayton' },
  { valueBand: '500_1999' },
  { ageBucket: '8_14' },
  { queue: 'Coding' },
  { queue: '' },
  { state: 'appealed' },
]
const metricFilters: readonly Query[] = [
  ...whoAndPayer,
  ...denialFilters,
  { carc: '197' },
  { shift: 'Day' },
  { shift: 'Late' },
  { user: 'W. Haas', category: 'coding_bundling' },
  { payer: 'Cigna', valueBand: '100_499', carc: '16' },
]
/** With a filter by owner this metric takes seconds for more than a day. */
const isSlow = (id: string, filter: Query) => id === 'days_between_touches' && ('team' in filter || 'user' in filter)
const divisions = [
  'user,category',
  'payer,category',
  'team,payer',
  'user,shift',
  'category,value_band',
  'payer,carc',
  'kind,user',
  'activity,system',
  'team,payer,category',
] as const

const one = (path: string, query: Query = {}): Question => ({ path, query, extent: 'answer' })
const whole = (path: string, query: Query = {}): Question => ({ path, query, extent: 'all' })
const columns = (path: string, query: Query = {}): Question => ({ path, query, extent: 'columns' })

/** Every figure: the panel, findings, and each metric as a whole, divided and filtered. */
export function figureQuestions(metrics: readonly Metric[]): Question[] {
  const rest = [{}, ...periods, quarter]
  return [
    ...rest.map((period) => one('/v1/panel', period)),
    ...periods.flatMap((period) => whoAndPayer.map((filter) => one('/v1/panel', { ...period, ...filter }))),
    ...rest.map((period) => one('/v1/findings', period)),
    ...[weeks, week].flatMap((period) =>
      ['Ohio denials', 'Texas denials'].map((team) => one('/v1/findings', { ...period, team })),
    ),
    one('/v1/metrics'),
    ...metrics.flatMap(metricQuestions),
  ]
}

function metricQuestions({ id, dimensions, isByDay }: Metric): Question[] {
  const path = `/v1/metrics/${id}`
  const pairs = divisions.filter((by) => by.split(',').every((dimension) => dimensions.includes(dimension)))
  return [
    ...[{}, quarter].map((period) => one(path, period)),
    ...periods.flatMap((period) => [one(path, period), ...dimensions.map((by) => one(path, { ...period, by }))]),
    ...pairs.map((by) => one(path, { ...weeks, by })),
    ...metricFilters.flatMap((filter) =>
      [isSlow(id, filter) ? holiday : weeks, isByDay ? day : hours].map((period) =>
        one(path, { ...period, ...filter }),
      ),
    ),
    ...(dimensions.includes('user')
      ? metricFilters.map((filter) => one(path, { ...(isSlow(id, filter) ? holiday : week), ...filter, by: 'user' }))
      : []),
    ...[weeks, day].map((period) => one(`${path}/rows`, { ...period, limit: '40' })),
    ...[{ team: 'Ohio denials' }, { payer: 'Aetna', category: 'eligibility' }].map((filter) =>
      one(`${path}/rows`, { ...week, ...filter, limit: '20' }),
    ),
  ]
}

/** Every list, in whole or in short, and with each of its filters. */
export function listQuestions(version: Version): Question[] {
  const manualTime = version.route('/v1/manual-time', '/v1/offline')
  const forecast = version.route('/v1/recovery-forecast', '/v1/outlook')
  return [
    ...worklistQuestions(version),
    one(forecast),
    ...denialQuestions(version),
    ...recordQuestions(version),
    ...[manualTime, '/v1/input', '/v1/connectivity'].flatMap((path) => [
      whole(path),
      ...periods.map((period) => one(path, period)),
      one(path, { team: 'Ohio denials' }),
      one(path, { ...weeks, user: 'D. Okafor' }),
    ]),
    whole('/v1/alerts'),
    ...['open', 'acknowledged', 'snoozed', 'resolved', 'open,snoozed'].map((state) => one('/v1/alerts', { state })),
    ...version.valuesOf('/v1/alerts', 'level').map((level) => one('/v1/alerts', { level })),
    one('/v1/alerts/delivery'),
    whole('/v1/imports'),
    one('/v1/imports', { limit: '5' }),
    ...['/v1/worklist-mappings', '/v1/devices', '/v1/people', '/v1/rules'].map((path) => one(path)),
    ...['calendar', 'contracts', 'routing', 'slas', 'alerting', 'economics'].map((name) => one(`/v1/settings/${name}`)),
  ]
}

function worklistQuestions(version: Version): Question[] {
  const path = '/v1/worklist'
  const filters = [
    ...whoAndPayer,
    ...denialFilters,
    ...version.valuesOf(path, 'due').map((due) => ({ due })),
    ...version.valuesOf(path, 'due').map((due) => ({ team: 'Ohio denials', due })),
    { user: '' },
    { state: 'new,reopened' },
  ]
  return [
    whole(path),
    one(`${path}/summary`),
    one(path, { sort: 'priority', limit: '100' }),
    ...filters.flatMap((filter) => [one(path, { ...filter, limit: '30' }), one(`${path}/summary`, filter)]),
  ]
}

function denialQuestions(version: Version): Question[] {
  const path = '/v1/denials'
  const filters: readonly Query[] = [
    ...version.valuesOf(path, 'kind').map((kind) => ({ kind })),
    { state: 'appealed' },
    { state: 'upheld,written_off' },
    { payer: 'Medicare' },
    { payer: '' },
    { category: 'timely_filing' },
    { owner: 'P. Shah' },
    { owner: '' },
    { queue: 'Coding' },
    { claimRef: 'PCN-20001' },
    week,
  ]
  return [whole(path), ...filters.map((filter) => one(path, { ...filter, limit: '30' }))]
}

/** Spans, touches and hidden work. */
function recordQuestions(version: Version): Question[] {
  const spanFilters: readonly Query[] = [
    ...version.valuesOf('/v1/spans', 'presence').map((presence) => ({ presence })),
    ...version.valuesOf('/v1/spans', 'hiddenKind').map((hiddenKind) => ({ hiddenKind })),
    ...['core', 'support,non_work', 'hidden'].map((rating) => ({ rating })),
    { activity: 'claim_status' },
    { denial: 'none' },
    ...whoAndPayer,
  ]
  const hiddenKinds = version.valuesOf('/v1/hidden-work', 'kind')
  return [
    columns('/v1/spans', weeks),
    ...spanFilters.map((filter) => columns('/v1/spans', { ...day, ...filter })),
    columns('/v1/touches', weeks),
    columns('/v1/hidden-work', weeks),
    ...['/v1/spans', '/v1/touches', '/v1/hidden-work'].map((path) => one(path, { ...hours, limit: '30' })),
    ...hiddenKinds.map((kind) => columns('/v1/hidden-work', { ...weeks, kind })),
    ...whoAndPayer.flatMap((filter) => [
      columns('/v1/touches', { ...week, ...filter }),
      columns('/v1/hidden-work', { ...week, ...filter }),
    ]),
  ]
}
