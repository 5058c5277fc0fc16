import type { Finding } from '../../shared/contract/alerts.ts'
import type { findingRoutes } from '../../shared/contract/routes/alerts.ts'
import type { AnswerOf } from '../../shared/contract/routes/route.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricRow } from '../../shared/contract/metrics.ts'
import { Temporal } from 'temporal-polyfill'
import { dayOf, startOfDay } from '../../shared/business-time/index.ts'
import {
  BEFORE,
  findAll,
  findingNeeds,
  findingRules,
  needKey,
  type FindingFacts,
  type FindingNeed,
  type FindingRule,
  type RecentWeeks,
} from '../../shared/findings/index.ts'
import { grouped } from '../../shared/grouped.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { staleWhileRevalidate } from '../cache/stale-while-revalidate.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { loadTerms, type LoadedTerms } from '../metrics/metric-question.ts'
import { queryMetrics } from '../metrics/query-metrics.ts'
import type { Filters } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'
import { readSettings } from '../settings/settings-store.ts'

/** `considered`: how many rules were evaluated, without those that an admin turned off. */
export type Findings = AnswerOf<typeof findingRoutes.findings>

/** Findings describe days and need some thirty numbers: those of a minute ago are the same. */
const FRESH_MS = MINUTE_MS
/** Periods and teams that people look at around the same time. */
const MOST_CACHED = 50

/** What a supervisor could act on in a period, by its metrics. Dismissed findings and rules that are turned off are left out. */
export type FindingsSource = (scope: Scope, filters: Filters, zone: string) => Promise<Findings>

/** Findings are cached for a minute or two; dismissals apply at once. */
export function createFindingsSource(now: () => EpochMs): FindingsSource {
  const cached = staleWhileRevalidate<Found>({ freshMs: FRESH_MS, maximumKeys: MOST_CACHED, now })
  return async (scope, filters, zone) => {
    const [{ body: economics }, dismissed] = await Promise.all([
      readSettings(scope, 'economics'),
      dismissedFindings(scope),
    ])
    const { laborCentsPerHour, hiddenFindings } = economics
    const rules = findingRules.filter(({ id }) => !hiddenFindings.includes(id))
    const key = JSON.stringify([scope.people, filters, zone, laborCentsPerHour, hiddenFindings])
    const { all, foundAt } = await cached(key, (at) => findNow(scope, filters, { zone, now: at }, rules))
    const rows = all.filter(({ id }) => !dismissed.has(id))
    return { rows, considered: rules.length, dismissed: all.length - rows.length, foundAt }
  }
}

interface Found {
  readonly all: readonly Finding[]
  readonly foundAt: EpochMs
}

/** Reads all that the rules need, and evaluates them. */
export async function findNow(
  scope: Scope,
  filters: Filters,
  when: { readonly zone: string; readonly now: EpochMs },
  rules: readonly FindingRule[] = findingRules,
): Promise<Found> {
  const terms = await loadTerms(scope, when)
  const weeks = recentWeeks(filters.to, when)
  const { current, prior, recent, before } = await readNeeds(scope, filters, findingNeeds(rules), { terms, weeks })
  const facts: FindingFacts = {
    from: filters.from,
    to: filters.to,
    firstDay: dayOf(filters.from, when.zone).toString(),
    lastDay: dayOf(filters.to - 1, when.zone).toString(),
    team: filters.team,
    laborCentsPerHour: terms.laborCentsPerHour,
    rows: (id, dimensions) => current.get(needKey({ id, dimensions })) ?? [],
    priorRows: (id, dimensions) => prior.get(needKey({ id, dimensions })) ?? [],
    recentWeeks: weeks,
    recentRows: (window, id, dimensions) =>
      (window === 'recent' ? recent : before).get(needKey({ id, dimensions })) ?? [],
  }
  return { all: findAll(facts, rules), foundAt: when.now }
}

interface RecentWeeksAndBefore extends RecentWeeks {
  readonly before: Period
}

/** The recent four weeks, and the eight before them, in days of the tenant's zone. */
export function recentWeeks(
  end: EpochMs,
  { zone, now }: { readonly zone: string; readonly now: EpochMs },
): RecentWeeksAndBefore {
  const asked = dayOf(Math.max(0, end - 1), zone)
  const yesterday = dayOf(now, zone).subtract({ days: 1 })
  const last = Temporal.PlainDate.compare(asked, yesterday) < 0 ? asked : yesterday
  const first = last.subtract({ days: 4 * 7 - 1 })
  const from = startOfDay(first, zone)
  return {
    from,
    to: startOfDay(last.add({ days: 1 }), zone),
    firstDay: first.toString(),
    lastDay: last.toString(),
    lastDayText: last.toLocaleString('en-US', { month: 'short', day: 'numeric' }),
    before: { from: startOfDay(first.subtract({ days: 4 * 7 * BEFORE }), zone), to: from },
  }
}

/** The metrics that are needed, by `needKey`, in the period and in the prior one. Needs of the same dimensions and periods are one question. */
async function readNeeds(
  scope: Scope,
  { from, to, ...filters }: Filters,
  needs: readonly FindingNeed[],
  { terms, weeks }: { readonly terms: LoadedTerms; readonly weeks: RecentWeeksAndBefore },
) {
  const current = new Map<string, readonly MetricRow[]>()
  const prior = new Map<string, readonly MetricRow[]>()
  const recent = new Map<string, readonly MetricRow[]>()
  const before = new Map<string, readonly MetricRow[]>()
  const priorPeriod: Period = { from: Math.max(0, from - (to - from)), to: from }
  const questionOf = (need: FindingNeed) => `${need.dimensions.join()} ${need.prior === true} ${need.recent === true}`
  await Promise.all(
    [...grouped(needs, questionOf).values()].map(async (asked) => {
      const [first] = asked
      if (!first) return
      const periods: readonly Period[] = first.recent
        ? [weeks, weeks.before]
        : [{ from, to }, ...(first.prior ? [priorPeriod] : [])]
      const [latest, earlier] = first.recent ? [recent, before] : [current, prior]
      const metrics = asked.map(({ id }) => id)
      const { dimensions } = first
      const answers = await queryMetrics(
        scope,
        { metrics, periods, dimensions, filters, denialFilters: {}, shift: undefined },
        terms,
      )
      for (const { id, periods: answered } of answers) {
        const key = needKey({ id, dimensions })
        latest.set(key, answered[0]?.rows ?? [])
        earlier.set(key, answered[1]?.rows ?? [])
      }
    }),
  )
  return { current, prior, recent, before }
}

async function dismissedFindings(queries: Queries): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ id: string }>(sql`select finding_id as id from finding_dismissals`)
  return new Set(rows.map(({ id }) => id))
}

/** Keeps a finding from being shown, until it is restored. */
export async function dismissFinding(
  database: Database,
  findingId: string,
  reason: string,
  { by, byAccount = null, now, record }: Acting,
): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query(
      sql`insert into finding_dismissals (finding_id, reason, dismissed_at, dismissed_by, dismissed_by_account)
        values (${findingId}, ${reason}, ${now}, ${by}, ${byAccount})
     on conflict (finding_id) do update set reason = excluded.reason, dismissed_at = excluded.dismissed_at,
       dismissed_by = excluded.dismissed_by, dismissed_by_account = excluded.dismissed_by_account`,
    )
    await record(queries, { action: 'finding_dismissed', object: `finding/${findingId}` })
  })
}

export async function undismissFinding(database: Database, findingId: string, { record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query(sql`delete from finding_dismissals where finding_id = ${findingId}`)
    await record(queries, { action: 'finding_restored', object: `finding/${findingId}` })
  })
}
