import type { EpochMs } from '../../shared/contract/brands.ts'
import { RULE_USE_DAYS, type RuleUse } from '../../shared/contract/rule-use.ts'
import { dayOf, startOfDay } from '../../shared/business-time/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { staleWhileRevalidate } from '../cache/stale-while-revalidate.ts'
import { sql, where } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { tenantZone } from '../identity/tenant.ts'
import { startCondition } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'

/** Late records change days that are over; nobody needs them at once. */
const FRESH_MS = 10 * MINUTE_MS
/** Admins see the same; supervisors and managers ask by the API alone. */
const MOST_ASKED = 20
/** What takes less is read each time. */
const MINIMUM_COST_MS = 100

/** The use of rules in the last whole days, of the people in view. */
export type RuleUseSource = (scope: Scope) => Promise<RuleUse>

/** The use of rules from a cache: it reads all spans of the days. @param now the endpoint's clock, epoch ms */
export function createRuleUseSource(now: () => EpochMs): RuleUseSource {
  const cached = staleWhileRevalidate<RuleUse>({
    ...{ freshMs: FRESH_MS, minimumCostMs: MINIMUM_COST_MS },
    ...{ maximumKeys: MOST_ASKED, now },
  })
  return async (scope) => {
    const period = lastDays(now(), await tenantZone(scope.database))
    return cached(JSON.stringify([scope.people, period]), () => readRuleUse(scope, period))
  }
}

/** The whole days before the one of `at`. */
function lastDays(at: EpochMs, zone: string): Period {
  const today = dayOf(at, zone)
  return { from: startOfDay(today.subtract({ days: RULE_USE_DAYS }), zone), to: startOfDay(today, zone) }
}

/** Time by rule of a period. What counts once is counted once: time that overlaps with another device is left out. */
async function readRuleUse(scope: Scope, period: Period): Promise<RuleUse> {
  // By person first: to count distinct people over all spans would sort them.
  const rows = await scope.query<{
    readonly ruleId: string | null
    readonly isPrivate: boolean
    readonly activeMs: number
    readonly people: number
  }>(
    sql`select rule_id as "ruleId", is_private as "isPrivate", sum(active_ms)::bigint as "activeMs", count(*)::int as people
      from (
        select s.user_id, s.rule_id, s.rating is not distinct from 'private' as is_private,
          coalesce(sum(s.ended_at - s.started_at - s.overlap_ms) filter (where s.presence = 'active'), 0) as active_ms
        from spans s
        ${where([startCondition(period, 's'), visiblePeople(scope, 's'), sql`s.presence in ('active', 'idle')`])}
        group by 1, 2, 3
      ) of_person
      group by 1, 2 order by 3 desc, 1`,
  )
  const sumOf = (chosen: typeof rows) => chosen.reduce((sum, { activeMs }) => sum + activeMs, 0)
  return {
    ...period,
    totalMs: sumOf(rows),
    unnamedMs: sumOf(rows.filter(({ ruleId, isPrivate }) => ruleId === null && !isPrivate)),
    privateMs: sumOf(rows.filter(({ isPrivate }) => isPrivate)),
    rules: rows.flatMap(({ ruleId, isPrivate, activeMs, people }) =>
      ruleId === null || isPrivate ? [] : [{ ruleId, activeMs, people }],
    ),
  }
}
