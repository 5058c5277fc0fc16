import type { ContractRule } from '../contract/settings.ts'
import { addDays } from './calendar-day.ts'
import { UNPROCESSABLE_REMARK } from './classify-claim.ts'
import type { CalendarDay } from './remittance.ts'

/** Default until a contract rule, a worklist or a person sets the follow-up date. */
export const FOLLOW_UP_DAYS = 7

/** The part of a denial that contract rules match on. */
export interface ContractedDenial {
  /** Blank: unknown. */
  readonly payer: string
  /** CLP06; null: unknown. */
  readonly claimFilingIndicator: string | null
  readonly rarcs: readonly string[]
}

/** The dates by which a new denial has to be worked. */
export interface ContractTerms {
  /** Id of the contract rule; null: no rule matches. */
  readonly rule: string | null
  readonly followUpDue: CalendarDay
  /** The last day to appeal. Null: no limit is known, or there is no appeal right. */
  readonly appealDue: CalendarDay | null
}

/** Terms by the first matching rule. Limits are calendar days from receipt, which may be presumed some days after the remittance. */
export function contractTerms(
  denial: ContractedDenial,
  received: CalendarDay,
  rules: readonly ContractRule[],
): ContractTerms {
  const rule = rules.find((candidate) => matches(denial, candidate))
  const followUpDue = addDays(received, rule?.followUpDays ?? FOLLOW_UP_DAYS)
  if (!rule) return { rule: null, followUpDue, appealDue: null }
  const appealDays = denial.rarcs.includes(UNPROCESSABLE_REMARK) ? null : rule.appealDays
  const appealDue = appealDays === null ? null : addDays(received, rule.receiptDays + appealDays)
  return { rule: rule.id, followUpDue, appealDue }
}

function matches({ payer, claimFilingIndicator }: ContractedDenial, rule: ContractRule): boolean {
  if (rule.payer !== undefined && !payer.toLowerCase().includes(rule.payer.toLowerCase())) return false
  if (rule.claimFilingIndicators === undefined) return true
  const indicator = claimFilingIndicator?.toLowerCase()
  return rule.claimFilingIndicators.some((wanted) => wanted.toLowerCase() === indicator)
}
