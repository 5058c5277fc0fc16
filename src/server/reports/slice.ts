import { QUARTER_HOUR_MS } from '../../shared/contract/ingest.ts'
import type { Queries } from '../database/database.ts'
import { problem } from '../http/problem.ts'
import type { Parameters } from './parameters.ts'

/** What a report is about. `[from, to)` in epoch ms; null: not filtered; payer '': no payer named. */
export interface Slice {
  readonly tenantId: string
  readonly from: number
  readonly to: number
  readonly userId: string | null
  readonly team: string | null
  readonly payer: string | null
}

/**
 * The id behind a user's id or name.
 * @throws HttpProblem 404 `unknown_user`: an empty report would look like a person without work.
 */
export async function resolveUser(queries: Queries, tenantId: string, idOrName: string): Promise<string> {
  const [row] = await queries.query<{ userId: string }>(
    `select user_id as "userId" from users where tenant_id = $1 and (user_id = $2 or name = $2)
     order by (user_id = $2) desc limit 1`,
    [tenantId, idOrName],
  )
  if (!row) throw problem(404, 'unknown_user', 'The parameter user names nobody here.')
  return row.userId
}

/** ` and …` for the slice's user and team, for a table with user_id. */
export function userFilter(slice: Slice, parameters: Parameters, table = ''): string {
  const column = table === '' ? 'user_id' : `${table}.user_id`
  const user = slice.userId === null ? '' : ` and ${column} = ${parameters.add(slice.userId)}`
  if (slice.team === null) return user
  return `${user} and ${column} in (
    select member.user_id from users member
    where member.tenant_id = ${parameters.add(slice.tenantId)} and member.team = ${parameters.add(slice.team)})`
}

/** ` and …` for the slice's payer, for a table of facts. */
export function payerFilter(slice: Slice, parameters: Parameters, table: string): string {
  if (slice.payer === null) return ''
  return slice.payer === '' ? ` and ${table}.payer is null` : ` and ${table}.payer = ${parameters.add(slice.payer)}`
}

/** ` and …` for rows that start in the period. */
export function startFilter(slice: Slice, parameters: Parameters, table: string): string {
  return ` and ${table}.started_at >= ${parameters.add(slice.from)} and ${table}.started_at < ${parameters.add(slice.to)}`
}

interface Kept {
  readonly rollup: string
  readonly facts: string
  /** Columns of the rollup, and the same from a fact. */
  readonly columns: readonly { readonly name: string; readonly fromFact: string }[]
}

const named = (name: string) => ({ name, fromFact: `coalesce(f.${name}, '')` })

/**
 * Whole quarter hours from the rollup, what is left at either end from the facts: exact for any period, and its cost grows with
 * what is shown, not with what is stored. A fact is in the quarter hour of its start, so that no row is in both.
 */
function rollupRows(kept: Kept, slice: Slice, parameters: Parameters): string {
  const firstWhole = Math.ceil(slice.from / QUARTER_HOUR_MS) * QUARTER_HOUR_MS
  const endOfWhole = Math.max(firstWhole, Math.floor(slice.to / QUARTER_HOUR_MS) * QUARTER_HOUR_MS)
  const edges = [
    { from: slice.from, to: Math.min(firstWhole, slice.to) },
    { from: endOfWhole, to: slice.to },
  ].filter(({ from, to }) => from < to)
  const payer = slice.payer === null ? '' : ` and r.payer = ${parameters.add(slice.payer)}`
  const parts = [
    `select r.user_id, ${kept.columns.map(({ name }) => `r.${name}`).join(', ')}, r.ms
     from ${kept.rollup} r
     where r.tenant_id = ${parameters.add(slice.tenantId)} and r.quarter >= ${parameters.add(firstWhole)}
       and r.quarter < ${parameters.add(endOfWhole)}${payer}${userFilter(slice, parameters, 'r')}`,
    ...edges.map(
      (edge) => `select f.user_id, ${kept.columns.map(({ fromFact }) => fromFact).join(', ')}, f.ended_at - f.started_at
     from ${kept.facts} f
     where f.tenant_id = ${parameters.add(slice.tenantId)}${startFilter({ ...slice, ...edge }, parameters, 'f')}${payerFilter(
       slice,
       parameters,
       'f',
     )}${userFilter(slice, parameters, 'f')}`,
    ),
  ]
  return parts.join(' union all ')
}

/** Rows `(user_id, presence, activity, rating, system, payer, attributed, ms)` whose sum is the time in the slice. */
export function activityRows(slice: Slice, parameters: Parameters): string {
  return rollupRows(
    {
      rollup: 'activity_quarters',
      facts: 'spans',
      columns: [
        { name: 'presence', fromFact: 'f.presence' },
        ...['activity', 'rating', 'system', 'payer'].map(named),
        { name: 'attributed', fromFact: 'f.denial_token is not null' },
      ],
    },
    slice,
    parameters,
  )
}

/** Rows `(user_id, kind, payer, ms)`: a span counts once for each tag. */
export function hiddenRows(slice: Slice, parameters: Parameters): string {
  const columns = [{ name: 'kind', fromFact: 'f.kind' }, named('payer')]
  return rollupRows({ rollup: 'hidden_quarters', facts: 'hidden_tags', columns }, slice, parameters)
}

/** Rows `(user_id, payer, ms)`: each tagged span once, whatever the number of its tags. */
export function taggedRows(slice: Slice, parameters: Parameters): string {
  return rollupRows({ rollup: 'tagged_quarters', facts: 'tagged_spans', columns: [named('payer')] }, slice, parameters)
}

/** ` and …` that leaves touches in which a span names the slice's payer. Touches themselves name none: one can go over two portals. */
export function touchPayerFilter(slice: Slice, parameters: Parameters): string {
  if (slice.payer === null) return ''
  return ` and exists (
    select 1 from spans s
    where s.tenant_id = t.tenant_id and s.user_id = t.user_id and s.started_at >= t.started_at and s.started_at < t.ended_at
      and s.device_id = t.device_id and s.denial_token = t.denial_token${payerFilter(slice, parameters, 's')})`
}
