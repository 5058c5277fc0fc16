import { comparableReference } from '../../../shared/classify/index.ts'
import { grouped } from '../../../shared/grouped.ts'
import type { Queries } from '../../database/database.ts'
import { hexOf, sql, tokens } from '../../database/sql.ts'
import { otherPayerStatuses } from '../claims-store.ts'
import type { ClaimIdentity, FileEntry, ImportTally, WorklistClaimEntry } from '../entries.ts'
import type { ClaimTokens } from '../tokens.ts'
import { hasIds, type PayerDirectory } from './payer-directory.ts'
import { renamePayers } from './payers-store.ts'

interface KnownClaim {
  readonly claimToken: string
  readonly payer: string
  readonly payerClaimRef: string
}

/**
 * The entries with the names under which their payers are kept. A payer that neither an id nor its name tells is that of the one claim on file
 * with the entry's references, if there is exactly one; this is reported. Else it is a new payer.
 */
export async function resolvePayers<Entry extends FileEntry>(
  queries: Queries,
  entries: readonly Entry[],
  { directory, tokenOf }: { readonly directory: PayerDirectory; readonly tokenOf: ClaimTokens },
  tally: ImportTally,
): Promise<readonly Entry[]> {
  const told = entries.map((entry) => ({ entry, payer: payerOf(entry, directory) }))
  const untold = told.flatMap(({ entry, payer }) => (payer === null ? (tokenOf(entry.identity.claimRef) ?? []) : []))
  const known = untold.length === 0 ? new Map<string, KnownClaim[]>() : await readKnownClaims(queries, untold)
  const resolved = told.map(({ entry, payer: toldPayer }) => {
    // An entry before may have added the payer.
    const payer = toldPayer ?? payerOf(entry, directory)
    if (payer !== null) return withPayer(entry, payer)
    const claims = known.get(tokenOf(entry.identity.claimRef) ?? '') ?? []
    const joined = joinedPayer(entry, claims)
    if (joined === null) {
      const { payer: stated } = entry.identity
      return withPayer(entry, directory.named(stated) ?? directory.withoutId(stated))
    }
    report(entry, joined, tally)
    return withPayer(entry, joined, 'claim_number')
  })
  await renamePayers(queries, directory.takeRenamed())
  return resolved
}

/** Null: neither an id nor the name tells whom the entry means. */
function payerOf(entry: FileEntry, directory: PayerDirectory): string | null {
  // Claims that are posted again have their payer. One that only the claim's number told is told so again.
  if (entry.kind === 'worklist_claim') {
    if (entry.payerToldBy === null) return directory.named(entry.identity.payer)
    return entry.payerToldBy === 'name' ? entry.identity.payer : null
  }
  const { statedPayer, identity } = entry
  if (statedPayer === null) return identity.payer
  return hasIds(statedPayer) ? directory.ofRemittance(statedPayer) : directory.named(statedPayer.name)
}

/** The payer of the only claim on file that has the entry's references. */
function joinedPayer(entry: FileEntry, claims: readonly KnownClaim[]): string | null {
  const isRemittance = entry.kind !== 'worklist_claim'
  // A secondary payer's claim has the references of the primary one's.
  if (isRemittance && otherPayerStatuses.has(entry.stated.claim.status)) return null
  const candidates = claims.filter(
    ({ payerClaimRef }) =>
      !isRemittance || comparableReference(payerClaimRef) === comparableReference(entry.identity.payerClaimRef),
  )
  const payers = [...new Set(candidates.map(({ payer }) => payer))]
  return payers.length === 1 && payers[0] !== '' ? (payers[0] ?? null) : null
}

function withPayer<Entry extends FileEntry>(
  entry: Entry,
  payer: string,
  payerToldBy: WorklistClaimEntry['payerToldBy'] = 'name',
): Entry {
  const { identity } = entry
  const same: ClaimIdentity = { ...identity, payer }
  if (entry.kind === 'worklist_claim') return { ...entry, identity: same, payerToldBy }
  if (entry.kind !== 'answered' || entry.denial === null) return { ...entry, identity: same }
  return { ...entry, identity: same, denial: { ...entry.denial, payer } }
}

function report(entry: FileEntry, payer: string, tally: ImportTally): void {
  const { claimRef, payerClaimRef } = entry.identity
  if (entry.kind === 'worklist_claim') {
    for (const { place } of entry.lines) tally.note({ ...place, kind: 'payer_joined', claimRef })
    return
  }
  const { segment, line } = entry.stated.claim
  tally.warn({ kind: 'payer_joined', detail: payer, claimRef, payerClaimRef, segment, line })
}

async function readKnownClaims(
  queries: Queries,
  claimTokens: readonly string[],
): Promise<ReadonlyMap<string, readonly KnownClaim[]>> {
  const of = tokens(claimTokens)
  const columns = sql`${hexOf(sql`claim_token`)} as "claimToken", payer, payer_claim_ref as "payerClaimRef"`
  const rows = await queries.query<KnownClaim>(
    sql`select ${columns} from denials where claim_token = any(${of})
      union select ${columns} from remittance_claims where claim_token = any(${of})`,
  )
  return grouped(rows, ({ claimToken }) => claimToken)
}
