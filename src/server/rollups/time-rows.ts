import type { Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import { activityColumns, hiddenColumns, personColumns, taggedColumns } from './sums.ts'
import type { Slice } from './filters.ts'
import { foldedRows } from './rolled-up-rows.ts'
import type { Folded } from './rolled-up-rows.ts'
import type { Parameters } from '../database/parameters.ts'

export { payerFilter, startFilter, touchPayerFilter, userFilter } from './filters.ts'
export type { Slice } from './filters.ts'

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

/** Rows `(user_id, presence, activity, rating, system, payer, attributed, ms)` whose sum is the time in the slice. */
export function activityRows(slice: Slice, parameters: Parameters): string {
  return foldedRows({ ...activity, perPerson: true }, slice, parameters)
}

/** The same without user_id: as cheap for a thousand people as for ten, for whoever does not ask who. */
export function activityTotals(slice: Slice, parameters: Parameters): string {
  const sums = isOfEverybody(slice) ? { days: 'total_days', quarters: 'total_quarters' } : {}
  return foldedRows({ ...activity, ...sums, perPerson: false }, slice, parameters)
}

/** Rows `(user_id, presence, rating, ms)` with the same sum: few a person and day, for whoever asks no more than that. */
export function personRows(slice: Slice, parameters: Parameters): string {
  // The sums of persons know no payer.
  const sums = slice.payer === null ? { days: 'person_days' } : {}
  return foldedRows({ ...activity, ...sums, columns: personColumns, perPerson: true }, slice, parameters)
}

/** Rows `(user_id, kind, payer, ms)`: a span counts once for each tag. */
export function hiddenRows(slice: Slice, parameters: Parameters): string {
  return foldedRows(hidden, slice, parameters)
}

/** The same without user_id. */
export function hiddenTotals(slice: Slice, parameters: Parameters): string {
  const sums = isOfEverybody(slice) ? { days: 'hidden_total_days' } : {}
  return foldedRows({ ...hidden, ...sums, perPerson: false }, slice, parameters)
}

/** Rows `(user_id, payer, ms)`: each tagged span once, whatever the number of its tags. */
export function taggedRows(slice: Slice, parameters: Parameters): string {
  return foldedRows(tagged, slice, parameters)
}

/** The same without user_id. */
export function taggedTotals(slice: Slice, parameters: Parameters): string {
  const sums = isOfEverybody(slice) ? { days: 'tagged_total_days' } : {}
  return foldedRows({ ...tagged, ...sums, perPerson: false }, slice, parameters)
}

const isOfEverybody = (slice: Slice) => slice.userId === null && slice.team === null

const activity = {
  days: 'activity_days',
  quarters: 'activity_quarters',
  facts: 'spans',
  columns: activityColumns,
  only: '',
} as const
const hidden: Folded = {
  days: 'hidden_days',
  quarters: 'hidden_quarters',
  facts: 'hidden_tags',
  columns: hiddenColumns,
  only: '',
  perPerson: true,
}
const tagged: Folded = {
  days: 'tagged_days',
  quarters: 'tagged_quarters',
  facts: 'tagged_spans',
  columns: taggedColumns,
  only: '',
  perPerson: true,
}
