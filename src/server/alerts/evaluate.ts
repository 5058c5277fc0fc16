import { randomUUID } from 'node:crypto'
import type { AlertLevel, AlertState } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { SECOND_MS } from '../../shared/time.ts'
import { textArray } from '../database/arrays.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { tryLock } from '../database/locks.ts'
import { alerts, deliveries } from '../database/schema/alerts.ts'
import { sql } from '../database/sql.ts'
import {
  APPEAL_LIMIT,
  CORRECTED_CLAIM_LIMIT,
  readDeadlines,
  type Deadlines,
  type DueSource,
} from '../deadlines/deadline-terms.ts'
import type { NewDelivery } from '../delivery/outbox.ts'
import { isPressing, keyParts } from '../deadlines/due-key.ts'
import { allKeys, evaluatedDeadlines, validity } from '../deadlines/evaluate-deadlines.ts'
import { everything, within, type Scope } from '../identity/scope.ts'
import { earliest } from '../jobs/earliest.ts'
import { readSettings } from '../settings/settings-store.ts'
import { alertId, clockOf, type AlertKey } from './alert-id.ts'
import { mayBeForgotten } from './forget-old.ts'
import { messagesFor, type NotifiedAlert } from './messages.ts'
import { nextAlert, type NextAlert } from './transition.ts'

/** Another process evaluates, perhaps data from before the last change. */
const BUSY_RETRY_MS = 5 * SECOND_MS

export interface AlertEvaluation {
  /** Null: alerts were evaluated. `busy`: another process evaluates them. */
  readonly skipped: 'busy' | 'paused' | null
  /** Alerts that are new or newly overdue. */
  readonly notified: number
  readonly resolved: number
  /** Messages added to the outbox. */
  readonly deliveries: number
  /** The earliest instant at which time alone changes an alert; null: never. */
  readonly nextAt: EpochMs | null
}

/** Raises, reopens and resolves alerts and adds their messages to the outbox, in one transaction: a raised alert always has its message. */
export async function evaluateAlerts(database: Database, now: EpochMs): Promise<AlertEvaluation> {
  const deadlines = await readDeadlines(database, now)
  return database.transaction(async (queries) => {
    const skipped = { notified: 0, resolved: 0, deliveries: 0 }
    if (!(await tryLock(queries, 'alerts'))) return { ...skipped, skipped: 'busy', nextAt: now + BUSY_RETRY_MS }
    const { body: settings } = await readSettings(queries, 'alerting')
    const pausedUntil = settings.pausedUntil === null ? now : Date.parse(settings.pausedUntil)
    if (now < pausedUntil) return { ...skipped, skipped: 'paused', nextAt: pausedUntil }
    const { compared, turnAt } = await compare(within(everything(database), queries), deadlines)
    const changes = compared.flatMap((row): Change[] => {
      const known = row.state === null ? null : { ...row, level: row.level ?? 'at_risk', state: row.state }
      const next = nextAlert(known, row.due, now)
      return next === null ? [] : [{ ...row, next }]
    })
    await storeAlerts(queries, changes, now)
    const notified = changes
      .filter(({ next, dueAt }) => next.notified && !mayBeForgotten(dueAt, now))
      .map((change) => notifiedOf(change, deadlines))
    const messages = messagesFor(notified, settings, deadlines.zone)
    await storeDeliveries(queries, messages, now)
    return {
      skipped: null,
      notified: notified.length,
      resolved: changes.filter(({ next }) => next.state === 'resolved').length,
      deliveries: messages.length,
      nextAt: earliest(turnAt, await readValue<EpochMs>(queries, firstSnoozeEnd)),
    }
  })
}

/** The current level of an alert beside the alert on file; either may be missing. */
interface Compared extends AlertKey {
  readonly due: AlertLevel | null
  readonly level: AlertLevel | null
  readonly state: AlertState | null
  readonly snoozedUntil: EpochMs | null
  readonly payer: string
  readonly leftCents: number
  readonly claimRef: string
}

interface Change extends Compared {
  readonly next: NextAlert
}

/** The SLA id of alerts by a source; null: it raises none. A follow-up date without an SLA shows in the worklist only. */
function alertedAs(source: DueSource): string | null {
  switch (source.source) {
    case 'sla':
      return source.id
    case 'appeal_limit':
      return APPEAL_LIMIT
    case 'corrected_claim_limit':
      return CORRECTED_CLAIM_LIMIT
    case 'follow_up_day':
      return null
  }
}

/**
 * Alerts that may have changed; unchanged ones do not leave the database. A full join never becomes a nested loop, even with stale
 * statistics of a table that has just grown.
 * @returns also when the next deadline turns at risk or overdue
 */
