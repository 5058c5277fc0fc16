import { openDenialStates } from '../../shared/contract/denials.ts'
import type { AddedDenial, KnownDenial, LedgerChanges, Settled } from './ledger-changes.ts'
import { DenialLedger } from './ledger.ts'
import { correctDenial } from './correct-denial.ts'
import type { Correction, RemittedDenial, StoredEvent } from './correct-denial.ts'
import { inOrderOfDays } from './remitted-order.ts'
import type { Said } from './remitted-order.ts'
import type { RemittedClaim } from './remitted-claims.ts'

export interface Anew {
  readonly corrections: readonly Correction[]
  /** Denials that nobody knew; their numbers begin at the one asked for. */
  readonly added: Pick<LedgerChanges, 'added' | 'events' | 'payments'>
  /** What became of each claim said now, where something did. */
  readonly settled: ReadonlyMap<RemittedClaim, Settled>
}

interface Replay {
  readonly changes: LedgerChanges
  readonly settled: ReadonlyMap<RemittedClaim, Settled>
}

/**
 * Works out anew what remittances say of one claim, when one comes that speaks of an earlier day than those before: as if their files had
 * come in the order of their days. What people and worklists have said stays.
 */
export function settleAnew(
  { rows, before, now }: Said,
  eventsOf: (denialNo: number) => readonly StoredEvent[],
  settle: (ledger: DenialLedger, claim: RemittedClaim) => Settled,
  nextNo: number,
): Anew {
  const undone = undoneReversals(rows, eventsOf)
  const claims = inOrderOfDays([...before.filter((claim) => !undone.has(reversalKey(claim))), ...now])
  // What a worklist alone tells of is stated by a remittance now, or stands for itself.
  const alone = rows.filter(({ remitted }) => !remitted)
  const stated = pairUp(rows, replay(claims, rows, [], settle, nextNo).changes.added)
  const left = alone.filter((row) => !stated.has(row))
  const { changes, settled } = replay(claims, rows, left, settle, nextNo)
  const pairs = pairUp(
    rows.filter((row) => !left.includes(row)),
    changes.added,
  )
  const corrections = rows.flatMap((row) => {
    const added = pairs.get(row) ?? null
    const isMade = added !== null || left.includes(row)
    const made = isMade ? { added, ...ofDenial(changes, added?.denialNo ?? row.denialNo) } : null
    const source = sourceOf(row, [...before, ...now])
    const correction = correctDenial(row, { events: eventsOf(row.denialNo), source }, made)
    return correction === null ? [] : [correction]
  })
  const known = new Set(pairs.values())
  const unknown = changes.added.filter((denial) => !known.has(denial))
  return { corrections, added: renumbered(unknown, changes, nextNo), settled }
}

function ofDenial({ events, payments }: LedgerChanges, of: number): Omit<RemittedDenial, 'added'> {
  return {
    events: events.filter(({ denialNo }) => denialNo === of),
    payments: payments.filter(({ denialNo }) => denialNo === of),
  }
}

/** The claims once more, on a ledger that knows only what worklists told. */
function replay(
  claims: readonly RemittedClaim[],
  rows: readonly KnownDenial[],
  ofWorklists: readonly KnownDenial[],
  settle: (ledger: DenialLedger, claim: RemittedClaim) => Settled,
  nextNo: number,
): Replay {
  const seeds = ofWorklists.map((row): KnownDenial => ({
    ...row,
    state: isClosedByPeople(row) ? row.state : 'new',
    payments: [],
    lastEvent: 0,
  }))
  const ledger = new DenialLedger(seeds, nextNo)
  const settled = new Map<RemittedClaim, Settled>()
  for (const claim of claims) {
    const number = ledger.nextNo
    settled.set(claim, settle(ledger, claim))
    if (ledger.nextNo === number) continue
    // A reversal of another number takes an open denial: what people have closed is none.
    const row = rows.find((known) => known.remitted && isSameClaim(known, claim.identity) && isOf(known, claim))
    if (row && isClosedByPeople(row) && row.state !== 'new') ledger.moveTo(number, row.state, claim.received)
  }
  return { changes: ledger.changes(), settled }
}

