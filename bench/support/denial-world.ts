import type { Queries } from '../../src/server/database/database.ts'
import { statement } from '../../src/server/database/sql.ts'
import { numbered } from './numbered.ts'

// Denials of a made-up year. They are open for 44 days and are worked on meanwhile; of some of them more than one person takes care.

const DAY_MS = 86_400_000
const DAYS_A_YEAR = 365
/** From receipt to resolution. */
const OPEN_DAYS = 44

/** How many of a year's denials are open at once. */
export const openAtOnce = (denialsAYear: number): number =>
  Math.max(1, Math.floor((denialsAYear * OPEN_DAYS) / DAYS_A_YEAR))

/** How many of a year's denials had come so many calendar days before its end. */
export const receivedUntil = (denialsAYear: number, calendarDays: number): number =>
  denialsAYear - Math.floor((denialsAYear * calendarDays) / DAYS_A_YEAR)

/**
 * SQL of the token of a denial's claim.
 * @param denial SQL of its number.
 */
export const tokenSql = (denial: string): string =>
  `decode(md5((${denial})::text) || md5('claim ' || (${denial})), 'hex')`

// What is known of a denial `n` by its number: six in ten came with an owner, two in ten got one later, of which some went on to others.
const cameOwned = 'n % 5 > 1'
/** Long enough ago for all that was going to happen. */
const ownedLater = `(n % 5 = 1 and received + ${6 * DAY_MS} < $3::bigint)`
const reassignments = `(case when n % 20 = 1 then 1 when n % 100 = 6 then 2 else 0 end)`
const owner = (shift: string) => `'Person ' || lpad(((n + ${shift}) % people)::text, 4, '0')`
const finalState = `(array['overturned', 'recovered', 'upheld', 'written_off', 'recovered', 'written_off'])[1 + n % 6]`
/** From receipt to the first owner, and from one to the next. */
const OWNED_AFTER = 2 * DAY_MS
const appealedAfter = 15 * DAY_MS

/** $1 a year's denials, $2 how many days of them are stored, $3 the year's end, $4 people. */
const made = `made as (
    select n, $4::int as people, received, received + ${OPEN_DAYS * DAY_MS}::bigint <= $3::bigint as resolved,
      n % 4 = 0 and received + ${appealedAfter} < $3::bigint as appealed, ${tokenSql('n')} as token
    from (
      select n, $3::bigint + ((n * ${DAYS_A_YEAR}::bigint / $1::bigint) - ${DAYS_A_YEAR}) * ${DAY_MS}::bigint as received
      from generate_series(0, $1::bigint - 1) n
    ) dated
    where received >= $3::bigint - $2::bigint * ${DAY_MS}
  )`

const denials = `
  with ${made}, work as materialized (
    select claim_token, count(*) as touches, sum(active_ms)::bigint as ms, min(started_at) as first, max(started_at) as last,
      count(distinct user_id) as persons
    from touches group by claim_token
  )
  insert into denials (
    denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code, carcs, rarcs, billed_cents,
    paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line, provider, location,
    last_event, state_since, owner_since, first_appealed_at, resolved_at, recovered_cents, reassigned, touches, touched_ms,
    first_touch_at, last_touch_at, people
  )
  select n, 1, 'Payer ' || n % 5, 'CLM' || n, 'P' || n, token, case when n % 9 = 0 then 'partial' else 'full' end,
    (array['authorization', 'eligibility', 'medical_necessity', 'coding', 'timely_filing', 'duplicate', 'documentation', 'cob'])[1 + n % 8],
    'CO', array[(array['197', '27', '50', '16', '29', '18', '252', '22'])[1 + n % 8]], array['N115'], 20000 + n % 90000, 0, 20000 + n % 90000, true,
    case when resolved then ${finalState} when appealed then 'appealed' when w.touches > 0 then 'in_progress' else 'new' end,
    received, case when resolved then received + 21 * ${DAY_MS}::bigint else greatest(received, w.last - w.last % ${DAY_MS}) + (7 + n % 14) * ${DAY_MS}::bigint end,
    received + (60 + n % 120) * ${DAY_MS}::bigint,
    case when ${cameOwned} then ${owner('0')} when ${ownedLater} then ${owner(reassignments)} end,
    'Queue ' || n % 6, 'Line ' || n % 10, 'Provider ' || n % 40, 'Site ' || n % 4, 2,
    case when resolved then received + ${OPEN_DAYS * DAY_MS}::bigint when appealed then received + ${appealedAfter} else received end,
    case when ${cameOwned} then received when ${ownedLater} then received + (1 + ${reassignments}) * ${OWNED_AFTER} end,
    case when appealed then received + ${appealedAfter} end,
    case when resolved then received + ${OPEN_DAYS * DAY_MS}::bigint end,
    case when resolved and ${finalState} in ('overturned', 'recovered') then 15000 + n % 60000 end, ${reassignments},
    coalesce(w.touches, 0), coalesce(w.ms, 0), w.first, w.last, coalesce(w.persons, 0)
  from made left join work w on w.claim_token = token
  order by n`

