import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { type Scope, within } from '../identity/scope.ts'
import type { Filters } from './filters.ts'
import type { Period } from './period.ts'
import type { KnownScope, KnownState } from './known-state.ts'

/** Runs statements that all see one state, of which they are told what is known. @param from how far back they read */
export async function atOneState<T>(
  scope: Scope,
  { to, team }: Filters,
  from: number,
  read: (scope: KnownScope) => Promise<T>,
): Promise<T> {
  return scope.database.transaction(async (queries) => {
    const first = [
      queries.query(sql`set transaction isolation level repeatable read, read only`),
      // Starting a process for a part of a statement costs more than most of these statements.
      queries.query(sql`set local max_parallel_workers_per_gather = 0`),
    ]
    const [known] = await Promise.all([readKnownState(queries, { from, to }, team), ...first])
    return read({ ...within(scope, queries), known })
  })
}

async function readKnownState(queries: Queries, { from, to }: Period, team: string | null): Promise<KnownState> {
  interface Row extends Pick<KnownState, 'zone' | 'hasPendingTouches' | 'hasPendingTouchPayers' | 'hasDirtyClaims'> {
    readonly first: number | null
    readonly last: number | null
    readonly begins: readonly number[]
    readonly ends: readonly number[]
    readonly members: readonly string[]
    readonly isRolledUp: boolean
  }
  const [row] = await queries.query<Row>(
    sql`select (select s.zone from rollup_state s) as zone, pending.first, pending.last, days.begins, days.ends,
       exists (select 1 from pending_touches) as "hasPendingTouches",
       exists (select 1 from pending_touch_payers) as "hasPendingTouchPayers", exists (select 1 from dirty_claims) as "hasDirtyClaims",
       coalesce((select array_agg(u.user_id) from users u where u.team = ${team}), '{}') as members,
       not exists (
         select 1 from rolled_up_members m join users u on u.user_id = m.user_id
         where (u.team = ${team} or m.team = ${team}) and m.team <> coalesce(u.team, '')
       ) as "isRolledUp"
     from (
       select min(start) as first, max(start) as last from pending_batches b cross join lateral unnest(b.starts) start
     ) pending
     cross join (
       select coalesce(array_agg(d.day order by d.day), '{}') as begins, coalesce(array_agg(d.next_day order by d.day), '{}') as ends
       from rolled_up_days d where d.next_day > ${from}::bigint and d.day < ${to}::bigint
     ) days`,
  )
  if (!row) throw new Error('an aggregate answered no row')
  const {
    zone,
    first,
    last,
    begins,
    ends,
    members,
    isRolledUp,
    hasPendingTouches,
    hasPendingTouchPayers,
    hasDirtyClaims,
  } = row
  return {
    pending: first === null || last === null ? null : { first, last },
    hasPendingTouches,
    hasPendingTouchPayers,
    hasDirtyClaims,
    zone,
    days: begins.map((begin, index) => ({ from: begin, to: ends[index] ?? begin })),
    team: team === null ? null : { name: team, userIds: members, isRolledUp },
  }
}
