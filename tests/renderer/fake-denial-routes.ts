import {
  type ImportPreview,
  noImportCounts,
  worklistFields,
  type WorklistMapping,
} from '../../src/shared/contract/imports.ts'
import { comparableReference } from '../../src/shared/classify/claim-reference.ts'
import type { ReportScheduleStatus } from '../../src/shared/contract/performance-report.ts'
import { denialChangeSchema } from '../../src/shared/contract/denials.ts'
import { metricRoutes } from '../../src/shared/contract/routes/metrics.ts'
import {
  type ReportSchedule,
  type Settings,
  type SettingsName,
  settingsNames,
  settingsSchemas,
} from '../../src/shared/contract/settings.ts'
import {
  ALREADY_DECIDED,
  detailOf,
  type SampleDenial,
  sampleDenials,
  sampleProposed,
  worklistOf,
} from './sample-denials.ts'
import { matchesDenialFilters, metricOf, metricRowsOf, metricsOf, sampleCatalog, type World } from './sample-metrics.ts'
import { sampleAlerts, sampleFindings, sampleImports } from './sample-outcomes.ts'
import { NOW, type SampleWork, ZONE } from './sample-team.ts'

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

/** The first report has failed once. */
const scheduleStatus = ({ id, name, enabled }: ReportSchedule): ReportScheduleStatus => ({
  ...{ id, name, state: 'waiting', lastSentAt: null, lastDueAt: NOW - 60_000 },
  nextAt: enabled ? NOW + 3 * 86_400_000 : null,
  nextAttemptAt: NOW + 60_000,
  lastError: 'the mail server answered 451',
})

/** The routes of denials, metrics, alerts, imports and settings, with their data in memory. */
export function denialRoutes(work: SampleWork): (request: FakeRequest) => Promise<FakeAnswer | null> {
  let denials: readonly SampleDenial[] = sampleDenials(work)
  // Apart from the others: they are in none of their numbers.
  let waiting: readonly SampleDenial[] = sampleProposed(work)
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
  const schedules = () => (settings.get('reports')?.body as Settings<'reports'> | undefined)?.schedules ?? []
  let listed = { of: denials, rows: worklistOf(work, denials) }
  const worklist = () => {
    if (listed.of !== denials) listed = { of: denials, rows: worklistOf(work, denials) }
    return listed.rows
  }
  const proposed = (query: FakeRequest['query']) =>
    waiting.filter(
      (row) => (query['user'] === undefined || (row.owner ?? '') === query['user']) && matchesDenialFilters(row, query),
    )
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
          return { count: rows.length, leftCents: rows.reduce((total, row) => total + row.leftCents, 0) }
        }
        if (id === 'proposed') return page(proposed(query))
        const ofPayer = (status: string) =>
          narrowed({ ...query, due: status }).filter(
            ({ due }) => due?.kind === 'corrected_claim' || (due?.kind === 'appeal' && due.slaId === null),
          ).length
        return answer({
          pastPayerDeadline: ofPayer('overdue'),
          nearPayerDeadline: ofPayer('at_risk'),
          ...{ overdue: sum('overdue'), atRisk: sum('at_risk'), open: sum() },
          proposed: query['due'] === undefined ? proposed(query).length : 0,
        })
      }
      case 'GET denials/*': {
        const found = [...denials, ...waiting].find((denial) => denial.id === id)
        return found ? answer(detailOf(work, found)) : missing
      }
      case 'GET claims/*': {
        const form = (number: string) => comparableReference(number).replace(/^0+/, '')
        const wanted = form(query['q'] ?? '')
        const isHit = (number: string) =>
          wanted.length < 3 ? form(number) === wanted : form(number).startsWith(wanted)
        const hits = denials
          .filter(({ claimRef, payerClaimRef }) => isHit(claimRef) || isHit(payerClaimRef))
          .map(({ claimRef, payerClaimRef, payer, received, id: denialId, state, proposedState, leftCents }) => ({
            ...{ claimRef, payerClaimRef, payer, received, paidCents: null },
            matched: isHit(claimRef) ? 'claimRef' : 'payerClaimRef',
            denial: { id: denialId, state, proposedState, leftCents },
          }))
        const paid = { claimRef: 'PAID-7001', payerClaimRef: 'ICN990001', payer: 'Cigna', received: NOW - 86_400_000 }
        const rows = [
          ...hits,
          ...(isHit(paid.claimRef) ? [{ ...paid, matched: 'claimRef', denial: null, paidCents: 12_500 }] : []),
        ]
        return answer({ rows: rows.slice(0, 10), more: rows.length > 10 })
      }
      case 'PATCH denials/*': {
        const change = denialChangeSchema.safeParse(JSON.parse(await body()))
        if (!change.success) return problem(422, 'bad_change', 'The change has errors.')
        const { owner } = change.data
        if (id === ALREADY_DECIDED) return problem(409, 'bad_transition', 'Somebody else has closed it.')
        waiting = waiting.filter((denial) => denial.id !== id)
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
      case 'GET releases':
        return answer({
          storage: true,
          releases: [
            { version: '1.4.0', releasedAt: Date.UTC(2026, 10, 30), kinds: ['linux x64 deb'], fault: null },
            { version: '1.3.0', releasedAt: null, kinds: [], fault: 'release.sig is missing. Sign the release.' },
          ],
          versions: [{ version: '1.3.0', computers: 41 }],
          rollOut: null,
        })
      case 'GET undecided-codes':
        return answer({ rows: [{ carc: '308', claims: 3 }] })
      case 'DELETE imports/*': {
        const row = imports.find((one) => one.id === id)
        if (!row) return missing
        if (query['preview'] !== '1') Object.assign(row, { takenBackAt: Date.now(), takenBackBy: 'supervisor' })
        return answer({ removed: row.added, removedWorked: row.added > 0 ? 2 : 0, changed: 1, laterRowsLeftOut: 0 })
      }
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
      case 'GET report-schedules':
        return answer({ rows: schedules().map(scheduleStatus), nextCursor: null })
      case 'POST report-schedules/*/test':
        return schedules().some((schedule) => schedule.id === id)
          ? answer({ recipients: 2, from: NOW - 7 * 86_400_000, to: NOW })
          : problem(404, 'unknown_schedule', 'There is no such schedule. Save it before you send a test.')
      case 'GET settings/*/versions':
        return { kind: 'page', rows: [] }
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
        test: false,
        error: null,
        ...{ warnings: [], rowNotes: [], leftOutRows: [] },
        leavingOut:
          rowErrors.length > 0 && claimHeader !== null
            ? { claims: rows.length - rowErrors.length, leftOut: rowErrors.length }
            : null,
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
    const isLeavingOut = query['leaveOutFaultyRows'] === '1'
    if (rowErrors.length > 0 && !isLeavingOut) return problem(422, 'bad_file', 'row 2, amount: not an amount')
    const leftOutRows = rowErrors.map((error) => ({ ...error, line: error.row }))
    const result = {
      ...noImportCounts,
      name,
      ...{ claims: rows.length - rowErrors.length, added: rows.length - rowErrors.length, deniedCents: 50_000 },
      ...{ leftOut: rowErrors.length, leftOutRows, test: false },
    }
    const origin = { id: `i${imports.length + 1}`, importedAt: Date.now(), importedBy: 'supervisor' }
    imports.unshift({ ...result, ...origin, format: 'worklist', takenBackAt: null, takenBackBy: null })
    return answer({ ...result, status: 'imported', error: null, warnings: [], rowNotes: [] })
  }
}
