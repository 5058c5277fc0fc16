import type { Queries } from '../database/database.ts'
import { hexOf, sql, tokens } from '../database/sql.ts'
import type { ClaimIdentity, ImportTally, WorklistClaimEntry, WorklistLine, WorklistRowEntry } from './entries.ts'
import { digitsOf, hasLeadingZero, isWithZeros } from './leading-zeros.ts'
import type { KnownDenial } from './ledger-changes.ts'
import { lockKnownDenials, readWorklistStatements, worklistStatement } from './ledger-store.ts'
import { DenialLedger } from './ledger.ts'
import type { ClaimTokens } from './tokens.ts'
import { claimErrors, mergeLines } from './worklist/lines.ts'

/** What claims of a worklist say, without rows that contradict what is on file. */
export interface ResolvedWorklist {
  readonly rows: readonly WorklistRowEntry[]
  /** Those that replace what an earlier worklist stated of their denial. */
  readonly restating: ReadonlySet<WorklistRowEntry>
}

/** Merges the rows of each claim and compares them with what is on file. Rows at fault go to the tally. */
export async function resolveWorklist(
  queries: Queries,
  entries: readonly WorklistClaimEntry[],
  tokenOf: ClaimTokens,
  tally: ImportTally,
): Promise<ResolvedWorklist> {
  const claims = await withLostZeros(queries, entries, tokenOf, tally)
  const claimTokens = [...new Set(claims.flatMap(({ identity }) => tokenOf(identity.claimRef) ?? []))]
  const known = await lockKnownDenials(queries, claimTokens)
  const worklistOnly = known.filter(({ inRemittance }) => !inRemittance).map(({ denialNo }) => denialNo)
  const statements = await readWorklistStatements(queries, worklistOnly)
  const ledger = new DenialLedger(known, 0)
  const restating = new Set<WorklistRowEntry>()
  const rows = claims.flatMap(({ identity, payerToldBy, lines }) => {
    const denialNo = ledger.find(identity, tokenOf(identity.claimRef))
    const row = withoutFaults(lines, denialNo === null ? null : ledger.denial(denialNo), tally)
    if (row === null) return []
    const own = { ...row, identity, payerToldBy, denial: row.denial && { ...row.denial, ...identity } }
    const stated = denialNo === null ? undefined : statements.get(denialNo)
    if (own.denial && stated !== undefined && stated !== worklistStatement(own.denial)) restating.add(own)
    return [own]
  })
  return { rows, restating }
}

/** What the rows say together that can be imported; null: none can. */
function withoutFaults(
  all: readonly WorklistLine[],
  known: KnownDenial | null,
  tally: ImportTally,
): WorklistRowEntry | null {
  let lines = all
  while (lines.length > 0) {
    const row = mergeLines(lines)
    const errors = claimErrors(row, known)
    if (errors.length === 0) {
      tally.counts.claims += lines.length
      return row
    }
    tally.fault(errors)
    const faulty = new Set(errors.map((error) => error.row))
    lines = lines.filter(({ place }) => !faulty.has(place.row))
  }
  return null
}

interface Candidate extends Omit<ClaimIdentity, 'payerClaimRef'> {
  readonly claimToken: string
}

/** Claims that Excel took the leading zeros of get them back where exactly one claim of the payer on file has them. */
async function withLostZeros(
  queries: Queries,
  entries: readonly WorklistClaimEntry[],
  tokenOf: ClaimTokens,
  tally: ImportTally,
): Promise<readonly WorklistClaimEntry[]> {
  const digits = [...new Set(entries.flatMap(({ identity }) => baredDigits(identity.claimRef) ?? []))]
  if (digits.length === 0) return entries
  const [candidates, exact] = await Promise.all([
    readWithZeros(queries, digits),
    readKnownTokens(
      queries,
      digits.flatMap((reference) => tokenOf(reference) ?? []),
    ),
  ])
  if (candidates.length === 0) return entries
  return entries.map((entry) => {
    const { payer, claimRef } = entry.identity
    const reference = baredDigits(claimRef)
    if (reference === null || exact.has(tokenOf(reference) ?? '')) return entry
    const fitting = candidates.filter(
      (candidate) => digitsOf(candidate.claimRef) === reference && candidate.payer === payer,
    )
    const [found] = fitting
    if (!found || fitting.some(({ claimToken }) => claimToken !== found.claimToken)) return entry
    for (const { place } of entry.lines) tally.note({ ...place, kind: 'leading_zeros', claimRef: found.claimRef })
    return { ...entry, identity: { ...entry.identity, payer: found.payer, claimRef: found.claimRef } }
  })
}

/** Digits that may have lost leading zeros; null for any other reference. */
function baredDigits(claimRef: string): string | null {
  return hasLeadingZero(claimRef) ? null : digitsOf(claimRef)
}

/** Claims of denials and remittances that begin with a zero and are these digits without it. */
async function readWithZeros(queries: Queries, digits: readonly string[]): Promise<readonly Candidate[]> {
  const withZeros = isWithZeros(digits)
  return queries.query<Candidate>(
    sql`select payer, claim_ref as "claimRef", ${hexOf(sql`claim_token`)} as "claimToken" from denials
        where claim_token is not null and ${withZeros}
      union
      select payer, claim_ref, ${hexOf(sql`claim_token`)} from remittance_claims where ${withZeros}`,
  )
}

async function readKnownTokens(queries: Queries, claimTokens: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await queries.query<{ claimToken: string }>(
    sql`select ${hexOf(sql`claim_token`)} as "claimToken" from denials where claim_token = any(${tokens(claimTokens)})
      union select ${hexOf(sql`claim_token`)} from remittance_claims where claim_token = any(${tokens(claimTokens)})`,
  )
  return new Set(rows.map(({ claimToken }) => claimToken))
}
