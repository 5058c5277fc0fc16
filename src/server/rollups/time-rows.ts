import { name, sql, where, type Sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { coversEverybody, type Filters } from './filters.ts'
import { rolledUpRows, type RolledUp } from './rolled-up-rows.ts'
import {
  activityColumns,
  claimColumns,
  hiddenColumns,
  ON_A_CLAIM,
  personColumns,
  personMeasures,
  taggedColumns,
} from './sums.ts'

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

type Rows = (scope: Scope, filters: Filters, zone?: string) => Sql

function rowsOf(source: RolledUp): Rows {
  return (scope, filters, zone) => rolledUpRows(scope, { ...source, zone }, filters)
}

/** @param sums the rollups without user_id, which serve a question about everybody */
function totalsOf(source: RolledUp, sums: Partial<Pick<RolledUp, 'days' | 'buckets' | 'teamDays'>>): Rows {
  return (scope, filters, zone) =>
    rolledUpRows(
      scope,
      { ...source, ...(coversEverybody(scope, filters) ? sums : { teamDays: sums.teamDays }), perPerson: false, zone },
      filters,
    )
}

const activity: RolledUp = {
  days: 'activity_days',
  daysByPerson: true,
  buckets: 'activity_15min',
  facts: 'spans',
  columns: activityColumns,
}
const hidden: RolledUp = {
  days: 'hidden_days',
  daysByPerson: true,
  buckets: 'hidden_15min',
  facts: 'hidden_tags',
  columns: hiddenColumns,
}
const tagged: RolledUp = {
  days: 'tagged_days',
  daysByPerson: true,
  buckets: 'tagged_15min',
  facts: 'tagged_spans',
  columns: taggedColumns,
}

/**
 * Rows `(user_id, presence, activity, rating, system, payer, attribution, call, ms)` whose sum is the time in the period.
 * @param zone IANA; with it, here and below, rows have `at`, an instant of the local day that their time belongs to
 */
export const activityRows = rowsOf(activity)

/** The same without user_id: as cheap for a thousand people as for ten, for callers that do not ask who. */
export const activityTotals = totalsOf(activity, { days: 'total_days', buckets: 'total_15min', teamDays: 'team_days' })

/** Rows `(user_id, presence, rating, ms)` with the same sum: few for a person and day. */
export function personRows(scope: Scope, filters: Filters, zone?: string): Sql {
  const ofPersons = filters.payer === null ? { days: 'person_days', daysByPerson: false } : {}
  return rolledUpRows(scope, { ...activity, ...ofPersons, columns: personColumns, zone }, filters)
}

/** Rows `(user_id, active_ms, idle_ms, away_ms, core_ms)`, one for a person and whole day. */
export function personTimeRows(scope: Scope, filters: Filters): Sql {
  const days = filters.payer === null ? 'person_time_days' : 'person_payer_time_days'
  const measures = { columns: [], measures: personMeasures }
  return rolledUpRows(scope, { ...activity, days, daysByPerson: false, ...measures }, filters)
}

/** Rows `(user_id, kind, payer, ms)`: a span counts once for each tag. */
export const hiddenRows = rowsOf(hidden)

/** The same without user_id. */
export const hiddenTotals = totalsOf(hidden, { days: 'hidden_total_days', teamDays: 'hidden_team_days' })

/** Rows `(user_id, payer, ms)`: each tagged span once, whatever the number of its tags. */
export const taggedRows = rowsOf(tagged)

/** Rows `(user_id, ms)` with the same sum, one for a person and whole day. */
export function taggedPersonRows(scope: Scope, filters: Filters): Sql {
  const ofPersons = filters.payer === null ? { days: 'tagged_person_days', daysByPerson: false } : {}
  return rolledUpRows(scope, { ...tagged, ...ofPersons, columns: [] }, filters)
}

/** Rows `(payer, ms)`. */
export const taggedTotals = totalsOf(tagged, { days: 'tagged_total_days', teamDays: 'tagged_team_days' })

/**
 * Rows `(user_id, claim_token, payer, attribution, category, ms)` that add up to the active time on claims. `payer` '': unidentified. `category`
 * '': no denial; null: not looked up; outdated for a dirty claim (docs/decisions/0009).
 */
export const claimRows = rowsOf({
  days: 'claim_days',
  daysByPerson: false,
  buckets: null,
  facts: 'spans',
  columns: [...claimColumns, { name: name('category'), fromFact: sql`null::text` }],
  only: ON_A_CLAIM,
})
