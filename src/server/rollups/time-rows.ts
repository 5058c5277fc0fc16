import { sql, where, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { coversEverybody, type Filters } from './filters.ts'
import { rolledUpRows, type RolledUp } from './rolled-up-rows.ts'
import { activityColumns, hiddenColumns, personColumns, taggedColumns } from './sums.ts'

/**
 * The id behind a user's id or name.
 * @throws HttpProblem 404 `unknown_user`: an empty report would look like a person without work.
 */
export async function resolveUser(scope: Scope, idOrName: string): Promise<string> {
  const [row] = await scope.query<{ userId: string }>(
    sql`select u.user_id as "userId" from users u
      ${where([sql`(u.user_id = ${idOrName} or u.name = ${idOrName})`, visiblePeople(scope, 'u')])}
      order by (u.user_id = ${idOrName}) desc limit 1`,
  )
  if (!row) throw problem(404, 'unknown_user', 'The parameter user names nobody here.')
  return row.userId
}

/**
 * Rows `(user_id, presence, activity, rating, system, payer, attributed, ms)` whose sum is the time in the period.
 * @param zone IANA; with it, here and below, rows have `at`, an instant of the local day that their time belongs to
 */
export function activityRows(scope: Scope, filters: Filters, zone?: string): Sql {
  return rolledUpRows(scope, { ...activity, zone }, filters)
}

/** The same without user_id: as cheap for a thousand people as for ten, for callers that do not ask who. */
export function activityTotals(scope: Scope, filters: Filters, zone?: string): Sql {
  const sums = coversEverybody(scope, filters) ? { days: 'total_days', buckets: 'total_15min' } : {}
  return rolledUpRows(scope, { ...activity, ...sums, perPerson: false, zone }, filters)
}

/** Rows `(user_id, presence, rating, ms)` with the same sum: few for a person and day. */
export function personRows(scope: Scope, filters: Filters, zone?: string): Sql {
  // Daily sums of persons have no payer.
  const sums = filters.payer === null ? { days: 'person_days' } : {}
  return rolledUpRows(scope, { ...activity, ...sums, columns: personColumns, zone }, filters)
}

/** Rows `(user_id, kind, payer, ms)`: a span counts once for each tag. */
export function hiddenRows(scope: Scope, filters: Filters, zone?: string): Sql {
  return rolledUpRows(scope, { ...hidden, zone }, filters)
}

/** The same without user_id. */
export function hiddenTotals(scope: Scope, filters: Filters, zone?: string): Sql {
  const sums = coversEverybody(scope, filters) ? { days: 'hidden_total_days' } : {}
  return rolledUpRows(scope, { ...hidden, ...sums, perPerson: false, zone }, filters)
}

/** Rows `(user_id, payer, ms)`: each tagged span once, whatever the number of its tags. */
export function taggedRows(scope: Scope, filters: Filters, zone?: string): Sql {
  return rolledUpRows(scope, { ...tagged, zone }, filters)
}

/** The same without user_id. */
export function taggedTotals(scope: Scope, filters: Filters, zone?: string): Sql {
  const sums = coversEverybody(scope, filters) ? { days: 'tagged_total_days' } : {}
  return rolledUpRows(scope, { ...tagged, ...sums, perPerson: false, zone }, filters)
}

const activity: RolledUp = {
  days: 'activity_days',
  buckets: 'activity_15min',
  facts: 'spans',
  columns: activityColumns,
  only: null,
  perPerson: true,
}
const hidden: RolledUp = {
  days: 'hidden_days',
  buckets: 'hidden_15min',
  facts: 'hidden_tags',
  columns: hiddenColumns,
  only: null,
  perPerson: true,
}
const tagged: RolledUp = {
  days: 'tagged_days',
  buckets: 'tagged_15min',
  facts: 'tagged_spans',
  columns: taggedColumns,
  only: null,
  perPerson: true,
}
