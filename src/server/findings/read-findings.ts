import type { Finding } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricRow } from '../../shared/contract/reports.ts'
import { findAll, findingNeeds, findingRules, needKey } from '../../shared/findings/index.ts'
import type { FindingFacts, FindingNeed, FindingRule } from '../../shared/findings/index.ts'
import { dayOf } from '../../shared/business-time/index.ts'
import { metricDefinition } from '../../shared/metrics/index.ts'
import { keepAnswers } from '../cache/stale-while-revalidate.ts'
import type { Queries } from '../database/database.ts'
import { loadMetricQuery } from '../metrics/load-query.ts'
import { readMetric } from '../metrics/read-metric.ts'
import type { Slice } from '../rollups/time-rows.ts'
import { readSettings } from '../settings/settings-store.ts'

export interface Findings {
  readonly rows: readonly Finding[]
  /** How many rules looked: those an admin hides do not. */
  readonly considered: number
  /** Found, but dismissed by somebody. */
  readonly dismissed: number
  /** As of when, epoch ms. */
  readonly foundAt: EpochMs
}

/** They are sentences about days, and rest on some thirty questions: those of a minute ago say the same. */
const FRESH_MS = 60_000
/** Periods and teams that are looked at at about the same time. */
const KEPT = 50

/** What the metrics of a period say that a supervisor could act on; what was dismissed or is not to be shown is left out. */
export type FindingsSource = (slice: Slice, zone: string) => Promise<Findings>

/** What was found up to a minute or two ago is answered as it was found then, less what has been dismissed since. */
export function createFindingsSource(queries: Queries, now: () => EpochMs): FindingsSource {
  const kept = keepAnswers<Found>({ freshMs: FRESH_MS, atMost: KEPT, now })
  return async (slice, zone) => {
    const [{ body: economics }, dismissed] = await Promise.all([
      readSettings(queries, slice.tenantId, 'economics'),
      dismissedFindings(queries, slice.tenantId),
    ])
    const { laborCentsPerHour, hiddenFindings } = economics
    const rules = findingRules.filter(({ id }) => !hiddenFindings.includes(id))
    const { all, foundAt } = await kept(JSON.stringify([slice, zone, laborCentsPerHour, hiddenFindings]), (at) =>
      findAnew(queries, slice, { zone, laborCentsPerHour, now: at }, rules),
    )
    const rows = all.filter(({ id }) => !dismissed.has(id))
    return { rows, considered: rules.length, dismissed: all.length - rows.length, foundAt }
  }
}

interface Found {
  readonly all: readonly Finding[]
  readonly foundAt: EpochMs
}

/** Asks all that the rules need, and has them look. */
export async function findAnew(
  queries: Queries,
  slice: Slice,
  when: { readonly zone: string; readonly now: EpochMs; readonly laborCentsPerHour: number | null },
  rules: readonly FindingRule[] = findingRules,
): Promise<Found> {
  const before = { ...slice, from: Math.max(0, slice.from - (slice.to - slice.from)), to: slice.from }
  const needs = findingNeeds(rules)
  const [answers, answersBefore] = await Promise.all([
    answersTo(queries, slice, needs, when),
    answersTo(
      queries,
      before,
      needs.filter((need) => need.before),
      when,
    ),
  ])
  const facts: FindingFacts = {
    from: slice.from,
    to: slice.to,
    firstDay: dayOf(slice.from, when.zone).toString(),
    lastDay: dayOf(slice.to - 1, when.zone).toString(),
    team: slice.team,
    laborCentsPerHour: when.laborCentsPerHour,
    rows: (id, by) => answers.get(needKey({ id, by })) ?? [],
    rowsBefore: (id, by) => answersBefore.get(needKey({ id, by })) ?? [],
  }
  return { all: findAll(facts, rules), foundAt: when.now }
}

async function answersTo(
  queries: Queries,
  slice: Slice,
  needs: readonly FindingNeed[],
  when: { readonly zone: string; readonly now: number },
): Promise<ReadonlyMap<string, readonly MetricRow[]>> {
  const answers = await Promise.all(
    needs.map(async (need) => {
      const question = { by: need.by, filter: {}, shift: undefined }
      const { query } = await loadMetricQuery(queries, metricDefinition(need.id), slice, question, when)
      return [needKey(need), (await readMetric(queries, need.id, query, undefined)).rows] as const
    }),
  )
  return new Map(answers)
}

async function dismissedFindings(queries: Queries, tenantId: string): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ id: string }>(
    'select finding_id as id from finding_dismissals where tenant_id = $1',
    [tenantId],
  )
  return new Set(rows.map(({ id }) => id))
}

/** Keeps a finding from being shown again, until it is taken back. */
export async function dismissFinding(
  queries: Queries,
  tenantId: string,
  findingId: string,
  { reason, by, now }: { readonly reason: string; readonly by: string; readonly now: number },
): Promise<void> {
  await queries.query(
    `insert into finding_dismissals (tenant_id, finding_id, reason, dismissed_at, dismissed_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, finding_id) do update set reason = excluded.reason, dismissed_at = excluded.dismissed_at,
       dismissed_by = excluded.dismissed_by`,
    [tenantId, findingId, reason, now, by],
  )
}

export async function undismissFinding(queries: Queries, tenantId: string, findingId: string): Promise<void> {
  await queries.query('delete from finding_dismissals where tenant_id = $1 and finding_id = $2', [tenantId, findingId])
}
