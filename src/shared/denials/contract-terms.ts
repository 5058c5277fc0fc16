import type { AppealLevel } from '../contract/denials.ts'
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
  /** The last day for a corrected claim; null: no limit is known. */
  readonly correctedClaimDue: CalendarDay | null
}

/** Terms by the first matching rule. Limits are calendar days from receipt, which may be presumed some days after the remittance. */
export function contractTerms(
  denial: ContractedDenial,
  received: CalendarDay,
  rules: readonly ContractRule[],
): ContractTerms {
  const rule = rules.find((candidate) => matches(denial, candidate))
  const followUpDue = addDays(received, rule?.followUpDays ?? FOLLOW_UP_DAYS)
  if (!rule) return { rule: null, followUpDue, appealDue: null, correctedClaimDue: null }
  const appealDays = denial.rarcs.includes(UNPROCESSABLE_REMARK) ? null : rule.appealDays
  const appealDue = appealDays === null ? null : addDays(received, rule.receiptDays + appealDays)
  const { correctedClaimDays } = rule
  const correctedClaimDue =
    correctedClaimDays === undefined ? null : addDays(received, rule.receiptDays + correctedClaimDays)
  return { rule: rule.id, followUpDue, appealDue, correctedClaimDue }
}

/** The last day to appeal on the level after one that was upheld on a day; null: no limit is known, or there is no further level. */
export function nextAppealDue(
  denial: ContractedDenial,
  level: AppealLevel,
  upheld: CalendarDay,
  rules: readonly ContractRule[],
): CalendarDay | null {
  const rule = rules.find((candidate) => matches(denial, candidate))
  if (!rule || denial.rarcs.includes(UNPROCESSABLE_REMARK)) return null
  const days = level === '1' ? rule.appealLevel2Days : level === '2' ? rule.externalReviewDays : undefined
  return days === undefined ? null : addDays(upheld, rule.receiptDays + days)
}

function matches({ payer, claimFilingIndicator }: ContractedDenial, rule: ContractRule): boolean {
  if (rule.payer !== undefined && !payer.toLowerCase().includes(rule.payer.toLowerCase())) return false
  if (rule.claimFilingIndicators === undefined) return true
  const indicator = claimFilingIndicator?.toLowerCase()
  return rule.claimFilingIndicators.some((wanted) => wanted.toLowerCase() === indicator)
}