async function compare(
  scope: Scope,
  deadlines: Deadlines,
): Promise<{ readonly compared: readonly Compared[]; readonly turnAt: EpochMs | null }> {
  const key = sql`p.key`
  const { at, source, status } = keyParts(key)
  const ids = textArray(deadlines.sources.map(alertedAs))
  const { until } = validity(deadlines, sql`${deadlines.now}::bigint`)
  type Row = Compared | { readonly [Name in keyof Compared]: null }
  const rows = await scope.query<Row & { readonly turnAt: EpochMs | null }>(
    sql`with ${evaluatedDeadlines(scope, { deadlines, only: null, columns: ['payer', 'claim_ref'] })}, turn as (
        select min(${until}) as at from evaluated f
      ), due as materialized (
        select f.denial_no, f.payer, f.left_cents, f.claim_ref, (${ids}::text[])[${source} + 1] as sla_id, ${at} as due_at,
          case ${status} when 0 then 'overdue' else 'at_risk' end as level
        from evaluated f cross join lateral unnest(${allKeys(deadlines)}) as p(key)
        where ${isPressing(key)}
      ), compared as materialized (
        select coalesce(n.sla_id, a.sla_id) as sla_id, coalesce(n.denial_no, a.denial_no) as denial_no, coalesce(n.due_at, a.due_at) as due_at,
          n.level as due, a.level, a.state, a.snoozed_until, coalesce(n.payer, '') as payer, coalesce(n.left_cents, 0) as left_cents,
          coalesce(n.claim_ref, '') as claim_ref
        from (select * from due e where e.sla_id is not null) n
        full join (select * from alerts k where k.state <> 'resolved') a
          on a.sla_id = n.sla_id and a.denial_no = n.denial_no and a.due_at = n.due_at
      ), changed as (
        select c.sla_id as "slaId", c.denial_no as "denialNo", c.due_at as "dueAt", c.due, coalesce(c.level, r.level) as level,
          coalesce(c.state, r.state) as state, c.snoozed_until as "snoozedUntil", c.payer, c.left_cents as "leftCents",
          c.claim_ref as "claimRef"
        from compared c
        left join alerts r on c.state is null and r.sla_id = c.sla_id and r.denial_no = c.denial_no and r.due_at = c.due_at
        where c.due is null or c.state is null or c.state = 'snoozed' or c.level <> c.due
      )
      select t.at as "turnAt", c.* from turn t left join changed c on true
      order by c."dueAt", c."denialNo", c."slaId"`,
  )
  return { compared: rows.filter((row) => row.slaId !== null), turnAt: rows[0]?.turnAt ?? null }
}

function notifiedOf(change: Change, { sources }: Deadlines): NotifiedAlert {
  const source = sources.find((each) => alertedAs(each) === change.slaId)
  return {
    id: alertId(change),
    slaId: change.slaId,
    slaName: source?.name ?? change.slaId,
    kind: source?.kind ?? 'custom',
    clock: clockOf(change.slaId),
    level: change.next.level,
    dueAt: change.dueAt,
    denialId: String(change.denialNo),
    leftCents: change.leftCents,
    payer: change.payer === '' ? null : change.payer,
    claimRef: change.claimRef,
  }
}

async function storeAlerts(queries: Queries, changes: readonly Change[], now: EpochMs): Promise<void> {
  if (changes.length === 0) return
  const rows = changes.map(({ slaId, denialNo, dueAt, next: { level, state, snoozedUntil } }) => ({
    ...{ slaId, denialNo, dueAt, level, state, snoozedUntil },
    overdueAt: level === 'overdue' ? now : null,
    resolvedAt: state === 'resolved' ? now : null,
  }))
  const columns = ['slaId', 'denialNo', 'dueAt', 'level', 'state', 'snoozedUntil', 'overdueAt', 'resolvedAt'] as const
  await queries.query(
    sql`${bulkInsert(alerts, columns, rows, { raisedAt: now })}
      on conflict (sla_id, denial_no, due_at) do update set level = excluded.level, state = excluded.state,
        snoozed_until = excluded.snoozed_until, resolved_at = excluded.resolved_at,
        overdue_at = coalesce(alerts.overdue_at, excluded.overdue_at)`,
  )
}

async function storeDeliveries(queries: Queries, messages: readonly NewDelivery[], now: EpochMs): Promise<void> {
  if (messages.length === 0) return
  const rows = messages.map((message) => ({ ...message, deliveryId: randomUUID() }))
  const every = { createdAt: now, attempts: 0, nextAttemptAt: now }
  await queries.query(bulkInsert(deliveries, ['deliveryId', 'channel', 'target', 'body'], rows, every))
}

const firstSnoozeEnd = sql`select min(a.snoozed_until) from alerts a where a.state = 'snoozed'`
