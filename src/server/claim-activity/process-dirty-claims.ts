import type { ForecastSource } from '../../shared/priority/index.ts'
import type { Database, Queries } from '../database/database.ts'
import { takeLock } from '../database/locks.ts'
import { literal, sql } from '../database/sql.ts'
import { analyzeGrownTables } from '../jobs/analyze-tables.ts'
import { markDirty } from '../jobs/dirty-claims.ts'
import { assignClaimPayers } from '../rollups/claim-payers.ts'
import { currentRules } from '../rules/rules-store.ts'
import { readSettings } from '../settings/settings-store.ts'
import { refreshClaimDayCategories } from './claim-day-categories.ts'
import { tagsOfClaims } from './claim-facts.ts'
import { countTouches } from './count-touches.ts'
import { storeTags } from './store-tags.ts'
import { refreshTouchFacts } from './touch-facts.ts'

/** How many changes one transaction takes: on the embedded store nothing else runs meanwhile. */
const CHANGES_AT_ONCE = 5
const ROUNDS_BETWEEN_STATISTICS = 20

/**
 * Processes dirty claims until none is left that can be: counts the touches on their denials, refreshes what is cached with their touches and
 * days, and tags their hidden work. A tag stays once it is given: it says what was known at that time.
 * @returns whether anything was done
 */
export async function processDirtyClaims(database: Database, forecast: ForecastSource): Promise<boolean> {
  let rounds = 0
  while (await processSomeDirtyClaims(database, forecast)) {
    // Autovacuum comes up to a minute after a first import, and without statistics its claims take ten times as long.
    if (database.kind === 'postgres' && rounds % ROUNDS_BETWEEN_STATISTICS === 0) await analyzeGrownTables(database)
    rounds += 1
  }
  return rounds > 0
}

/** One transaction of {@link processDirtyClaims}. @returns whether anything was done, so that there may be more */
export async function processSomeDirtyClaims(database: Database, forecast: ForecastSource): Promise<boolean> {
  const terms = {
    policy: (await currentRules(database)).policy,
    forecast: await forecast(),
    laborCentsPerHour: (await readSettings(database, 'economics')).body.laborCentsPerHour,
  }
  return database.transaction(async (queries) => {
    await takeLock(queries, 'dirtyClaims')
    const claimTokens = await takeClaims(queries)
    // Rollups add days of claims at any time, also after their claim was processed.
    const days = await refreshClaimDayCategories(queries, claimTokens ?? [])
    if (claimTokens === null) return days.changed > 0
    // Before any touch is locked: a device that sends takes the rollups first.
    await assignClaimPayers(queries, claimTokens)
    await storeTags(queries, await tagsOfClaims(queries, claimTokens, terms))
    const busy = new Set([
      ...(await countTouches(queries, claimTokens)),
      ...(await refreshTouchFacts(queries, claimTokens)),
      ...days.busy,
    ])
    await markDirty(queries, [...busy])
    // Asking again at once for what is locked would be a busy loop.
    return busy.size < claimTokens.length
  })
}

/** Null: no claim is dirty. */
async function takeClaims(queries: Queries): Promise<string[] | null> {
  const rows = await queries.query<{ tokens: string[] }>(
    sql`with taken as (
        delete from dirty_claims c
        where c.change_id in (select w.change_id from dirty_claims w limit ${literal(CHANGES_AT_ONCE)})
        returning c.claim_tokens
      )
      select array(select encode(token, 'hex') from unnest(taken.claim_tokens) token) as tokens from taken`,
  )
  return rows.length === 0 ? null : [...new Set(rows.flatMap(({ tokens }) => tokens))]
}
