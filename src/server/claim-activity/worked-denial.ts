import { waitingTokens } from './touch-statistics.ts'

/**
 * ` left join denials d …`: of each touch that began in a period the denial that work on a claim counts to, the latest of its token.
 *
 * Such a denial was touched since the period began, or it has come since: so few are looked at, by what stands with them, and no claim is looked up.
 * @param tenant SQL of the tenant's id, as is `claim` of a touch's claim and `from` of the beginning of the period.
 * @param only ` and …` for the denials `r` that are of interest; touches of others have none.
 */
export function workedDenial(tenant: string, claim: string, from: string, only = ''): string {
  // As touches.claim is made of the token.
  return ` left join (${recentDenials(tenant, from, only)}) d on substr(d.claim_token, 1, 32)::uuid = ${claim}`
}

/**
 * Common table expressions, the last of them `worked_denials`: of each claim in `work`, a table with a `claim_token`, the denial that work on it
 * counts to. Work may have no touch yet, so that what stands with the denials does not tell of it: these claims are looked up.
 */
export function workedDenials(tenant: string, work: string, from: string): string {
  return `recent as materialized (${recentDenials(tenant, from)}), worked_denials as (
      select ${columns('recent')}, recent.claim_token from recent where ${tenant}::text is not null
      union all
      select ${columns('latest')}, missed.claim_token
      from (
        select ${work}.claim_token from ${work} left join recent on recent.claim_token = ${work}.claim_token
        where ${tenant}::text is not null and recent.denial_no is null group by ${work}.claim_token
      ) missed cross join lateral (
        select ${columns('known')} from denials known where known.tenant_id = ${tenant} and known.claim_token = missed.claim_token
        order by known.received desc, known.denial_no desc limit 1
      ) latest
    )`
}

/** SQL of the category of the denial that work on a claim counts to; '' where none is known. @param token SQL of the claim's token. */
export const workedCategory = (tenant: string, token: string) => `coalesce((
  select latest.category from denials latest where latest.tenant_id = ${tenant} and latest.claim_token = ${token}
  order by latest.received desc, latest.denial_no desc limit 1), '')`

/** ` and …` for the denials `d` of claims on which there may be touches since an instant: those with one, and those not counted yet. */
export function touchedSince(tenant: string, from: string): string {
  return ` and (d.last_touch_at >= ${from} or ${isWaiting('d', tenant)})`
}

/**
 * Of each claim that was touched since an instant the latest denial; of other claims it may be missing. One that another has come after is left
 * out: that one came later than the touch, or it would be the one touched. The offset keeps the planner from looking for them claim by claim.
 */
function recentDenials(tenant: string, from: string, only = ''): string {
  return `select r.tenant_id, r.claim_token, ${columns('r')} from denials r
    where r.tenant_id = ${tenant} and (r.last_touch_at >= ${from} or r.received >= ${from} or ${isWaiting('r', tenant)})${only}
      and not exists (
        select 1 from denials later
        where later.tenant_id = ${tenant} and later.claim_token = r.claim_token
          and (later.received, later.denial_no) > (r.received, r.denial_no)
          and (later.received >= ${from} or ${isWaiting('later', tenant)}))
    offset 0`
}

/** What work is sliced by. */
const columns = (denial: string) =>
  [
    'denial_no',
    'received',
    'payer',
    'category',
    'service_line',
    'provider',
    'location',
    'state',
    'queue',
    'owner',
    'carcs',
    'denied_cents',
  ]
    .map((column) => `${denial}.${column}`)
    .join(', ')

/** An array, not a query: an index can be searched for it. */
const isWaiting = (denial: string, tenant: string) => `${denial}.claim_token = any(array(${waitingTokens(tenant)}))`
