import type { NoticeTerms } from '../contract/notice.ts'
import type { Policy } from '../contract/ruleset.ts'

/** What a policy decides of what is recorded. */
export function termsOf({ inputCounts, observeCalls, privacy }: Policy): NoticeTerms {
  return {
    inputCounts: inputCounts === true,
    workingHours: privacy?.workingHours ?? null,
    recordOutsideHours: privacy?.recordOutsideHours === true,
    pauseMinutesPerDay: privacy?.pauseMinutesPerDay ?? null,
    weeklyCounts: privacy?.weeklyCounts !== false,
    observeCalls: observeCalls === true,
  }
}

/** Whether whoever acknowledged `known` terms knows of everything that others record. */
export function isCovered(terms: NoticeTerms, known: NoticeTerms): boolean {
  const pauses = (terms.pauseMinutesPerDay ?? Infinity) >= (known.pauseMinutesPerDay ?? Infinity)
  const counts = (known.inputCounts || !terms.inputCounts) && (known.weeklyCounts || !terms.weeklyCounts)
  const calls = known.observeCalls || !terms.observeCalls
  return counts && calls && pauses && isTimeCovered(terms, known)
}

/** Other hours count as more, also where they are fewer. */
function isTimeCovered(terms: NoticeTerms, known: NoticeTerms): boolean {
  if (isAlways(known)) return true
  return !isAlways(terms) && JSON.stringify(terms.workingHours) === JSON.stringify(known.workingHours)
}

const isAlways = ({ workingHours, recordOutsideHours }: NoticeTerms): boolean =>
  workingHours === null || recordOutsideHours
