import { z } from 'zod'
import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { SlaDefinition } from '../../shared/contract/settings.ts'
import type { Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import { decodeKey, encodeKey } from '../database/cursor.ts'
import type { PageRequest } from '../reports/lists.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Parameters } from '../database/parameters.ts'
import { readSettings } from '../settings/settings-store.ts'
import { APPEAL_LIMIT } from '../deadlines/deadline-terms.ts'
import { alertId, alertKeyOf } from './alert-id.ts'
import type { AlertKey } from './alert-id.ts'

export interface AlertFilter {
  /** Undefined: all but those resolved. */
  readonly states: readonly AlertState[] | undefined
  readonly level: AlertRow['level'] | undefined
}

const unresolved: readonly AlertState[] = ['open', 'acknowledged', 'snoozed']
const cursorKey = z.tuple([z.number().int(), z.number().int(), z.string().max(64)])

type Row = Omit<AlertRow, 'id' | 'slaName' | 'kind'> & AlertKey

/** Alerts, the oldest due first: so late come before at risk. */
export async function listAlerts(
  queries: Queries,
  tenantId: string,
  filter: AlertFilter,
  page: PageRequest,
): Promise<Page<AlertRow>> {
  const parameters = statementParameters()
  const states = ` and a.state = any(${parameters.add(filter.states ?? unresolved)}::text[])`
  const level = filter.level === undefined ? '' : ` and a.level = ${parameters.add(filter.level)}`
  const rows = await readRows(
    queries,
    tenantId,
    parameters,
    `${states}${level}${afterCursor(page.cursor, parameters)}`,
    page.limit + 1,
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  const slas = await definitions(queries, tenantId)
  return {
    rows: shown.map((row) => toAlert(row, slas)),
    nextCursor: rows.length > page.limit && last ? encodeKey([last.dueAt, last.denialNo, last.slaId]) : null,
  }
}

/** Somebody looks after it: it stays until it no longer holds. @throws HttpProblem 404 `unknown_alert`, 409 `alert_resolved`. */
export async function acknowledgeAlert(
  queries: Queries,
  tenantId: string,
  id: string,
  { by, now }: { readonly by: string; readonly now: EpochMs },
): Promise<AlertRow> {
  return handle(queries, tenantId, id, { state: 'acknowledged', until: null, by, now })
}

/**
 * Puts it away until a time; it comes back then if it still holds, or at once when it becomes late.
 * @throws HttpProblem 422 `bad_snooze` for a time that has passed, and like `acknowledgeAlert`.
 */
export async function snoozeAlert(
  queries: Queries,
  tenantId: string,
  id: string,
  { until, by, now }: { readonly until: EpochMs; readonly by: string; readonly now: EpochMs },
): Promise<AlertRow> {
  if (until <= now) {
    throw problem(422, 'bad_snooze', 'An alert is snoozed until a time to come.', {
      errors: [{ pointer: '/until', detail: 'has passed' }],
    })
  }
  return handle(queries, tenantId, id, { state: 'snoozed', until, by, now })
}

async function handle(
  queries: Queries,
  tenantId: string,
  id: string,
  to: { readonly state: AlertState; readonly until: EpochMs | null; readonly by: string; readonly now: EpochMs },
): Promise<AlertRow> {
  const key = alertKeyOf(id)
  if (key === null) throw unknownAlert()
  const place = [tenantId, key.slaId, key.denialNo, key.dueAt]
  const changed = await queries.query(
    `update alerts set state = $5, snoozed_until = $6, handled_by = $7, handled_at = $8
     where tenant_id = $1 and sla_id = $2 and denial_no = $3 and due_at = $4 and state <> 'resolved' returning denial_no`,
    [...place, to.state, to.until, to.by, to.now],
  )
  const parameters = statementParameters()
  const [row] = await readRows(
    queries,
    tenantId,
    parameters,
    ` and a.sla_id = ${parameters.add(key.slaId)} and a.denial_no = ${parameters.add(key.denialNo)} and a.due_at = ${parameters.add(key.dueAt)}`,
    1,
  )
  if (!row) throw unknownAlert()
  if (changed.length === 0) throw problem(409, 'alert_resolved', 'The alert no longer holds; it is resolved.')
  return toAlert(row, await definitions(queries, tenantId))
}

const unknownAlert = () => problem(404, 'unknown_alert', 'There is no such alert.')

function readRows(
  queries: Queries,
  tenantId: string,
  parameters: Parameters,
  conditions: string,
  limit: number,
): Promise<Row[]> {
  return queries.query<Row>(
    `select a.sla_id as "slaId", a.denial_no as "denialNo", a.due_at as "dueAt", a.level, a.state, a.raised_at as "raisedAt",
       a.snoozed_until as "snoozedUntil", a.handled_by as "handledBy", a.denial_no::text as "denialId", d.claim_ref as "claimRef",
       nullif(d.payer, '') as payer, d.denied_cents as "deniedCents", d.owner, u.team
     from alerts a
     join denials d on d.tenant_id = a.tenant_id and d.denial_no = a.denial_no
     left join users u on u.tenant_id = d.tenant_id and u.name = d.owner
     where a.tenant_id = ${parameters.add(tenantId)}${conditions}
     order by a.due_at, a.denial_no, a.sla_id
     limit ${parameters.add(limit)}`,
    parameters.values,
  )
}

function afterCursor(cursor: string | undefined, parameters: Parameters): string {
  if (cursor === undefined) return ''
  const [dueAt, denialNo, slaId] = decodeKey(cursorKey, cursor)
  return ` and (a.due_at, a.denial_no, a.sla_id) > (${parameters.add(dueAt)}::bigint, ${parameters.add(denialNo)}::bigint, ${parameters.add(slaId)}::text)`
}

async function definitions(queries: Queries, tenantId: string): Promise<readonly SlaDefinition[]> {
  return (await readSettings(queries, tenantId, 'slas')).body.slas
}

/** An SLA that is gone has no name but its id. */
function toAlert({ denialNo, ...row }: Row, slas: readonly SlaDefinition[]): AlertRow {
  const sla = slas.find(({ id }) => id === row.slaId)
  const isLimit = sla === undefined && row.slaId === APPEAL_LIMIT
  return {
    id: alertId({ ...row, denialNo }),
    slaName: isLimit ? 'Last day to appeal' : (sla?.name ?? row.slaId),
    kind: isLimit ? 'appeal' : (sla?.kind ?? 'custom'),
    ...row,
  }
}
