import { openDenialStates } from '../../shared/contract/denials.ts'
import { inDateOrder, type ClaimHistory } from './claim-history.ts'
import { correctDenial, type Correction, type RebuiltDenial, type StoredEvent } from './correct-denial.ts'
import { isSameClaim } from './entries.ts'
import type { AddedDenial, KnownDenial, LedgerChanges, PostingResult } from './ledger-changes.ts'
import { DenialLedger } from './ledger.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

export interface RebuiltClaim {
  readonly corrections: readonly Correction[]
  /** New denials, numbered from the requested number. */
  readonly added: Pick<LedgerChanges, 'added' | 'events' | 'payments'>
  readonly results: ReadonlyMap<RemittanceClaimRecord, PostingResult>
}

type Apply = (ledger: DenialLedger, claim: RemittanceClaimRecord) => PostingResult

interface Replay {
  readonly changes: LedgerChanges
  readonly results: RebuiltClaim['results']
}

/**
 * When a remittance with an earlier date arrives, the claim is rebuilt from all its remittances in date order. Changes by people and
 * worklists stay.
 */
export function rebuildClaim(
  { denials, earlier, incoming }: ClaimHistory,
  eventsOf: (denialNo: number) => readonly StoredEvent[],
  apply: Apply,
  nextNo: number,
): RebuiltClaim {
  const undone = undoneReversals(denials, eventsOf)
  const claims = inDateOrder([...earlier.filter((claim) => !undone.has(reversalKey(claim))), ...incoming])
  // A remittance may now state a denial that came from a worklist; otherwise that denial stays as it is.
  const fromWorklists = denials.filter(({ inRemittance }) => !inRemittance)
  const stated = pairUp(denials, replay(claims, denials, [], apply, nextNo).changes.added)
  const worklistOnly = fromWorklists.filter((denial) => !stated.has(denial))
  const { changes, results } = replay(claims, denials, worklistOnly, apply, nextNo)
  const others = denials.filter((denial) => !worklistOnly.includes(denial))
  const pairs = pairUp(others, changes.added)
  const corrections = denials.flatMap((denial) => {
    const added = pairs.get(denial) ?? null
    const isRebuilt = added !== null || worklistOnly.includes(denial)
    const rebuilt = isRebuilt ? { added, ...ofDenial(changes, added?.denialNo ?? denial.denialNo) } : null
    const source = sourceOf(denial, [...earlier, ...incoming])
    const correction = correctDenial(denial, { events: eventsOf(denial.denialNo), source }, rebuilt)
    return correction === null ? [] : [correction]
  })
  const paired = new Set(pairs.values())
  const unpaired = changes.added.filter((denial) => !paired.has(denial))
  return { corrections, added: renumbered(unpaired, changes, nextNo), results }
}

function ofDenial({ events, payments }: LedgerChanges, of: number): Omit<RebuiltDenial, 'added'> {
  return {
    events: events.filter(({ denialNo }) => denialNo === of),
    payments: payments.filter(({ denialNo }) => denialNo === of),
  }
}

/** Applies the records to a ledger with only the denials of worklists. */
function replay(
  claims: readonly RemittanceClaimRecord[],
  denials: readonly KnownDenial[],
  fromWorklists: readonly KnownDenial[],
  apply: Apply,
  nextNo: number,
): Replay {
  const seeds = fromWorklists.map((denial): KnownDenial => ({
    ...denial,
    state: isClosedByPeople(denial) ? denial.state : 'new',
    payments: [],
    lastEvent: 0,
  }))
  const ledger = new DenialLedger(seeds, nextNo)
  const results = new Map<RemittanceClaimRecord, PostingResult>()
  for (const claim of claims) {
    const number = ledger.nextNo
    results.set(claim, apply(ledger, claim))
    if (ledger.nextNo === number) continue
    // A reversal with a new ICN takes an open denial, so a denial that people have closed must be closed here too.
    const known = denials.find(
      (each) => each.inRemittance && isSameClaim(each, claim.identity) && isStatedIn(each, claim),
    )
    if (known && isClosedByPeople(known) && known.state !== 'new') {
      const { state } = known
      ledger.withSource(claim.importNo, () => ledger.moveTo(number, state, claim.received))
    }
  }
  return { changes: ledger.changes(), results }
}

