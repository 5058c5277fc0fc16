import { z } from 'zod'
import { alertStates, type AlertRow, type Finding } from './alerts.ts'
import { denialChangeSchema, type DenialDetail, type DenialRow, type MetricDenialRow } from './denials.ts'
import { type ImportJob, type ImportRow, type SavedMapping, worklistMappingSchema } from './imports.ts'
import type {
  DeviceRow,
  HiddenWorkRow,
  MetricAnswer,
  MetricEntry,
  ManualTimeRow,
  Page,
  PanelAnswer,
  SpanRow,
  TouchRow,
} from './reports.ts'
import { ratings, ruleSetSchema, type RuleSet } from './ruleset.ts'
import { settingsNames, type SettingsAnswer } from './settings.ts'
import { presences } from './work.ts'
import type { WorklistRow, WorklistSummary } from './worklist.ts'

/** Most rows a window may ask for in one page. */
export const MAX_PAGE_ROWS = 500

const epochMs = z.number().int().min(0).max(8_640_000_000_000_000)
const name = z.string().max(200)
const id = z.string().min(1).max(200)
/** A word of the catalogue: a metric, a kind. */
const word = z.string().regex(/^[a-z0-9_]{1,60}$/)
const words = z.string().regex(/^[a-z0-9_]{1,60}(,[a-z0-9_]{1,60}){0,3}$/)
const ratingList = z.string().regex(new RegExp(`^(${ratings.join('|')})(,(${ratings.join('|')}))*$`))

const period = { from: epochMs, to: epochMs }
const slice = { ...period, team: name.optional(), user: name.optional(), payer: name.optional() }
const paging = { limit: z.number().int().min(1).max(MAX_PAGE_ROWS).optional(), cursor: z.string().max(1000).optional() }
const denialSlice = {
  category: name.optional(),
  serviceLine: name.optional(),
  provider: name.optional(),
  location: name.optional(),
  valueBand: name.optional(),
  ageBucket: name.optional(),
  carc: name.optional(),
  queue: name.optional(),
  shift: name.optional(),
}
const worklist = {
  team: name.optional(),
  user: name.optional(),
  payer: name.optional(),
  category: name.optional(),
  queue: name.optional(),
  due: z.enum(['late', 'risk']).optional(),
}
const settingsName = z.enum(settingsNames)
/** The version a document was changed from; travels as If-Match. */
const ifMatch = z.number().int().min(0)

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One route of the endpoint: what it takes and what it answers. `{name}` in the path is filled from the parameters. */
export interface TeamCall<Params extends z.ZodType, Body extends z.ZodType | null, Answer> {
  readonly method: Method
  readonly path: string
  readonly params: Params
  readonly body: Body
  /** Only for the types: an answer is the word of this version's own endpoint. */
  readonly answer?: Answer
}

const get =
  <Answer>() =>
  <Shape extends z.ZodRawShape>(
    path: string,
    shape: Shape,
  ): TeamCall<z.ZodObject<Shape, z.core.$strict>, null, Answer> => ({
    method: 'GET',
    path,
    params: z.strictObject(shape),
    body: null,
  })
const send =
  <Answer>() =>
  <Shape extends z.ZodRawShape, Body extends z.ZodType | null>(
    method: Exclude<Method, 'GET'>,
    path: string,
    shape: Shape,
    body: Body,
  ): TeamCall<z.ZodObject<Shape, z.core.$strict>, Body, Answer> => ({
    method,
    path,
    params: z.strictObject(shape),
    body,
  })

