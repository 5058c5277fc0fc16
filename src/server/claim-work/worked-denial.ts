/**
 * ` left join denials d …`: of each touch that began in a period the denial that work on a claim counts to, the latest of its token.
 *
 * Such a denial was touched since the period began, or it has come since: so few are looked at, by what stands with them, and no claim is looked up.
 * @param tenant SQL of the tenant's id, as is `claim` of a touch's claim and `from` of the beginning of the period.
 */
export function workedDenial(tenant: string, claim: string, from: string): string {
  // As touches.claim is made of the token.
  return ` left join (${recentDenials(tenant, from)}) d on substr(d.denial_token, 1, 32)::uuid = ${claim}`
}

/** The same of work that has no touch yet. What the touches do not tell is looked up. */
export function workedDenialOfSpan(tenant: string, token: string, from: string): string {
  return ` left join (${recentDenials(tenant, from)}) recent on recent.denial_token = ${token}
  left join lateral (
    select ${columns('recent')} where ${tenant}::text is not null and recent.denial_no is not null
    union all (
      select ${columns('latest')} from denials latest
      where latest.tenant_id = ${tenant} and latest.denial_token = ${token} and recent.denial_no is null
      order by latest.received desc, latest.denial_no desc limit 1
    )
  ) d on true`
}

/** ` and …` for the denials `d` of claims on which there may be touches since an instant: those with one, and those not counted yet. */
export function touchedSince(tenant: string, from: string): string {
  return ` and (d.last_touch_at >= ${from} or ${isWaiting('d', tenant)})`
}

/**
 * Of each claim that was touched since an instant the latest denial; of other claims it may be missing. One that another has come after is left
 * out: that one came later than the touch, or it would be the one touched. The offset keeps the planner from looking for them claim by claim.
 */
function recentDenials(tenant: string, from: string): string {
  return `select r.tenant_id, r.denial_token, ${columns('r')} from denials r
    where r.tenant_id = ${tenant} and (r.last_touch_at >= ${from} or r.received >= ${from} or ${isWaiting('r', tenant)})
      and not exists (
        select 1 from denials later
        where later.tenant_id = ${tenant} and later.denial_token = r.denial_token
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
const isWaiting = (denial: string, tenant: string) => `${denial}.denial_token = any(array(
  select unnest(c.denial_tokens) from claims_to_judge c where c.tenant_id = ${tenant}))`
