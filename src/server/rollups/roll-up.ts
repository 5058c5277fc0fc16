import type { Database, Queries } from '../database/database.ts'
import { calendarOf } from './calendar.ts'
import { rebuildDays } from './rebuild.ts'
import { addSeen } from './distinct-counts.ts'
import { allSums } from './sums.ts'
import type { Sums } from './sums.ts'

/** How many batches one transaction takes: on the embedded store nothing else runs meanwhile. */
export const BATCHES_AT_ONCE = 20

/** A batch brings fewer new touches than this. */
const TOUCHES_A_BATCH = 100

/**
 * Adds records that are stored and not yet in the sums to these, and takes them out of the list of those that wait, in one
 * transaction: whoever reads sums and waiting records in one statement sees each record once, whatever has been folded, whenever it
 * came and for whatever day. Days of another zone than the tenant's are made anew first.
 * @param zone IANA, whose days count.
 * @returns how many batches were folded: under `atOnce` none is left, or another process is folding.
 */
export async function foldBatches(
  database: Database,
  tenantId: string,
  zone: string,
  atOnce = BATCHES_AT_ONCE,
): Promise<number> {
  return database.transaction(async (queries) => {
    if (!(await takeTurn(queries, tenantId, zone))) return 0
    const [row] = await queries.query<{ batches: number }>(foldStatement, [tenantId, zone, atOnce])
    return row?.batches ?? 0
  })
}

/** Folds until nothing waits. */
export async function foldAll(database: Database, tenantId: string, zone: string): Promise<void> {
  while ((await foldBatches(database, tenantId, zone)) === BATCHES_AT_ONCE);
}

/** One process folds a tenant at a time; the others have nothing to wait for. */
async function takeTurn(queries: Queries, tenantId: string, zone: string): Promise<boolean> {
  await queries.query('insert into rollup_states (tenant_id) values ($1) on conflict (tenant_id) do nothing', [
    tenantId,
  ])
  const [state] = await queries.query<{ zone: string | null }>(
    'select zone from rollup_states where tenant_id = $1 for update skip locked',
    [tenantId],
  )
  if (!state) return false
  if (state.zone !== zone) await rebuildDays(queries, tenantId, zone)
  return true
}

const quarterOf = (record: string) => `${record}.started_at - ${record}.started_at % 900000`

function added(sums: Sums): string {
  const names = sums.key.map(({ name }) => name).join(', ')
  const places = sums.key.map((_, index) => index + 3).join(', ')
  const time = sums.by === 'day' ? 'f.day' : quarterOf('f')
  return `${sums.table}_added as (
    insert into ${sums.table} as kept (tenant_id, ${sums.by}, ${names}, ms, spans)
    select $1, ${time}, ${sums.key.map(({ fromFact }) => fromFact).join(', ')}, sum(f.ended_at - f.started_at)::bigint, count(*)
    from ${sums.of}_taken f
    where f.tenant_id = $1${sums.only}
    group by 2, ${places}
    on conflict (tenant_id, ${sums.by}, ${names}) do update set ms = kept.ms + excluded.ms, spans = kept.spans + excluded.spans
  )`
}

/** The local day of each record is worked out once, where it is read: a join by quarter hour would be guessed badly. */
const dayOf = (record: string) => `cross join lateral (${calendarOf(`select ${quarterOf(record)} as quarter`)}) c`

const foldStatement = `
  with taken as (
    delete from unfolded_batches b
    where b.tenant_id = $1 and (b.device_id, b.generation, b.first_seq) in (
      select w.device_id, w.generation, w.first_seq from unfolded_batches w where w.tenant_id = $1 limit $3)
    returning device_id, generation, seqs
  ), records as materialized (
    select device_id, generation, unnest(seqs) as seq from taken
  ), spans_taken as materialized (
    select s.*, c.day, c.next_day from records r
    join spans s on s.tenant_id = $1 and s.device_id = r.device_id and s.generation = r.generation and s.seq = r.seq
    ${dayOf('s')}
  ), tags_taken as materialized (
    select h.*, c.day, c.next_day from records r
    join hidden_tags h on h.tenant_id = $1 and h.device_id = r.device_id and h.generation = r.generation and h.seq = r.seq
    ${dayOf('h')}
  ), changes as (
    delete from unfolded_touches t
    where t.tenant_id = $1 and (t.device_id, t.generation, t.seq) in (
      select w.device_id, w.generation, w.seq from unfolded_touches w where w.tenant_id = $1 limit $3 * ${TOUCHES_A_BATCH})
    returning device_id, user_id, claim_token, started_at, change
  ), touches_taken as materialized (
    select t.*, c.day, c.next_day from changes t ${dayOf('t')}
  ), tagged_taken as materialized (
    select t.*, c.day from tags_taken h
    join tagged_spans t on t.tenant_id = $1 and t.device_id = h.device_id and t.generation = h.generation and t.span_seq = h.span_seq
      and t.first_seq = h.seq
    ${dayOf('t')}
  ), days_added as (
    insert into folded_days (tenant_id, day, next_day)
    select $1, day, next_day from spans_taken union select $1, day, next_day from tags_taken
    union select $1, day, next_day from touches_taken
    on conflict (tenant_id, day) do nothing
  ), ${allSums.map(added).join(', ')}, ${addSeen}
  select greatest((select count(*) from taken), (select ceil(count(*) / ${TOUCHES_A_BATCH}.0) from changes))::int as batches`
