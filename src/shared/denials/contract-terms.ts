import type { ContractRule } from '../contract/settings.ts'
import { addDays } from './calendar-day.ts'
import { UNPROCESSABLE } from './judge-claim.ts'
import type { CalendarDay } from './remittance.ts'

/** Until a payer's contract or a person says otherwise. */
export const FOLLOW_UP_DAYS = 7

/** What a contract rule looks at. */
export interface ContractedDenial {
  /** Blank: nobody names it. */
  readonly payer: string
  /** CLP06; null: not known. */
  readonly plan: string | null
  readonly rarcs: readonly string[]
}

/** By when a new denial has to be worked. */
export interface ContractTerms {
  /** Id of the contract rule; null: none fits. */
  readonly rule: string | null
  readonly followUpDue: CalendarDay
  /** The last day an appeal is in time. Null: no limit is known, or there is nothing to appeal. */
  readonly appealDue: CalendarDay | null
}

/** The terms of the first rule that fits. Limits are calendar days from receipt, which may be presumed later than the remittance. */
export function contractTerms(
  denial: ContractedDenial,
  received: CalendarDay,
  rules: readonly ContractRule[],
): ContractTerms {
  const rule = rules.find((candidate) => fits(denial, candidate))
  const followUpDue = addDays(received, rule?.followUpDays ?? FOLLOW_UP_DAYS)
  if (!rule) return { rule: null, followUpDue, appealDue: null }
  const appealDays = denial.rarcs.includes(UNPROCESSABLE) ? null : rule.appealDays
  const appealDue = appealDays === null ? null : addDays(received, rule.receiptDays + appealDays)
  return { rule: rule.id, followUpDue, appealDue }
}

function fits({ payer, plan }: ContractedDenial, rule: ContractRule): boolean {
  if (rule.payer !== undefined && !payer.toLowerCase().includes(rule.payer.toLowerCase())) return false
  return rule.plans === undefined || (plan !== null && rule.plans.some((wanted) => isSameText(wanted, plan)))
}

function isSameText(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
