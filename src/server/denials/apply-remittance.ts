import type { ClosingSettings, ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import { contractTerms, routeOf, type CalendarDay } from '../../shared/denials/index.ts'
import type { DayStarts } from './days.ts'
import type { StatedDenial } from './entries.ts'
import { noFields, type DenialFields, type KnownDenial } from './ledger-changes.ts'
import { DenialLedger } from './ledger.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** The terms by which new denials get dates, owner and queue, and denials are closed. */
export interface PostingTerms {
  readonly days: DayStarts
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
  readonly closing: ClosingSettings['closing']
}

/** A denial to add by these terms. */
export interface IncomingDenial {
  readonly claimToken: string | null
  readonly denial: StatedDenial
  readonly day: CalendarDay
  /** The beginning of that day, as first computed, epoch ms. */
  readonly received: number
  readonly inRemittance: boolean
  readonly provider: string | null
  /** Fields that the file sets; terms do not override them. */
  readonly given: Partial<DenialFields>
}

/** The denial that a claim of a remittance states, on the day of its receipt. */
export function openDenial(record: RemittanceClaimRecord, terms: PostingTerms): KnownDenial {
  const { denial, importNo } = record
  if (denial === null) throw new Error('the claim is not denied')
  const ledger = new DenialLedger([], 0, { importNo, origin: 'remittance', afterImport: importNo })
  return ledger.denial(addDenial(ledger, { ...record, denial, inRemittance: true, given: {} }, terms))
}

/** The days whose beginnings `addDenial` needs. */
export function daysOfTerms(
  denial: StatedDenial,
  day: CalendarDay,
  contracts: PostingTerms['contracts'],
): CalendarDay[] {
  const { followUpDue, appealDue, correctedClaimDue } = contractTerms(denial, day, contracts)
  return [followUpDue, appealDue, correctedClaimDue].filter((due) => due !== null)
}

/** Adds a denial with the dates of its contract and the owner and queue of its route. @returns its number */
export function addDenial(
  ledger: DenialLedger,
  incoming: IncomingDenial,
  { days, contracts, routing }: PostingTerms,
): number {
  const { claimToken, denial, day, received, inRemittance, provider, given } = incoming
  const terms = contractTerms(denial, day, contracts)
  const fields = { ...noFields, followUpDue: days.of(terms.followUpDue), provider }
  const denialNo = ledger.add({ claimToken, denial, received, inRemittance, fields })
  ledger.change(denialNo, given, received)
  const start = (due: CalendarDay | null) => (due === null ? undefined : days.of(due))
  const deadlines = {
    appealDue: given.appealDue === undefined ? start(terms.appealDue) : undefined,
    correctedClaimDue: start(terms.correctedClaimDue),
  }
  ledger.change(denialNo, deadlines, received, { by: `rule contracts/${terms.rule}` })
  const { category, deniedCents, payer } = denial
  const route = routeOf({ payer, category, deniedCents, serviceLine: given.serviceLine ?? null }, routing)
  if (route === null) return denialNo
  const owner = given.owner ?? route.owner
  const queue = given.queue ?? route.queue
  ledger.change(denialNo, { owner, queue }, received, { by: `rule routing/${route.rule}` })
  return denialNo
}
