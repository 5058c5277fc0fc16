import type { ClaimOutcome } from '../../shared/contract/denials.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { claims } from '../database/schema/denials.ts'
import { join, literal, name, sql, type Sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'

/** A payer's answer to a claim. Times are epoch ms. */
export interface ClaimAnswer {
  readonly payer: string
  readonly claimToken: string
  readonly received: number
  readonly outcome: ClaimOutcome
  readonly billedCents: number
  readonly paidCents: number
  readonly provider: string | null
}

/** Stores the earliest answer to each claim. Of several on one day, the one with the most work left wins, whatever the order of import. */
export async function storeFirstAnswers(
  queries: Queries,
  importNo: number,
  answers: readonly ClaimAnswer[],
): Promise<void> {
  const first = [...earliestAnswers(answers)].map(({ received, outcome, paidCents, ...answer }) => ({
    ...answer,
    firstReceived: received,
    firstOutcome: outcome,
    firstPaidCents: paidCents,
  }))
  if (first.length === 0) return
  await queries.query(
    sql`${bulkInsert(claims, columnNames(claims, 'importNo'), first, { importNo })}
      on conflict (payer, claim_token) do update set
        first_received = excluded.first_received, first_outcome = excluded.first_outcome, billed_cents = excluded.billed_cents,
        first_paid_cents = excluded.first_paid_cents, provider = excluded.provider, import_no = excluded.import_no
      where ${sortKey('excluded')} < ${sortKey('claims')}`,
  )
}

/** From the most work left to none. */
const outcomeOrder: readonly ClaimOutcome[] = ['denied_full', 'denied_partial', 'contractual', 'paid']

/** The order of `isBefore` in SQL. */
function sortKey(row: string): Sql {
  const column = (of: string) => name(`${row}.${of}`)
  return sql`(${column('first_received')}, array_position(array[${join(outcomeOrder.map(literal))}], ${column('first_outcome')}),
    ${column('first_paid_cents')}, ${column('billed_cents')}, coalesce(${column('provider')}, '') collate "C")`
}

function isBefore(one: ClaimAnswer, other: ClaimAnswer): boolean {
  const difference =
    one.received - other.received ||
    outcomeOrder.indexOf(one.outcome) - outcomeOrder.indexOf(other.outcome) ||
    one.paidCents - other.paidCents ||
    one.billedCents - other.billedCents
  return difference < 0 || (difference === 0 && (one.provider ?? '') < (other.provider ?? ''))
}

/** One `on conflict` statement must not contain a claim twice. */
function earliestAnswers(answers: readonly ClaimAnswer[]): Iterable<ClaimAnswer> {
  const byClaim = new Map<string, ClaimAnswer>()
  for (const answer of answers) {
    const key = `${answer.claimToken} ${answer.payer}`
    const known = byClaim.get(key)
    if (!known || isBefore(answer, known)) byClaim.set(key, answer)
  }
  return byClaim.values()
}
