import { randomUUID } from 'node:crypto'
import type { AlertState } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { Database, Queries } from '../database/database.ts'
import { nullableNumberArray, numberArray, textArray } from '../database/arrays.ts'
import { statementParameters } from '../database/parameters.ts'
import { readSettings } from '../settings/settings-store.ts'
import { APPEAL_LIMIT, readDeadlines } from '../deadlines/deadline-terms.ts'
import type { Deadlines, DueSource } from '../deadlines/deadline-terms.ts'
import { isPressing, judgedSql, keysSql, keyParts } from '../deadlines/evaluate-deadlines.ts'
import { alertId } from './alert-id.ts'
import type { AlertKey } from './alert-id.ts'
import { mayBeForgotten } from './forget-old.ts'
import { messagesFor } from './messages.ts'
import type { NewDelivery, ToldAlert } from './messages.ts'
import { nextAlert } from './transition.ts'
import type { AlertLevel, NextAlert } from './transition.ts'

/** Any constant: the class of the advisory locks under which endpoints evaluate one after the other. */
const ALERTS_LOCK = 7_205_115

export interface Evaluation {
  /** Alerts told for the first time, or as late. */
  readonly told: number
  readonly resolved: number
  /** Messages put into the outbox. */
  readonly deliveries: number
}

/**
 * Raises, brings back and resolves alerts, and puts what has to be told into the outbox, all in one transaction: what is raised is told,
 * and nothing is told that was not kept.
 * @returns null when another process is at it, or alerts are paused.
 */
export async function evaluateAlerts(database: Database, tenantId: string, now: EpochMs): Promise<Evaluation | null> {
  const deadlines = await readDeadlines(database, tenantId, now)
  return database.transaction(async (queries) => {
    const [lock] = await queries.query<{ mine: boolean }>(
      'select pg_try_advisory_xact_lock($1::int, hashtext($2)) as mine',
      [ALERTS_LOCK, tenantId],
    )
    if (lock?.mine !== true) return null
    const { body: settings } = await readSettings(queries, tenantId, 'alerting')
    if (settings.pausedUntil !== null && now < Date.parse(settings.pausedUntil)) return null
    const changes = (await readChanges(queries, tenantId, deadlines)).flatMap((row): Change[] => {
      const next = nextAlert(
        row.state === null ? null : { ...row, level: row.level ?? 'risk', state: row.state },
        row.due,
        now,
      )
      return next === null ? [] : [{ ...row, next }]
    })
    await storeAlerts(queries, tenantId, changes, now)
    const told = changes
      .filter(({ next, dueAt }) => next.told && !mayBeForgotten(dueAt, now))
      .map((change) => toldOf(change, deadlines))
    const messages = messagesFor(told, settings, deadlines.zone)
    await storeDeliveries(queries, tenantId, messages, now)
    return {
      told: told.length,
      resolved: changes.filter(({ next }) => next.state === 'resolved').length,
      deliveries: messages.length,
    }
  })
}

/** What is due now beside what is known of it; either may be missing. */
interface Compared extends AlertKey {
  readonly due: AlertLevel | null
  readonly level: AlertLevel | null
  readonly state: AlertState | null
  readonly snoozedUntil: EpochMs | null
  readonly payer: string
  readonly deniedCents: number
  readonly claimRef: string
}

interface Change extends Compared {
  readonly next: NextAlert
}

/** The id alerts about a source go by; null: it raises none. A follow-up day without an SLA is for the worklist alone. */
function alertedAs(source: DueSource): string | null {
  switch (source.source) {
    case 'sla':
      return source.id
    case 'appeal_limit':
      return APPEAL_LIMIT
    case 'follow_up_day':
      return null
  }
}

/**
 * The pairs in which something may have changed; those that stay as they are do not leave the database. A full join is never done row by
 * row, whatever the planner believes of a table that has just grown.
 */
