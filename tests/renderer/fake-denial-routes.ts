import {
  type ImportPreview,
  noImportCounts,
  worklistFields,
  type WorklistMapping,
} from '../../src/shared/contract/imports.ts'
import { denialChangeSchema } from '../../src/shared/contract/denials.ts'
import { metricRoutes } from '../../src/shared/contract/routes/metrics.ts'
import { type SettingsName, settingsNames, settingsSchemas } from '../../src/shared/contract/settings.ts'
import { detailOf, type SampleDenial, sampleDenials, worklistOf } from './sample-denials.ts'
import { matchesDenialFilters, metricOf, metricRowsOf, metricsOf, sampleCatalog, type World } from './sample-metrics.ts'
import { sampleAlerts, sampleFindings, sampleImports } from './sample-outcomes.ts'
import { type SampleWork, ZONE } from './sample-team.ts'

export interface FakeRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly ifMatch: string | undefined
  readonly body: () => Promise<string>
}
export type FakeAnswer =
  | { readonly kind: 'answer'; readonly body: unknown }
  | { readonly kind: 'page'; readonly rows: readonly unknown[] }
  | {
      readonly kind: 'problem'
      readonly status: number
      readonly code: string
      readonly detail: string
      readonly errors?: unknown
    }

/** The routes of denials, metrics, alerts, imports and settings, with their data in memory. */
export function denialRoutes(work: SampleWork): (request: FakeRequest) => Promise<FakeAnswer | null> {
  let denials: readonly SampleDenial[] = sampleDenials(work)
  let alerts = sampleAlerts(worklistOf(work, denials))
  const imports = sampleImports()
  const dismissed = new Set<string>()
  const mappings = new Map<string, WorklistMapping>()
  const settings = new Map<SettingsName, { version: number; body: unknown }>(
    settingsNames.map((name) => [
      name,
      { version: 0, body: settingsSchemas[name].parse(name === 'calendar' ? { zone: ZONE } : {}) },
    ]),
  )
  const answer = (body: unknown): FakeAnswer => ({ kind: 'answer', body })
  const page = (rows: readonly unknown[]): FakeAnswer => ({ kind: 'page', rows })
  const problem = (status: number, code: string, detail: string, errors?: unknown): FakeAnswer => ({
    kind: 'problem',
    status,
    code,
    detail,
    errors,
  })
  const missing = problem(404, 'not_found', 'There is no such thing.')
  let listed = { of: denials, rows: worklistOf(work, denials) }
  const worklist = () => {
    if (listed.of !== denials) listed = { of: denials, rows: worklistOf(work, denials) }
    return listed.rows
  }
  const narrowed = (query: FakeRequest['query']) =>
    worklist().filter(
      (row) =>
        (query['team'] === undefined || row.team === query['team']) &&
        (query['user'] === undefined || (row.owner ?? '') === query['user']) &&
        matchesDenialFilters(row, query) &&
        (query['due'] === undefined || row.due?.status === query['due']),
    )

  return async ({ method, path, query, ifMatch, body }) => {
    const world: World = { work, denials }
    const [, , kind = '', id = '', verb = ''] = path.split('/').map(decodeURIComponent)
    switch (`${method} ${kind}${id === '' ? '' : '/*'}${verb === '' ? '' : `/${verb}`}`) {
      case 'GET metrics':
        return answer({ rows: sampleCatalog })
      case 'POST metrics/*': {
        const asked = metricRoutes.queryMetrics.body.safeParse(JSON.parse(await body()))
        if (!asked.success) return problem(400, 'bad_request', asked.error.message)
        const answers = metricsOf(world, asked.data)
        return answers ? answer(answers) : missing
      }
      case 'GET metrics/*': {
        const metric = metricOf(id, world, query)
        return metric ? answer(metric) : missing
      }
      case 'GET metrics/*/rows': {
        const rows = metricRowsOf(id, world, query)
        return rows ? page(rows) : missing
      }
      case 'GET worklist':
        return page(
          query['sort'] === 'priority' ? narrowed(query).toSorted((a, b) => b.priority - a.priority) : narrowed(query),
        )
      case 'GET worklist/*': {
        const sum = (due?: string) => {
          const rows = narrowed(due === undefined ? query : { ...query, due })
          return { count: rows.length, deniedCents: rows.reduce((total, row) => total + row.deniedCents, 0) }
        }
        return answer({ overdue: sum('overdue'), atRisk: sum('at_risk'), open: sum() })
      }
      case 'GET denials/*': {
        const found = denials.find((denial) => denial.id === id)
        return found ? answer(detailOf(work, found)) : missing
      }
      case 'PATCH denials/*': {
        const change = denialChangeSchema.safeParse(JSON.parse(await body()))
        if (!change.success) return problem(422, 'bad_change', 'The change has errors.')
        const { owner } = change.data
        if (owner && !work.people.some(({ name }) => name === owner))
          return problem(422, 'bad_change', 'The change has errors; nothing was changed.', [
            { pointer: '/owner', detail: 'nobody here has this name' },
          ])
        denials = denials.map((denial) => (denial.id === id ? ({ ...denial, ...change.data } as SampleDenial) : denial))
        return answer({ id })
      }
      case 'GET alerts':
        return page(alerts.filter(({ state }) => query['state'] === undefined || state === query['state']))
      case 'POST alerts/*/acknowledge':
        alerts = alerts.map((alert) =>
          alert.id === id ? { ...alert, state: 'acknowledged', handledBy: 'supervisor' } : alert,
        )
        return answer({ id })
      case 'POST alerts/*/snooze': {
        const { until } = JSON.parse(await body()) as { until: number }
        alerts = alerts.map((alert) => (alert.id === id ? { ...alert, state: 'snoozed', snoozedUntil: until } : alert))
        return answer({ id })
      }
      case 'GET findings': {
        const rows = sampleFindings(Number(query['from']), Number(query['to'])).filter(
          (finding) => !dismissed.has(finding.id),
        )
        return answer({ rows, considered: 11, foundAt: Number(query['to']) })
      }
      case 'POST findings/*/dismiss':
        dismissed.add(id)
        return answer({ id })
      case 'DELETE findings/*/dismiss':
        dismissed.delete(id)
        return answer({ id })
      case 'GET imports':
        return page(imports)
      case 'POST denials/*': {
        const text = await body()
        return importFile(query, text)
      }
      case 'GET worklist-mappings':
        return answer({
          rows: [...mappings].map(([name, mapping]) => ({ name, mapping, changedAt: 1, changedBy: 'supervisor' })),
        })
      case 'PUT worklist-mappings/*':
        mappings.set(id, JSON.parse(await body()) as WorklistMapping)
        return answer({ name: id })
      case 'GET settings/*': {
        const found = settings.get(id as SettingsName)
        return found ? answer({ name: id, ...found, changedAt: null, changedBy: null }) : missing
      }
      case 'PUT settings/*': {
        const name = id as SettingsName
        const stored = settings.get(name)
        if (!stored) return missing
        if (ifMatch !== `"${stored.version}"`)
          return problem(412, 'conflict', `The ${name} settings are at version ${stored.version} now.`)
        const parsed = settingsSchemas[name].safeParse(JSON.parse(await body()))
        if (!parsed.success) {
          const errors = parsed.error.issues.map(({ path: place, message }) => ({
            pointer: place.map((part) => `/${String(part)}`).join(''),
            detail: message,
          }))
          return problem(422, 'bad_settings', `The ${name} settings have errors; nothing was changed.`, errors)
        }
        settings.set(name, { version: stored.version + 1, body: parsed.data })
        return answer({ name, version: stored.version + 1, body: parsed.data, changedAt: null, changedBy: null })
      }
      default:
        return null
    }
  }

  function importFile(query: FakeRequest['query'], text: string): FakeAnswer {
    const name = query['name'] ?? 'file'
    const mapping = JSON.parse(query['map'] ?? '{}') as WorklistMapping
    const [head = '', ...lines] = text.trim().split(/\r?\n/)
    const headers = head.split(',')
    const claimHeader = mapping.claim ?? headers.find((header) => header === 'claim') ?? null
    const amount = headers.indexOf('amount')
    const rows = lines.map((line) => line.split(','))
    const rowErrors = [
      ...(claimHeader === null ? [{ row: 1, column: null, detail: 'no column for the claim' }] : []),
      ...rows.flatMap((cells, index) =>
        amount >= 0 && !/^\d/.test(cells[amount] ?? '')
          ? [{ row: index + 2, column: 'amount', detail: 'not an amount' }]
          : [],
      ),
    ]
    if (query['preview'] === '1') {
      const columns = worklistFields.flatMap((field) => {
        const header = field === 'claim' ? claimHeader : headers.find((one) => one === field)
        return header ? [{ field, header }] : []
      })
      const preview: ImportPreview = {
        ...noImportCounts,
        name,
        format: 'worklist',
        status: rowErrors.length > 0 ? 'refused' : 'imported',
        error: null,
        warnings: [],
        columns,
        unusedHeaders: headers.filter((header) => !columns.some((column) => column.header === header)),
        rows: rows.slice(0, 20).map((cells, index) => ({
          row: index + 2,
          line: index + 2,
          values: Object.fromEntries(columns.map(({ field, header }) => [field, cells[headers.indexOf(header)] ?? ''])),
        })),
        rowErrors: rowErrors.map((error) => ({ ...error, line: error.row })),
        claims: rows.length,
      }
      return answer(preview)
    }
    if (rowErrors.length > 0) return problem(422, 'bad_file', 'row 2, amount: not an amount')
    imports.unshift({
      ...noImportCounts,
      id: `i${imports.length + 1}`,
      name,
      format: 'worklist',
      importedAt: Date.now(),
      importedBy: 'supervisor',
      claims: rows.length,
      added: rows.length,
      deniedCents: 50_000,
    })
    return answer({
      ...noImportCounts,
      name,
      status: 'imported',
      error: null,
      warnings: [],
      claims: rows.length,
      added: rows.length,
      deniedCents: 50_000,
    })
  }
}