/** Which known denial is which: of one number the one of that day and file, else in their order; then what only worklists tell of. */
function pairUp(rows: readonly KnownDenial[], denials: readonly AddedDenial[]): ReadonlyMap<KnownDenial, AddedDenial> {
  const pairs = new Map<KnownDenial, AddedDenial>()
  const taken = new Set<AddedDenial>()
  const pair = (row: KnownDenial, fits: (denial: AddedDenial) => boolean, from = denials) => {
    if (pairs.has(row)) return
    const found = from.find((denial) => !taken.has(denial) && fits(denial))
    if (!found) return
    pairs.set(row, found)
    taken.add(found)
  }
  const remitted = rows.filter((row) => row.remitted)
  for (const row of remitted) pair(row, (denial) => isSameClaim(row, denial) && isOf(row, denial))
  for (const row of remitted) pair(row, (denial) => isSameClaim(row, denial) && row.received === denial.received)
  for (const row of remitted) pair(row, (denial) => isSameClaim(row, denial))
  const latestFirst = denials.toReversed()
  for (const row of rows) {
    if (!row.remitted) pair(row, (denial) => states(denial, row) && denial.state !== 'reversed', latestFirst)
  }
  for (const row of rows) {
    if (!row.remitted && row.state === 'reversed') pair(row, (denial) => states(denial, row), latestFirst)
  }
  return pairs
}

interface Identified {
  readonly payer: string
  readonly claimRef: string
  readonly payerClaimRef: string
}

function isSameClaim(one: Identified, other: Identified): boolean {
  return one.payer === other.payer && one.claimRef === other.claimRef && one.payerClaimRef === other.payerClaimRef
}

function isOf(row: KnownDenial, { received, importNo }: Pick<KnownDenial, 'received' | 'importNo'>): boolean {
  return row.received === received && row.importNo === importNo
}

/** What a remittance said that states a denial so far. */
function sourceOf(row: KnownDenial, claims: readonly RemittedClaim[]): RemittedClaim | null {
  if (!row.remitted) return null
  return claims.find((claim) => claim.denial !== null && isSameClaim(row, claim.identity) && isOf(row, claim)) ?? null
}

/** Whether a remittance's denial is what a worklist told of: people write payers in their own way, and seldom the payer's number. */
function states(denial: AddedDenial, row: KnownDenial): boolean {
  if (row.state === 'reversed' && denial.state !== 'reversed') return false
  if (denial.payer.toLowerCase() !== row.payer.toLowerCase()) return false
  return row.payerClaimRef === '' || row.payerClaimRef === denial.payerClaimRef
}

function isClosedByPeople({ state }: KnownDenial): boolean {
  return state !== 'reversed' && !openDenialStates.includes(state)
}

const reversalKey = ({ kind, identity, received }: Pick<RemittedClaim, 'kind' | 'identity' | 'received'>) =>
  JSON.stringify([kind, identity.payer, identity.claimRef, received])

/** Reversals that met a denial which people have opened again since: they met the wrong one. */
function undoneReversals(
  rows: readonly KnownDenial[],
  eventsOf: (denialNo: number) => readonly StoredEvent[],
): ReadonlySet<string> {
  return new Set(
    rows
      .filter(({ state }) => state !== 'reversed')
      .flatMap((row) =>
        eventsOf(row.denialNo)
          .filter(({ kind }) => kind === 'reversed')
          .map(({ at }) => reversalKey({ kind: 'reversed', identity: row, received: at })),
      ),
  )
}

function renumbered(denials: readonly AddedDenial[], changes: LedgerChanges, nextNo: number): Anew['added'] {
  const numbers = new Map(denials.map(({ denialNo }, index) => [denialNo, nextNo + index]))
  const own = <Item extends { readonly denialNo: number }>(items: readonly Item[]) =>
    items.flatMap((item) => {
      const denialNo = numbers.get(item.denialNo)
      return denialNo === undefined ? [] : [{ ...item, denialNo }]
    })
  return { added: own(denials), events: own(changes.events), payments: own(changes.payments) }
}
