import type { ClaimOutcome } from '../../shared/contract/denials.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { claimAnswers, claims } from '../database/schema/denials.ts'
import { join, literal, name, sql, type Sql } from '../database/sql.ts'
import { columnName, columnNames, type RowOf } from '../database/table.ts'
import type { ClaimIdentity, StatedClaim, StatedDenial } from './entries.ts'

/** A payer's answer to a claim. Times are epoch ms. */
export interface ClaimAnswer {
  readonly payer: string
  readonly claimToken: string
  readonly received: number
  readonly outcome: ClaimOutcome
  readonly billedCents: number
  readonly paidCents: number
  readonly deniedCents: number
  /** The payer answers as the primary one. */
  readonly ofPrimary: boolean
  /** Of its denial; null: it is not denied. */
  readonly category: string | null
  readonly provider: string | null
}

/** CLP02 of answers by a secondary or tertiary payer. */
export const otherPayerStatuses: ReadonlySet<string> = new Set(['2', '3', '20', '21'])

/** What a payer's answer is made of. */
interface AnsweredClaim extends Pick<ClaimAnswer, 'received' | 'paidCents' | 'provider'> {
  readonly identity: Pick<ClaimIdentity, 'payer'>
  /** Null: the claim reference identifies nothing. */
  readonly claimToken: string | null
  /** Null: the payer has not decided. */
  readonly outcome: ClaimOutcome | null
  readonly stated: StatedClaim
  /** Null: it is not denied. */
  readonly denial: StatedDenial | null
}

/** The answer that a claim of a remittance is; null: it counts as none. */
export function claimAnswerOf({
  identity,
  claimToken,
  received,
  outcome,
  paidCents,
  provider,
  stated: { claim },
  denial,
}: AnsweredClaim): ClaimAnswer | null {
  if (claimToken === null || outcome === null) return null
  return {
    ...{ payer: identity.payer, claimToken, received, outcome, paidCents, provider },
    billedCents: claim.chargeCents,
    deniedCents: denial?.deniedCents ?? 0,
    ofPrimary: !otherPayerStatuses.has(claim.status),
    category: denial?.category ?? null,
  }
}

/** Stores the earliest answer to each claim. Of several on one day, the one with the most work left wins, whatever the order of import. */
export async function storeFirstAnswers(
  queries: Queries,
  importNo: number,
  answers: readonly ClaimAnswer[],
): Promise<void> {
  const first = [...earliestAnswers(answers)].map(({ received, outcome, paidCents, deniedCents, ...answer }) => ({
    ...answer,
    firstReceived: received,
    firstOutcome: outcome,
    firstPaidCents: paidCents,
    firstDeniedCents: deniedCents,
  }))
  if (first.length === 0) return
  await Promise.all([
    storeEarlier(queries, claimAnswers, first, importNo),
    storeEarlier(queries, claims, first, importNo),
  ])
}

type FirstAnswer = RowOf<typeof claims, Exclude<keyof typeof claims.columns, 'importNo'>>

async function storeEarlier(
  queries: Queries,
  into: typeof claims,
  first: readonly FirstAnswer[],
  importNo: number,
): Promise<void> {
  await queries.query(
    sql`${bulkInsert(into, columnNames(into, 'importNo'), first, { importNo })}
      on conflict (${join(into.primaryKey.map((column) => name(columnName(column))))}) do update set ${setFrom('excluded')}
      where ${sortKey('excluded')} < ${sortKey(into.name)}`,
  )
}

/** Removes the answers of an import; the first of the others takes the place of each. */
export async function removeAnswers(queries: Queries, importNo: number): Promise<void> {
  await queries.query(sql`delete from claim_answers where import_no = ${importNo}`)
  await queries.query(
    sql`update claims c set ${setFrom('a')}
      from (
        select distinct on (o.payer, o.claim_token) o.* from claim_answers o
          join claims g on g.payer = o.payer and g.claim_token = o.claim_token and g.import_no = ${importNo}
        order by o.payer, o.claim_token, ${sortKey('o')}, o.import_no
      ) a
      where c.import_no = ${importNo} and c.payer = a.payer and c.claim_token = a.claim_token`,
  )
  await queries.query(sql`delete from claims where import_no = ${importNo}`)
}

/** `column = row.column, …` of everything that an answer says. */
function setFrom(row: string): Sql {
  const columns = columnNames(claims, 'payer', 'claimToken').map((column) => columnName(column))
  return join(columns.map((column) => sql`${name(column)} = ${name(`${row}.${column}`)}`))
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
