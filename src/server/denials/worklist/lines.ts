import {
  denialTransitions,
  openDenialStates,
  type DenialState,
  type RowError,
  type WorklistField,
} from '../../../shared/contract/denials.ts'
import { comparableReference, normalizeReference } from '../../../shared/classify/index.ts'
import { comparablePayer } from '../../../shared/denials/index.ts'
import {
  noDetails,
  type ClaimIdentity,
  type StatedDenial,
  type WorklistLine,
  type WorklistRowEntry,
} from '../entries.ts'
import { isClosedByAnswer, lastSaidState, type KnownDenial } from '../ledger-changes.ts'
import { firstOf, noCodes, type RowCarc } from './codes.ts'

/** What rows of one claim have in common within a file, whatever their ICN. */
export function claimKey({ payer, claimRef }: Pick<ClaimIdentity, 'payer' | 'claimRef'>): string {
  return JSON.stringify([normalizeReference(claimRef), comparablePayer(payer)])
}

/** The rows of one claim by ICN. Rows without one belong to the claim's only ICN, if it has only one. */
export function byPayerClaim(lines: readonly WorklistLine[]): (readonly WorklistLine[])[] {
  const groups = new Map<string, WorklistLine[]>()
  for (const line of lines) {
    const key = comparableReference(line.identity.payerClaimRef)
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  return groups.size === 2 && groups.has('') ? [lines] : [...groups.values()]
}

/** The rows without repetitions, and the repetitions: rows that equal an earlier one in every cell. */
export function withoutRepetitions(lines: readonly WorklistLine[]): {
  readonly lines: readonly WorklistLine[]
  readonly repeated: readonly WorklistLine[]
} {
  const seen = new Set<string>()
  const isFirst = ({ content }: WorklistLine) => !seen.has(content) && Boolean(seen.add(content))
  const first = lines.filter(isFirst)
  return { lines: first, repeated: lines.filter((line) => !first.includes(line)) }
}

/** The claim that rows are about: as the first row writes it, with the ICN of the last row that has one. */
export function identityOf(lines: readonly WorklistLine[]): ClaimIdentity {
  const [first] = lines
  if (!first) throw new Error('a claim of a worklist has rows')
  const named = lines.findLast(({ identity }) => identity.payerClaimRef !== '')
  return { ...first.identity, payerClaimRef: named?.identity.payerClaimRef ?? '' }
}

/**
 * The claim that rows state together: denied and paid amounts are added, codes united by falling amount; billed and recovered amounts count
 * once if equal, else they are added; of other conflicts the last row holds. Blank cells say nothing.
 */
export function mergeLines(lines: readonly WorklistLine[]): WorklistRowEntry {
  const last = <Name extends keyof WorklistLine>(name: Name) =>
    lines.findLast((line) => line[name] !== null)?.[name] ?? null
  const identity = identityOf(lines)
  const assigned = lines.findLast(({ owner }) => owner !== null)
  const changed = lines.findLast(({ state }) => state !== null)
  return {
    kind: 'worklist_row',
    identity,
    payerToldBy: null,
    denial: denialOf(identity, lines),
    received: last('received'),
    followUpDue: last('followUpDue'),
    appealDue: last('appealDue'),
    owner: assigned?.owner ?? null,
    ownerOn: assigned?.ownerOn ?? null,
    queue: last('queue'),
    serviceLine: last('serviceLine'),
    provider: last('provider'),
    location: last('location'),
    state: changed?.state ?? null,
    appealLevel: changed?.appealLevel ?? null,
    stateOn: changed?.stateOn ?? null,
    recoveredCents: onceOrAdded(lines.map(({ recoveredCents }) => recoveredCents)),
    lines,
  }
}

/**
 * Why rows of a claim cannot be imported, given what is on file of it.
 * @param known null: the claim is not on file
 */
export function claimErrors(
  { denial, state, recoveredCents, lines }: WorklistRowEntry,
  known: KnownDenial | null,
): RowError[] {
  if (denial !== null && denial.deniedCents === 0) {
    const stating = lines.filter(({ deniedCents }) => deniedCents !== null)
    return stating.map((line) => lineError(line, 'amount', 'the denied amount is 0'))
  }
  if (known === null && denial === null) {
    return lines.map((line) =>
      lineError(line, null, 'this claim is not on file, and the row has no denied amount to add it with'),
    )
  }
  const errors: RowError[] = []
  const from = known === null ? 'new' : isClosedByAnswer(known) ? lastSaidState(known).state : known.state
  if (state !== null && !canMove(from, state)) {
    const changing = lines.findLast((line) => line.state !== null)
    const detail = `from ${from} a denial can go to ${denialTransitions[from].join(', ')}`
    if (changing) errors.push(lineError(changing, 'state', detail))
  }
  const limit = known?.inRemittance ? known.deniedCents : (denial?.deniedCents ?? known?.deniedCents ?? 0)
  if (recoveredCents !== null && recoveredCents > limit) {
    const stating = lines.filter((line) => line.recoveredCents !== null)
    errors.push(...stating.map((line) => lineError(line, 'recovered', 'more than the denied amount')))
  }
  return errors
}

/** An error of a row. @param field null: the whole row */
export function lineError(
  { place, columns }: Pick<WorklistLine, 'place' | 'columns'>,
  field: WorklistField | null,
  detail: string,
): RowError {
  return { ...place, column: field === null ? null : (columns[field]?.header ?? field), detail }
}

function canMove(from: DenialState, to: DenialState): boolean {
  // A list that still calls a denial open changes nothing of one that is being worked.
  if (to === 'new') return openDenialStates.includes(from)
  return from === to || denialTransitions[from].includes(to)
}

/** Null: no row has an amount. */
function denialOf(identity: ClaimIdentity, lines: readonly WorklistLine[]): StatedDenial | null {
  const sum = added(lines.map(({ deniedCents }) => deniedCents))
  if (sum === null) return null
  // Billing systems write what is denied, and what was paid, also as an amount below 0.
  const deniedCents = Math.abs(sum)
  const paidCents = Math.abs(added(lines.map((line) => line.paidCents)) ?? 0)
  const billed = onceOrAdded(lines.map(({ billedCents }) => billedCents))
  const carcs = carcsByAmount(lines)
  return {
    ...identity,
    kind: paidCents > 0 ? 'partial' : 'full',
    ...firstOf(carcs),
    carcs: carcs.map(({ carc }) => carc),
    rarcs: [...new Set(lines.flatMap(({ codes }) => codes?.rarcs ?? []))],
    billedCents: billed ?? deniedCents + paidCents,
    paidCents,
    deniedCents,
    balanced: true,
    ...noDetails,
    procedure: lines.findLast(({ procedure }) => procedure !== null)?.procedure ?? null,
  }
}

/** The CARCs of all rows, each once, by falling amount of the rows that have it; ties keep the order of the rows. */
function carcsByAmount(lines: readonly WorklistLine[]): RowCarc[] {
  const found = new Map<string, { readonly code: RowCarc; cents: number }>()
  for (const { codes, deniedCents } of lines) {
    for (const code of (codes ?? noCodes).carcs) {
      const known = found.get(code.carc)
      const cents = Math.abs(deniedCents ?? 0)
      if (known) known.cents += cents
      else found.set(code.carc, { code, cents })
    }
  }
  return [...found.values()].sort((one, other) => other.cents - one.cents).map(({ code }) => code)
}

function added(amounts: readonly (number | null)[]): number | null {
  const stated = amounts.filter((amount) => amount !== null)
  return stated.length === 0 ? null : stated.reduce((sum, amount) => sum + amount, 0)
}

function onceOrAdded(amounts: readonly (number | null)[]): number | null {
  const stated = amounts.filter((amount) => amount !== null)
  const [first] = stated
  if (first === undefined) return null
  const amount = stated.every((other) => other === first) ? first : stated.reduce((sum, each) => sum + each, 0)
  return Math.abs(amount)
}
