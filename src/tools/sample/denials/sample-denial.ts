import type { DenialState } from '../../../shared/contract/denials.ts'
import type { CalendarDay } from '../../../shared/denials/index.ts'
import type { Random } from '../random.ts'
import type { Biller } from '../team.ts'
import {
  amountRanges,
  locations,
  payers,
  providers,
  reasons,
  serviceLines,
  type DenialReason,
  type SamplePayer,
} from './catalog.ts'

export interface Step {
  readonly state: Exclude<DenialState, 'new' | 'reversed'>
  readonly on: CalendarDay
}

/** A later payment. `correction`: the payer reverses its answer and pays; `payment`: after an overturned appeal. */
export interface Payback {
  readonly kind: 'correction' | 'payment'
  readonly on: CalendarDay
  readonly paidCents: number
}

/** A denied claim of the sample practice as in its remittance. */
export interface DeniedClaim {
  readonly reference: string
  readonly payerClaimRef: string
  readonly payer: SamplePayer
  readonly claimFilingIndicator: string
  readonly reason: DenialReason
  readonly provider: (typeof providers)[number]
  readonly serviceLine: (typeof serviceLines)[number]
  readonly location: string
  readonly received: CalendarDay
  readonly deniedCents: number
  /** Paid for the claim's other line; 0: full denial. */
  readonly paidCents: number
}

/** Its history in the practice's billing system. */
export interface SampleDenial extends DeniedClaim {
  readonly owners: readonly { readonly name: string; readonly since: CalendarDay }[]
  readonly followUp: CalendarDay | null
  readonly steps: readonly Step[]
  readonly payback: Payback | null
}

/** A claim denied on a day. @param payerName undefined: any payer */
export function deniedClaim(
  reference: string,
  received: CalendarDay,
  { team }: Biller,
  random: Random,
  payerName?: string,
): DeniedClaim {
  const payer = payers.find(({ name }) => name === payerName) ?? random.pick(payers)
  const [from, to] = weighted(amountRanges, ([, , weight]) => weight, random)
  const deniedCents = random.between(from * 100, to * 100 + 99)
  return {
    reference,
    payerClaimRef: `${payer.payerId}${reference.slice(4)}`,
    payer,
    claimFilingIndicator: random.pick(payer.claimFilingIndicators),
    reason: weighted(reasons, ({ category, weight }) => (category === payer.leansTo ? 2 : 1) * weight, random),
    provider: random.pick(providers),
    serviceLine: random.pick(serviceLines),
    location: random.pick(locations[team] ?? ['Main']),
    received,
    deniedCents,
    paidCents: random.chance(0.15) ? random.between(3_000, 40_000) : 0,
  }
}

function weighted<Item>(items: readonly Item[], weightOf: (item: Item) => number, random: Random): Item {
  let left = random.next() * items.reduce((sum, item) => sum + weightOf(item), 0)
  const found = items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1)
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}
