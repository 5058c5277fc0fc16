import type { ClaimOutcome } from '../../shared/contract/denials.ts'
import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'

/** A payer's answer to a claim. Times in epoch ms. */
export interface ClaimAnswer {
  readonly payer: string
  readonly token: string
  readonly received: number
  readonly outcome: ClaimOutcome
  readonly billedCents: number
  readonly paidCents: number
  readonly provider: string | null
}

/** Keeps of each claim its earliest answer; of several of one day the one that leaves most to do, whichever file came first. */
export async function storeFirstAnswers(
  queries: Queries,
  { tenantId, importNo }: { readonly tenantId: string; readonly importNo: number },
  answers: readonly ClaimAnswer[],
): Promise<void> {
  const first = [...earliestAnswers(answers)]
  if (first.length === 0) return
  await queries.query(
    `insert into claims (
       tenant_id, payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, provider, import_no
     )
     select $1, payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, provider, $2::int
     from unnest($3::text[], $4::text[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::text[])
       as r(payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, provider)
     on conflict (tenant_id, payer, claim_token) do update set
       first_received = excluded.first_received, first_outcome = excluded.first_outcome, billed_cents = excluded.billed_cents,
       first_paid_cents = excluded.first_paid_cents, provider = excluded.provider, import_no = excluded.import_no
     where claims.tenant_id = $1 and ${sortKey('excluded')} < ${sortKey('claims')}`,
    [
      tenantId,
      importNo,
      textArray(first.map(({ payer }) => payer)),
      textArray(first.map(({ token }) => token)),
      numberArray(first.map(({ received }) => received)),
      textArray(first.map(({ outcome }) => outcome)),
      numberArray(first.map(({ billedCents }) => billedCents)),
      numberArray(first.map(({ paidCents }) => paidCents)),
      textArray(first.map(({ provider }) => provider)),
    ],
  )
}

/** Denied in full, denied in part, neither denied nor paid, paid; then what tells two answers apart at all. */
const mostToDo: readonly ClaimOutcome[] = ['denied_full', 'denied_partial', 'contractual', 'paid']
const sortKey = (row: string) =>
  `(${row}.first_received, array_position('${textArray(mostToDo)}'::text[], ${row}.first_outcome), ${row}.first_paid_cents, ${row}.billed_cents,
    coalesce(${row}.provider, '') collate "C")`

function isBefore(one: ClaimAnswer, other: ClaimAnswer): boolean {
  const difference =
    one.received - other.received ||
    mostToDo.indexOf(one.outcome) - mostToDo.indexOf(other.outcome) ||
    one.paidCents - other.paidCents ||
    one.billedCents - other.billedCents
  return difference < 0 || (difference === 0 && (one.provider ?? '') < (other.provider ?? ''))
}

/** One statement must not meet a claim twice. */
function earliestAnswers(answers: readonly ClaimAnswer[]): Iterable<ClaimAnswer> {
  const byClaim = new Map<string, ClaimAnswer>()
  for (const answer of answers) {
    const key = `${answer.token} ${answer.payer}`
    const known = byClaim.get(key)
    if (!known || isBefore(answer, known)) byClaim.set(key, answer)
  }
  return byClaim.values()
}
