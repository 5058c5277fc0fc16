import type { NoticeTerms } from '../contract/notice.ts'
import type { Policy } from '../contract/ruleset.ts'

/** What a policy decides of what is recorded. */
export function termsOf(policy: Policy): NoticeTerms {
  return { inputCounts: policy.inputCounts === true }
}

/** Whether whoever acknowledged `known` terms knows of everything that others record. */
export function isCovered(terms: NoticeTerms, known: NoticeTerms): boolean {
  return known.inputCounts || !terms.inputCounts
}