async function readChanges(queries: Queries, tenantId: string, deadlines: Deadlines): Promise<Compared[]> {
  const parameters = statementParameters()
  const judged = judgedSql({ tenantId, deadlines, only: '', columns: ['payer', 'claim_ref'] }, parameters)
  const ids = textArray(deadlines.sources.map(alertedAs))
  const tenant = parameters.add(tenantId)
  const { at, source, standing } = keyParts('p.key')
  return queries.query<Compared>(
    `with ${judged}, due as materialized (
       select f.tenant_id, f.denial_no, f.payer, f.denied_cents, f.claim_ref, (${parameters.add(ids)}::text[])[${source} + 1] as sla_id,
         ${at} as due_at, case ${standing} when 0 then 'late' else 'risk' end as level
       from judged f cross join lateral unnest(${keysSql(deadlines)}) as p(key)
       where f.tenant_id = ${tenant} and ${isPressing('p.key')}
     ), compared as materialized (
       select coalesce(n.tenant_id, a.tenant_id) as tenant_id, coalesce(n.sla_id, a.sla_id) as sla_id,
         coalesce(n.denial_no, a.denial_no) as denial_no, coalesce(n.due_at, a.due_at) as due_at, n.level as due, a.level, a.state,
         a.snoozed_until, coalesce(n.payer, '') as payer, coalesce(n.denied_cents, 0) as denied_cents, coalesce(n.claim_ref, '') as claim_ref
       from (select * from due e where e.tenant_id = ${tenant} and e.sla_id is not null) n
       full join (select * from alerts k where k.tenant_id = ${tenant} and k.state <> 'resolved') a
         on a.tenant_id = n.tenant_id and a.sla_id = n.sla_id and a.denial_no = n.denial_no and a.due_at = n.due_at
     )
     select c.sla_id as "slaId", c.denial_no as "denialNo", c.due_at as "dueAt", c.due, coalesce(c.level, r.level) as level,
       coalesce(c.state, r.state) as state, c.snoozed_until as "snoozedUntil", c.payer, c.denied_cents as "deniedCents",
       c.claim_ref as "claimRef"
     from compared c
     left join alerts r on c.state is null and r.tenant_id = c.tenant_id and r.sla_id = c.sla_id and r.denial_no = c.denial_no
       and r.due_at = c.due_at
     where c.tenant_id = ${tenant} and (c.due is null or c.state is null or c.state = 'snoozed' or c.level <> c.due)
     order by "dueAt", "denialNo", "slaId"`,
    parameters.values,
  )
}

function toldOf(change: Change, { sources }: Deadlines): ToldAlert {
  const source = sources.find((each) => alertedAs(each) === change.slaId)
  return {
    id: alertId(change),
    slaId: change.slaId,
    slaName: source?.name ?? change.slaId,
    kind: source?.kind ?? 'custom',
    level: change.next.level,
    dueAt: change.dueAt,
    denialId: String(change.denialNo),
    deniedCents: change.deniedCents,
    payer: change.payer === '' ? null : change.payer,
    claimRef: change.claimRef,
  }
}

async function storeAlerts(
  queries: Queries,
  tenantId: string,
  changes: readonly Change[],
  now: EpochMs,
): Promise<void> {
  if (changes.length === 0) return
  await queries.query(
    `insert into alerts (tenant_id, sla_id, denial_no, due_at, level, state, raised_at, late_at, snoozed_until, resolved_at)
     select $1, sla_id, denial_no, due_at, level, state, $2::bigint, case when level = 'late' then $2::bigint end, snoozed_until,
       case when state = 'resolved' then $2::bigint end
     from unnest($3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::bigint[])
       as r(sla_id, denial_no, due_at, level, state, snoozed_until)
     on conflict (tenant_id, sla_id, denial_no, due_at) do update set level = excluded.level, state = excluded.state,
       snoozed_until = excluded.snoozed_until, resolved_at = excluded.resolved_at, late_at = coalesce(alerts.late_at, excluded.late_at)`,
    [
      tenantId,
      now,
      textArray(changes.map(({ slaId }) => slaId)),
      numberArray(changes.map(({ denialNo }) => denialNo)),
      numberArray(changes.map(({ dueAt }) => dueAt)),
      textArray(changes.map(({ next }) => next.level)),
      textArray(changes.map(({ next }) => next.state)),
      nullableNumberArray(changes.map(({ next }) => next.snoozedUntil)),
    ],
  )
}

async function storeDeliveries(
  queries: Queries,
  tenantId: string,
  messages: readonly NewDelivery[],
  now: EpochMs,
): Promise<void> {
  if (messages.length === 0) return
  await queries.query(
    `insert into deliveries (tenant_id, delivery_id, channel, target, body, created_at, attempts, next_attempt_at)
     select $1, delivery_id, channel, target, body, $2::bigint, 0, $2::bigint
     from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as r(delivery_id, channel, target, body)`,
    [
      tenantId,
      now,
      textArray(messages.map(() => randomUUID())),
      textArray(messages.map(({ channel }) => channel)),
      textArray(messages.map(({ target }) => target)),
      textArray(messages.map(({ body }) => body)),
    ],
  )
}
