import { hexOf, join, sql, where, type Sql } from '../database/sql.ts'
import { knownDays, type KnownScope } from './known-state.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'
import { countClaims, type LooseTouches, type PackedTouches, type Touched } from './count-claims.ts'
import { touchedByAll } from './distinct-rows.ts'
import { coversEverybody, peopleCondition, startCondition, touchPayerCondition, type Filters } from './filters.ts'
import { around, dayBounds } from './rolled-up-rows.ts'

/** Touches that start in a period and the different claims they are on: of each person, and of all together. Exact at any known state. */
export async function readTouched(
  scope: KnownScope,
  filters: Filters,
): Promise<{ readonly all: Touched; readonly people: ReadonlyMap<string, Touched> }> {
  const isCounted = filters.payer === null && coversEverybody(scope, filters)
  const [[packed, loose, left], all] = await Promise.all([
    readParts(scope, filters, sql`t.user_id`),
    isCounted ? readTouchedByAll(scope, filters) : null,
  ])
  return countClaims(packed, loose, left, all)
}

/** The same of all together. */
export async function readTouchedByAll(scope: KnownScope, filters: Filters): Promise<Touched> {
  if (filters.payer === null && coversEverybody(scope, filters)) {
    const [row] = await scope.query<Touched>(touchedByAll(scope, filters))
    return row ?? { touches: 0, denials: 0 }
  }
  const [packed, loose, left] = await readParts(scope, filters, sql`''`)
  return countClaims(packed, loose, left).all
}

/** @param user SQL of whose touch `t` it is */
const readParts = (scope: KnownScope, filters: Filters, user: Sql) =>
  Promise.all([readPacked(scope, filters, user), readLoose(scope, filters, user), readLeft(scope, filters)])

/** The touches of whole days. */
async function readPacked(scope: KnownScope, filters: Filters, user: Sql): Promise<readonly PackedTouches[]> {
  if (knownDays(scope.known, filters) === null) return []
  const table = filters.payer === null ? sql`touch_days` : sql`touch_payer_days`
  const payer = filters.payer === null ? null : sql`t.payer = ${filters.payer}`
  const rows = await scope.query<{ userId: string; claims: Uint8Array | null }>(
    sql`select ${user} as "userId", string_agg(t.claims, '') as claims from ${table} t
      ${where([dayBounds(scope, filters).isDay('t.day'), payer, peopleCondition(scope, filters, 't')])} group by 1`,
  )
  return rows.flatMap(({ userId, claims }) => (claims === null ? [] : [{ userId, claims }]))
}

/** The touches around whole days, those that wait to be packed, and with a payer those on dirty claims, whose payers are looked up. */
async function readLoose(scope: KnownScope, filters: Filters, user: Sql): Promise<readonly LooseTouches[]> {
  const { known } = scope
  const { payer } = filters
  const days = knownDays(known, filters)
  const touches = (...conditions: readonly (Sql | null)[]) =>
    sql`select ${user} as user_id, t.claim_token, 1 as change from touches t
      ${where([...conditions, peopleCondition(scope, filters, 't'), touchPayerCondition(filters, known)])}`
  const parts = around(filters, days).map((part) => touches(startCondition(part, 't')))
  if (days !== null) {
    const within = startCondition(days, 't')
    const waiting = (table: Sql, ...conditions: readonly (Sql | null)[]) =>
      sql`select ${user} as user_id, t.claim_token, t.change from ${table} t
        ${where([within, ...conditions, peopleCondition(scope, filters, 't')])}`
    if (payer === null && known.hasPendingTouches) parts.push(waiting(sql`pending_touches`))
    if (payer !== null && known.hasPendingTouchPayers) {
      const isClean = known.hasDirtyClaims ? sql`t.claim_token <> all(array(${dirtyTokens}))` : null
      parts.push(waiting(sql`pending_touch_payers`, sql`t.payer = ${payer}`, isClean))
    }
    if (payer !== null && known.hasDirtyClaims) parts.push(touches(within, isDirty))
  }
  if (parts.length === 0) return []
  return scope.query<LooseTouches>(
    sql`select l.user_id as "userId", c.claim, ${hexOf(sql`l.claim_token`)} as token, l.n
      from (
        select user_id, claim_token, sum(change)::int as n from (${join(parts, ' union all ')}) parts group by user_id, claim_token
      ) l
      left join claim_numbers c on c.claim_token = l.claim_token`,
  )
}

const isDirty: Sql = sql`t.claim_token = any(array(${dirtyTokens}))`

/** Dirty claims, whose packed touches may have other payers by now. */
async function readLeft(scope: KnownScope, { payer }: Filters): Promise<ReadonlySet<number>> {
  if (payer === null || !scope.known.hasDirtyClaims) return new Set()
  const rows = await scope.query<{ claim: number }>(sql`select t.claim from claim_numbers t where ${isDirty}`)
  return new Set(rows.map(({ claim }) => claim))
}