/** What can be read of the endpoint. A new route is one line. */
export const teamReads = {
  panel: get<PanelAnswer>()('/v1/panel', slice),
  spans: get<Page<SpanRow>>()('/v1/spans', {
    ...slice,
    ...paging,
    presence: z.enum(presences).optional(),
    activity: name.optional(),
    rating: ratingList.optional(),
    hiddenKind: word.optional(),
    denial: z.literal('none').optional(),
  }),
  touches: get<Page<TouchRow>>()('/v1/touches', { ...slice, ...paging }),
  hiddenWork: get<Page<HiddenWorkRow>>()('/v1/hidden-work', { ...slice, ...paging, kind: word.optional() }),
  manualTime: get<Page<ManualTimeRow>>()('/v1/manual-time', {
    ...period,
    team: name.optional(),
    user: name.optional(),
    ...paging,
  }),
  rules: get<RuleSet>()('/v1/rules', {}),
  metrics: get<{ readonly rows: readonly MetricEntry[] }>()('/v1/metrics', {}),
  metric: get<MetricAnswer>()('/v1/metrics/{id}', { id: word, ...slice, ...denialSlice, by: words.optional() }),
  metricRows: get<Page<MetricDenialRow>>()('/v1/metrics/{id}/rows', { id: word, ...slice, ...denialSlice, ...paging }),
  worklist: get<Page<WorklistRow>>()('/v1/worklist', {
    ...worklist,
    ...paging,
    sort: z.literal('priority').optional(),
  }),
  worklistSummary: get<WorklistSummary>()('/v1/worklist/summary', worklist),
  denials: get<Page<DenialRow>>()('/v1/denials', { ...paging, from: epochMs.optional(), to: epochMs.optional() }),
  denial: get<DenialDetail>()('/v1/denials/{id}', { id }),
  alerts: get<Page<AlertRow>>()('/v1/alerts', { ...paging, state: z.enum(alertStates).optional() }),
  findings: get<{ readonly rows: readonly Finding[]; readonly considered: number; readonly foundAt: number }>()(
    '/v1/findings',
    {
      ...period,
      team: name.optional(),
    },
  ),
  imports: get<Page<ImportRow>>()('/v1/imports', paging),
  importJob: get<ImportJob>()('/v1/import-jobs/{id}', { id }),
  mappings: get<{ readonly rows: readonly SavedMapping[] }>()('/v1/worklist-mappings', {}),
  devices: get<Page<DeviceRow>>()('/v1/devices', {}),
  settings: get<SettingsAnswer>()('/v1/settings/{name}', { name: settingsName }),
} as const

/** What can be changed there. */
export const teamWrites = {
  publishRules: send<RuleSet>()('PUT', '/v1/rules', { ifMatch }, ruleSetSchema),
  changeDenial: send<unknown>()('PATCH', '/v1/denials/{id}', { id }, denialChangeSchema),
  acknowledgeAlert: send<unknown>()('POST', '/v1/alerts/{id}/acknowledge', { id }, null),
  snoozeAlert: send<unknown>()('POST', '/v1/alerts/{id}/snooze', { id }, z.strictObject({ until: epochMs })),
  dismissFinding: send<unknown>()(
    'POST',
    '/v1/findings/{id}/dismiss',
    { id },
    z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  ),
  restoreFinding: send<unknown>()('DELETE', '/v1/findings/{id}/dismiss', { id }, null),
  cancelImport: send<unknown>()('DELETE', '/v1/import-jobs/{id}', { id }, null),
  saveMapping: send<unknown>()('PUT', '/v1/worklist-mappings/{name}', { name: id }, worklistMappingSchema),
  forgetMapping: send<unknown>()('DELETE', '/v1/worklist-mappings/{name}', { name: id }, null),
  // The endpoint judges the document whole, and says at which place it is wrong: a schema here would only say that it is.
  saveSettings: send<SettingsAnswer>()(
    'PUT',
    '/v1/settings/{name}',
    { name: settingsName, ifMatch },
    z.record(z.string(), z.json()),
  ),
} as const

export type TeamRead = keyof typeof teamReads
export type TeamWrite = keyof typeof teamWrites
export type ReadParams<Name extends TeamRead> = z.input<(typeof teamReads)[Name]['params']>
export type ReadAnswer<Name extends TeamRead> = NonNullable<(typeof teamReads)[Name]['answer']>
export type WriteParams<Name extends TeamWrite> = z.input<(typeof teamWrites)[Name]['params']>
export type WriteBody<Name extends TeamWrite> = (typeof teamWrites)[Name]['body'] extends z.ZodType
  ? z.input<NonNullable<(typeof teamWrites)[Name]['body']>>
  : null
export type WriteAnswer<Name extends TeamWrite> = NonNullable<(typeof teamWrites)[Name]['answer']>

/** A call as it goes over the wire: relative address, headers, body. */
export interface TeamRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Parameters named in the path fill it, `ifMatch` becomes a header, the others the query; what is undefined is left out. */
export function teamRequest(
  { method, path }: { readonly method: string; readonly path: string },
  params: Readonly<Record<string, unknown>>,
  body: unknown,
): TeamRequest {
  const query: string[] = []
  const headers: Record<string, string> = {}
  let filled = path
  for (const [key, value] of Object.entries(params)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue
    if (path.includes(`{${key}}`)) filled = filled.replace(`{${key}}`, () => encodeURIComponent(value))
    else if (key === 'ifMatch') headers['if-match'] = `"${value}"`
    // An empty value stays: `payer=` asks for "no payer named".
    else query.push(`${key}=${encodeURIComponent(value).replaceAll('%20', '+')}`)
  }
  const target = query.length > 0 ? `${filled}?${query.join('&')}` : filled
  if (body === null || body === undefined) return { method, path: target, headers }
  return {
    method,
    path: target,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
}