/**
 * Pairs the denials on file with the rebuilt ones. Of several denials of one claim, those of the same day and file match first, then by
 * day, then in order. Denials of worklists match last.
 */
function pairUp(
  denials: readonly KnownDenial[],
  rebuilt: readonly AddedDenial[],
): ReadonlyMap<KnownDenial, AddedDenial> {
  const pairs = new Map<KnownDenial, AddedDenial>()
  const taken = new Set<AddedDenial>()
  const pair = (denial: KnownDenial, matches: (candidate: AddedDenial) => boolean, from = rebuilt) => {
    if (pairs.has(denial)) return
    const found = from.find((candidate) => !taken.has(candidate) && matches(candidate))
    if (!found) return
    pairs.set(denial, found)
    taken.add(found)
  }
  const inRemittance = denials.filter((denial) => denial.inRemittance)
  for (const denial of inRemittance) pair(denial, (other) => isSameClaim(denial, other) && isStatedIn(denial, other))
  for (const denial of inRemittance) {
    pair(denial, (other) => isSameClaim(denial, other) && denial.received === other.received)
  }
  for (const denial of inRemittance) pair(denial, (other) => isSameClaim(denial, other))
  const latestFirst = rebuilt.toReversed()
  for (const denial of denials) {
    if (denial.inRemittance) continue
    pair(denial, (other) => isStatementOf(other, denial) && other.state !== 'reversed', latestFirst)
  }
  for (const denial of denials) {
    if (denial.inRemittance || denial.state !== 'reversed') continue
    pair(denial, (other) => isStatementOf(other, denial), latestFirst)
  }
  return pairs
}

function isStatedIn(denial: KnownDenial, { received, importNo }: Pick<KnownDenial, 'received' | 'importNo'>): boolean {
  return denial.received === received && denial.importNo === importNo
}

/** The record that currently states a denial. */
function sourceOf(denial: KnownDenial, claims: readonly RemittanceClaimRecord[]): RemittanceClaimRecord | null {
  if (!denial.inRemittance) return null
  const isSource = (claim: RemittanceClaimRecord) =>
    claim.denial !== null && isSameClaim(denial, claim.identity) && isStatedIn(denial, claim)
  return claims.find(isSource) ?? null
}

/** Whether a remittance states a denial of a worklist. The payer matches in any case, and the ICN may be missing. */
function isStatementOf(stated: AddedDenial, denial: KnownDenial): boolean {
  if (denial.state === 'reversed' && stated.state !== 'reversed') return false
  if (stated.payer.toLowerCase() !== denial.payer.toLowerCase()) return false
  return denial.payerClaimRef === '' || denial.payerClaimRef === stated.payerClaimRef
}

function isClosedByPeople({ state }: KnownDenial): boolean {
  return state !== 'reversed' && !openDenialStates.includes(state)
}

const reversalKey = ({ kind, identity, received }: Pick<RemittanceClaimRecord, 'kind' | 'identity' | 'received'>) =>
  JSON.stringify([kind, identity.payer, identity.claimRef, received])

/** Reversals of denials that people have reopened since: they matched the wrong denial. */
function undoneReversals(
  denials: readonly KnownDenial[],
  eventsOf: (denialNo: number) => readonly StoredEvent[],
): ReadonlySet<string> {
  return new Set(
    denials
      .filter(({ state }) => state !== 'reversed')
      .flatMap((denial) =>
        eventsOf(denial.denialNo)
          .filter(({ kind }) => kind === 'reversed')
          .map(({ at }) => reversalKey({ kind: 'reversed', identity: denial, received: at })),
      ),
  )
}

function renumbered(denials: readonly AddedDenial[], changes: LedgerChanges, nextNo: number): RebuiltClaim['added'] {
  const numbers = new Map(denials.map(({ denialNo }, index) => [denialNo, nextNo + index]))
  const own = <Item extends { readonly denialNo: number }>(items: readonly Item[]) =>
    items.flatMap((item) => {
      const denialNo = numbers.get(item.denialNo)
      return denialNo === undefined ? [] : [{ ...item, denialNo }]
    })
  return { added: own(denials), events: own(changes.events), payments: own(changes.payments) }
}
