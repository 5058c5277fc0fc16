import { z } from 'zod'
import type { alertRoutes } from '../../shared/contract/routes/alerts.ts'
import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { SlaDefinition } from '../../shared/contract/settings.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { all, sql, where, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Acting } from '../audit/append.ts'
import { visibleDenials, within, type Scope } from '../identity/scope.ts'
import { readSettings } from '../settings/settings-store.ts'
import { alertId, alertKeyOf, clockOf, type AlertKey } from './alert-id.ts'

/** As requests name them. Without states: all but resolved. */
type AlertFilter = Pick<z.output<typeof alertRoutes.alerts.params>, 'state' | 'level'>

const unresolved: readonly AlertState[] = ['open', 'acknowledged', 'snoozed']
const cursorKey = z.tuple([z.number().int(), z.number().int(), z.string().max(64)])

type Row = Omit<AlertRow, 'id' | 'slaName' | 'kind' | 'clock'> & AlertKey

/** Alerts by due time, so that overdue ones come first. */
export async function listAlerts(scope: Scope, filter: AlertFilter, page: PageRequest): Promise<Page<AlertRow>> {
  const conditions = [
    sql`a.state = any(${filter.state ?? unresolved}::text[])`,
    filter.level === undefined ? null : sql`a.level = ${filter.level}`,
    page.cursor === undefined ? null : afterCursor(page.cursor),
  ]
  const rows = await readRows(scope, conditions, page.limit + 1)
  const slas = await definitions(scope)
  const shown = toPage(rows, page, (last) => [last.dueAt, last.denialNo, last.slaId])
  return { ...shown, rows: shown.rows.map((row) => toAlert(row, slas)) }
}

/** Acknowledges an alert; it stays until it no longer applies. @throws HttpProblem 404 `unknown_alert`, 409 `alert_resolved` */
export async function acknowledgeAlert(scope: Scope, id: string, acting: Acting): Promise<AlertRow> {
  return handle(scope, id, { state: 'acknowledged', until: null, ...acting })
}

/**
 * Snoozes an alert. It opens again at that time if it still applies, or when it becomes overdue.
 * @throws HttpProblem 422 `bad_snooze` for a time in the past; as `acknowledgeAlert`
 */
export async function snoozeAlert(
  scope: Scope,
  id: string,
  { until, ...acting }: Acting & { readonly until: EpochMs },
): Promise<AlertRow> {
  if (until <= acting.now) {
    throw problem(422, 'bad_snooze', 'An alert can only be snoozed until a time in the future.', {
      errors: [{ pointer: '/until', detail: 'is in the past' }],
    })
  }
  return handle(scope, id, { state: 'snoozed', until, ...acting })
}

async function handle(
  scope: Scope,
  id: string,
  to: Acting & { readonly state: 'acknowledged' | 'snoozed'; readonly until: EpochMs | null },
): Promise<AlertRow> {
  const key = alertKeyOf(id)
  if (key === null) throw unknownAlert()
  const isKey = sql`a.sla_id = ${key.slaId} and a.denial_no = ${key.denialNo} and a.due_at = ${key.dueAt}`
  const row = await scope.database.transaction(async (queries) => {
    const inside = within(scope, queries)
    const [visible] = await readRows(inside, [isKey], 1)
    if (!visible) throw unknownAlert()
    const changed = await queries.query(
      sql`update alerts a set state = ${to.state}, snoozed_until = ${to.until}, handled_by = ${to.by},
        handled_by_account = ${to.byAccount ?? null}, handled_at = ${to.now}
      where ${all([isKey, sql`a.state <> 'resolved'`])} returning a.denial_no`,
    )
    if (changed.length === 0) throw problem(409, 'alert_resolved', 'The alert is resolved; it no longer applies.')
    const [after] = await readRows(inside, [isKey], 1)
    if (!after) throw unknownAlert()
    const told = ({ state, snoozedUntil }: Row) => ({ state, snoozedUntil })
    await to.record(queries, {
      ...{ action: to.state === 'snoozed' ? 'alert_snoozed' : 'alert_acknowledged', object: `alert/${id}` },
      ...{ before: told(visible), after: told(after) },
    })
    return after
  })
  return toAlert(row, await definitions(scope))
}

const unknownAlert = () => problem(404, 'unknown_alert', 'There is no such alert.')

function readRows(scope: Scope, conditions: readonly (Sql | null)[], limit: number): Promise<Row[]> {
  return scope.query<Row>(
    sql`select a.sla_id as "slaId", a.denial_no as "denialNo", a.due_at as "dueAt", a.level, a.state, a.raised_at as "raisedAt",
        a.snoozed_until as "snoozedUntil", a.handled_by as "handledBy", a.denial_no::text as "denialId", d.claim_ref as "claimRef",
        nullif(d.payer, '') as payer, coalesce(d.left_cents, d.denied_cents) as "leftCents", d.owner, u.team
      from alerts a
      join denials d on d.denial_no = a.denial_no
      left join users u on u.name = d.owner
      ${where([...conditions, visibleDenials(scope)])}
      order by a.due_at, a.denial_no, a.sla_id limit ${limit}`,
  )
}

function afterCursor(cursor: string): Sql {
  const [dueAt, denialNo, slaId] = decodeKey(cursorKey, cursor)
  return sql`(a.due_at, a.denial_no, a.sla_id) > (${dueAt}::bigint, ${denialNo}::bigint, ${slaId}::text)`
}

async function definitions(scope: Scope): Promise<readonly SlaDefinition[]> {
  return (await readSettings(scope, 'slas')).body.slas
}

/** A deleted SLA has only its id for a name. */
function toAlert({ denialNo, ...row }: Row, slas: readonly SlaDefinition[]): AlertRow {
  const sla = slas.find(({ id }) => id === row.slaId)
  const clock = clockOf(row.slaId)
  const isDeadline = clock === 'deadline'
  return {
    id: alertId({ ...row, denialNo }),
    slaName: isDeadline ? 'Payer appeal deadline' : (sla?.name ?? row.slaId),
    kind: isDeadline ? 'appeal' : (sla?.kind ?? 'custom'),
    clock,
    ...row,
  }
}