/** Their changes of state and owner. */
const events = `
  with ${made}, happened as (
    select n, 'received' as kind, received as at, null::text as taken_from, null::text as given_to from made
    union all select n, 'in_progress', received + ${DAY_MS}, null, null from made where received + ${2 * DAY_MS} < $3::bigint
    union all select n, 'appealed', received + ${appealedAfter}, null, null from made where appealed
    union all select n, 'payment', received + ${10 * DAY_MS}, null, '1' from made where n % 7 = 0 and received + ${10 * DAY_MS} < $3::bigint
    union all select n, ${finalState}, received + ${OPEN_DAYS * DAY_MS}::bigint, null, null from made where resolved
    union all select n, 'owner', received + (1 + place) * ${OWNED_AFTER}, case when place > 0 then ${owner('place - 1')} end, ${owner('place')}
      from made cross join lateral generate_series(0, ${reassignments}) place where ${ownedLater}
  )
  insert into denial_events (denial_no, event_no, kind, happened_at, recorded_at, recorded_by, from_value, to_value)
  select n, row_number() over (partition by n order by at), kind, at, at, 'import', taken_from, given_to from happened`

/** Four in five of them are the first answer to their claim; three claims in four were paid at first. */
const claims = `
  with ${made}
  insert into claims (payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, provider, import_no)
  select 'Payer ' || n % 5, token || place::text::bytea, received, case when place > 0 then 'paid' when n % 9 = 0 then 'denied_partial' else 'denied_full' end,
    20000 + n % 90000, 0, 'Provider ' || n % 40, 1
  from made cross join generate_series(0, 3) place where place > 0 or n % 5 > 0`

const counts = `
  insert into claim_counts (day, payer, submitted, accepted, clean)
  select $3::bigint - day::bigint * ${DAY_MS}, 'Payer ' || payer, $1::int / 365, $1::int / 380, $1::int / 400
  from generate_series(1, $2::int) day cross join generate_series(0, 4) payer where $4::int is not null`

const imported = `
  insert into imports (
    import_no, name, content_hash, format, imported_at, imported_by, claims, full_denials, partial_denials, reversals, imbalances,
    added, known, updated, unmatched_reversals, denied_cents
  ) values (1, 'made-up.835', '', '835', 0, 'bench', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)`

/** Denials as they stand after the touches that are stored, with their events, and the claims that they are a part of. */
export async function makeDenials(
  queries: Queries,
  { denials: aYear, denialDays, users, end }: { denials: number; denialDays: number; users: number; end: number },
): Promise<void> {
  await queries.query(statement(imported))
  for (const text of [denials, events, claims, counts]) {
    await queries.query(numbered(text, [aYear, denialDays, end, users]))
  }
}
