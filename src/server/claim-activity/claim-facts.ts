import { denialStates } from '../../shared/contract/denials.ts'
import { grouped } from '../../shared/grouped.ts'
import { classifyClaimWork, type ClaimPolicy, type ClaimSpan, type ClaimTag } from '../../shared/hidden-work/index.ts'
import type { Forecast } from '../../shared/priority/index.ts'
import type { Queries } from '../database/database.ts'
import { hexOf, join, literal, sql, tokens } from '../database/sql.ts'

/** A span as it is stored. */
export interface StoredSpan extends ClaimSpan {
  readonly journal: number
  readonly seq: number
  readonly payer: string | null
  readonly system: string | null
  readonly overlapMs: number
  readonly payerOfClaim: boolean
  readonly claimToken: string
}

interface DenialFacts {
  readonly claimToken: string
  readonly payer: string
  readonly category: string
  readonly leftCents: number
  readonly changes: readonly number[]
  readonly followUps: readonly number[]
}

export interface ClassificationTerms {
  readonly policy: ClaimPolicy
  readonly forecast: Forecast
  readonly laborCentsPerHour: number | null
}

/** The hidden work on claims, by all that is known of them now. */
export async function tagsOfClaims(
  queries: Queries,
  claimTokens: readonly string[],
  { policy, forecast, laborCentsPerHour }: ClassificationTerms,
): Promise<ClaimTag<StoredSpan>[]> {
  const [spans, denials] = await Promise.all([readSpans(queries, claimTokens), readDenials(queries, claimTokens)])
  const rates = new Map(forecast.rows.map((row) => [`${row.payer}\n${row.category}`, row.overturnRate]))
  return claimTokens.flatMap((token) => {
    const denial = denials.get(token)
    const rate = denial && (rates.get(`${denial.payer}\n${denial.category}`) ?? forecast.unknown.overturnRate)
    return classifyClaimWork(
      {
        spans: spans.get(token) ?? [],
        changes: denial?.changes ?? [],
        followUps: denial?.followUps ?? [],
        expectedCents: denial && rate !== undefined ? denial.leftCents * rate : null,
        laborCentsPerHour,
      },
      policy,
    )
  })
}

/** The active spans on claims in order of start. Their touches tell where to look. */
async function readSpans(
  queries: Queries,
  claimTokens: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredSpan[]>> {
  const rows = await queries.query<StoredSpan>(
    sql`select s.journal, s.seq, s.user_id as "userId", s.started_at as "startedAt", s.ended_at as "endedAt", s.overlap_ms as "overlapMs", s.payer_of_claim as "payerOfClaim",
        s.activity, s.system_kind as "systemKind", s.payer, s.system, ${hexOf(sql`s.claim_token`)} as "claimToken"
      from touches t
      join spans s on s.user_id = t.user_id and s.started_at >= t.started_at and s.started_at < t.ended_at
        and s.journal = t.journal and s.claim_token = t.claim_token and s.presence = 'active'
      where t.claim_token = any(${tokens(claimTokens)})
      order by s.started_at, s.journal, s.seq`,
  )
  return grouped(rows, ({ claimToken }) => claimToken)
}

/** Of each claim its latest denial, and all that happened to any of them. */
async function readDenials(
  queries: Queries,
  claimTokens: readonly string[],
): Promise<ReadonlyMap<string, DenialFacts>> {
  const rows = await queries.query<DenialFacts>(
    sql`select distinct on (d.claim_token) ${hexOf(sql`d.claim_token`)} as "claimToken", d.payer, d.category, coalesce(d.left_cents, d.denied_cents) as "leftCents",
        coalesce((
          select json_agg(e.happened_at) from denial_events e join denials o on o.denial_no = e.denial_no
          where o.claim_token = d.claim_token
            and e.kind in ('received', 'payment', 'answer', ${join(denialStates.map(literal))})
        ), '[]') as changes,
        coalesce((
          select json_agg(value::bigint) from (
            select e.from_value as value from denial_events e
            where e.denial_no = d.denial_no and e.kind = 'follow_up_due' and e.from_value is not null
            union all select d.follow_up_due::text
          ) due where value is not null
        ), '[]') as "followUps"
      from denials d
      where d.claim_token = any(${tokens(claimTokens)})
      order by d.claim_token, d.received desc, d.denial_no desc`,
  )
  return new Map(rows.map((row) => [row.claimToken, row]))
}
