import { FEWEST_FIRST_CHARACTERS, type ClaimHit, type ClaimSearch } from '../../shared/contract/denials.ts'
import { comparableReference } from '../../shared/classify/index.ts'
import { searchedNumber } from '../database/claim-number.ts'
import { join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { leftCents } from './denial-rows.ts'

/** Most claims that a search answers. */
const MOST_HITS = 10

/** A claim of which a number was found, with the number in the form in which it is searched. */
type Found = Omit<ClaimHit, 'denial'> & {
  readonly found: string
  readonly denialNo: string | null
  readonly state: NonNullable<ClaimHit['denial']>['state']
  readonly proposedState: NonNullable<ClaimHit['denial']>['proposedState']
  readonly leftCents: number
}

/**
 * Claims by what somebody has of a number, PCN or ICN: all of it, or its first characters. Blanks, dashes, case and leading zeros do not count.
 * A denial is also found by the ICN of a later answer to it. What was typed is in no log and in no error.
 */
export async function findClaims(scope: Scope, typed: string): Promise<ClaimSearch> {
  const statement = claimSearchStatement(scope, typed)
  return statement === null ? { rows: [], more: false } : chooseHits(await scope.query<Found>(statement))
}

/** The statement of a search; null where nothing is looked for. One branch for each index: it reads in the index's order, up to the first hits. */
export function claimSearchStatement(scope: Scope, typed: string): Sql | null {
  const wanted = comparableReference(typed).replace(/^0+/, '')
  if (wanted === '') return null
  const isWanted = wanted.length < FEWEST_FIRST_CHARACTERS ? isNumber(typed) : beginsWith(typed)
  const branches = [
    denialsBy(scope, 'claimRef', isWanted),
    denialsBy(scope, 'payerClaimRef', isWanted),
    denialsByAnswer(scope, isWanted),
    claimsBy('claimRef', isWanted),
    claimsBy('payerClaimRef', isWanted),
  ]
  return join(
    branches.map((branch) => sql`(${branch} limit ${MOST_HITS + 1})`),
    ' union all ',
  )
}

/** The first hits: whole numbers before longer ones, then the latest. A claim that both its numbers find is one hit. */
export function chooseHits(found: readonly Found[]): ClaimSearch {
  const hits = new Map<string, ClaimHit>()
  const inOrder = found.toSorted(
    (one, other) =>
      compared(one.found, other.found) || other.received - one.received || compared(one.matched, other.matched),
  )
  for (const { found: _found, denialNo, state, proposedState, leftCents: left, ...claim } of inOrder) {
    const key = JSON.stringify(denialNo === null ? [claim.payer, comparableReference(claim.claimRef)] : denialNo)
    const denial = denialNo === null ? null : { id: denialNo, state, proposedState, leftCents: left }
    if (!hits.has(key)) hits.set(key, { ...claim, denial })
  }
  const rows = [...hits.values()]
  return { rows: rows.slice(0, MOST_HITS), more: rows.length > MOST_HITS }
}

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

type Matched = ClaimHit['matched']
/** A condition on a number in the form in which it is searched. */
type IsWanted = (number: Sql) => Sql

const isNumber =
  (typed: string): IsWanted =>
  (number) =>
    sql`${number} = ${searchedNumber(sql`${typed}::text`)}`

/** A range, since the planner uses an index for a pattern only where it knows the pattern. U+10FFFF is the last character there is. */
const beginsWith =
  (typed: string): IsWanted =>
  (number) => {
    const first = searchedNumber(sql`${typed}::text`)
    return sql`${number} >= ${first} and ${number} < ${first} || chr(1114111)`
  }

const columns = { claimRef: 'claim_ref', payerClaimRef: 'payer_claim_ref' } as const
const searched = (table: 'd' | 'o' | 'r', number: Matched): Sql => searchedNumber(name(`${table}.${columns[number]}`))
const ofDenial: Sql = sql`nullif(d.payer, '') as payer, d.received, null::bigint as "paidCents", d.denial_no::text as "denialNo", d.state,
  d.proposed_state as "proposedState", ${leftCents} as "leftCents"`
/** A denial of the claim of a remittance `r`. */
const isOfClaim = (denial: 'd' | 'o'): Sql =>
  sql`${name(`${denial}.claim_token`)} = r.claim_token and lower(${name(`${denial}.payer`)}) = lower(r.payer)`

function denialsBy(scope: Scope, number: Matched, isWanted: IsWanted): Sql {
  const found = searched('d', number)
  return sql`select ${found} as found, ${literal(number)} as matched, d.claim_ref as "claimRef", d.payer_claim_ref as "payerClaimRef", ${ofDenial}
    from denials d ${where([isWanted(found), visibleDenials(scope)])} order by 1, d.denial_no`
}

/** By the ICN of a later answer, which is the number that the payer names then. */
function denialsByAnswer(scope: Scope, isWanted: IsWanted): Sql {
  const found = searched('r', 'payerClaimRef')
  const isNobodysOwn = sql`not exists (
    select 1 from denials o where ${isOfClaim('o')} and ${searched('o', 'payerClaimRef')} = ${found})`
  return sql`select ${found} as found, 'payerClaimRef' as matched, d.claim_ref as "claimRef", min(r.payer_claim_ref) as "payerClaimRef", ${ofDenial}
    from remittance_claims r join denials d on ${isOfClaim('d')}
    ${where([isWanted(found), isNobodysOwn, visibleDenials(scope)])} group by 1, d.denial_no order by 1, d.denial_no`
}

/** Claims on which there is no denial. Like unassigned denials they belong to everybody. */
function claimsBy(number: Matched, isWanted: IsWanted): Sql {
  const found = searched('r', number)
  const latest = (column: string) =>
    sql`(array_agg(${name(`r.${column}`)} order by r.received desc, r.import_no desc, r.position desc))[1]`
  return sql`select ${found} as found, ${literal(number)} as matched, ${latest('claim_ref')} as "claimRef",
      ${latest('payer_claim_ref')} as "payerClaimRef", nullif(r.payer, '') as payer, max(r.received) as received,
      ${latest('paid_cents')} as "paidCents", null::text as "denialNo", null::text as state, null::text as "proposedState",
      null::bigint as "leftCents"
    from remittance_claims r ${where([isWanted(found), sql`not exists (select 1 from denials o where ${isOfClaim('o')})`])}
    group by 1, r.payer, r.claim_token order by 1`
}
