import type { Queries } from '../database/database.ts'
import { calendarOf } from './calendar.ts'
import { countAllSeen, TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'
import { allSums } from './sums.ts'
import type { Sums } from './sums.ts'

/**
 * Makes every sum by day anew, by the days of a zone: at the first start with such sums, and when the tenant's zone has changed. Sums by
 * quarter hour know no zone and stay. Whoever calls it has the tenant's row of rollup_states locked, so that nothing is folded meanwhile.
 */
export async function rebuildDays(queries: Queries, tenantId: string, zone: string): Promise<void> {
  const byDay = allSums.filter(({ by }) => by === 'day')
  for (const table of ['folded_days', 'seen_days', 'seen_counts', ...byDay.map((sums) => sums.table)]) {
    await queries.query(`delete from ${table} where tenant_id = $1`, [tenantId])
  }
  await queries.query(daysUsed, [tenantId, zone])
  for (const sums of byDay) {
    await queries.query(sums.from === null ? fromFacts(sums) : fromQuarters(sums, sums.from), [tenantId])
  }
  await queries.query(touchesSeen, [tenantId, zone])
  await queries.query(recordsSeen, [tenantId])
  await queries.query(countAllSeen, [tenantId])
  await queries.query('update rollup_states set zone = $2 where tenant_id = $1', [tenantId, zone])
}

/** Makes every sum anew from the facts; what waits still waits. The same lock is needed. */
export async function rebuildSums(queries: Queries, tenantId: string, zone: string): Promise<void> {
  for (const sums of allSums.filter(({ by }) => by === 'quarter')) {
    await queries.query(`delete from ${sums.table} where tenant_id = $1`, [tenantId])
    await queries.query(fromFacts(sums), [tenantId])
  }
  await rebuildDays(queries, tenantId, zone)
}

/** Every quarter hour with anything folded in it, or a touch. */
const quartersUsed = ['total_quarters', 'hidden_quarters', 'tagged_quarters']
  .map((table) => `select q.quarter from ${table} q where q.tenant_id = $1`)
  .concat('select t.started_at - t.started_at % 900000 from touches t where t.tenant_id = $1')
  .join(' union ')

const daysUsed = `
  insert into folded_days (tenant_id, day, next_day)
  select distinct $1, day, next_day from (${calendarOf(quartersUsed)}) calendar`

/** Of the days that were found: whatever is folded lies in one of them. */
const calendar = `with calendar as materialized (
  select quarter, d.day from folded_days d cross join lateral generate_series(d.day, d.next_day - 900000, 900000) quarter
  where d.tenant_id = $1
)`

const waiting = `waiting as (
  select b.device_id, b.generation, unnest(b.seqs) as seq from unfolded_batches b where b.tenant_id = $1
)`

/** Every touch as it is now, also one of a day that nobody knew a moment ago, so that no change of one waits any more: both in one statement, which sees one state. */
const touchesSeen = `with calendar as materialized (
    ${calendarOf('select distinct t.started_at - t.started_at % 900000 as quarter from touches t where t.tenant_id = $1')}
  ), counted as (
    delete from unfolded_touches where tenant_id = $1
  ), touched as materialized (
    select t.claim, t.user_id, c.day, count(*)::int as n
    from touches t join calendar c on c.quarter = t.started_at - t.started_at % 900000
    where t.tenant_id = $1
    group by t.claim, t.user_id, c.day
  )
  insert into seen_days (tenant_id, thing, kind, user_id, day, n)
  select $1, claim, '${TOUCHED_BY_PERSON}', user_id, day, n from touched
  union all
  select $1, claim, '${TOUCHED}', '', day, sum(n)::int from touched group by claim, day`

const recordsSeen = `${calendar}, ${waiting}
  insert into seen_days (tenant_id, thing, kind, user_id, day, n)
  select $1, f.record, f.kind, f.user_id, c.day, count(*)::int
  from hidden_tags f
  join calendar c on c.quarter = f.started_at - f.started_at % 900000
  left join waiting w on w.device_id = f.device_id and w.generation = f.generation and w.seq = f.seq
  where f.tenant_id = $1 and w.seq is null
  group by f.record, f.kind, f.user_id, c.day`

function fromQuarters(sums: Sums, source: string): string {
  const names = sums.key.map(({ name }) => name).join(', ')
  const read = sums.key.map(({ name }) => `q.${name}`).join(', ')
  return `${calendar}
    insert into ${sums.table} (tenant_id, day, ${names}, ms, spans)
    select $1, c.day, ${read}, sum(q.ms)::bigint, sum(q.spans)::bigint
    from ${source} q join calendar c on c.quarter = q.quarter
    where q.tenant_id = $1
    group by c.day, ${read}`
}

const tableOf = { spans: 'spans', tags: 'hidden_tags', tagged: 'tagged_spans' } as const

/** What still waits is left out: it is added when it is folded. */
function fromFacts(sums: Sums): string {
  const names = sums.key.map(({ name }) => name).join(', ')
  const read = sums.key.map(({ fromFact }) => fromFact).join(', ')
  const places = sums.key.map((_, index) => index + 3).join(', ')
  const quarter = 'f.started_at - f.started_at % 900000'
  const [start, time, join] =
    sums.by === 'day' ? [`${calendar},`, 'c.day', ` join calendar c on c.quarter = ${quarter}`] : ['with', quarter, '']
  return `${start} ${waiting}
    insert into ${sums.table} (tenant_id, ${sums.by}, ${names}, ms, spans)
    select $1, ${time}, ${read}, sum(f.ended_at - f.started_at)::bigint, count(*)
    from ${tableOf[sums.of]} f${join}
    left join waiting w on w.device_id = f.device_id and w.generation = f.generation and w.seq = f.${sums.of === 'tagged' ? 'first_seq' : 'seq'}
    where f.tenant_id = $1 and w.seq is null${sums.only}
    group by 2, ${places}`
}
