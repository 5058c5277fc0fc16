/** What a biller does with a denial, with how often. */
export interface Routes {
  readonly correct: number
  readonly appeal: number
  readonly bill_patient: number
  readonly write_off: number
}
export type Route = keyof Routes

/** A group, CARC and RARCs that occur together, and what comes of them. */
export interface DenialReason {
  readonly category: string
  readonly group: 'CO' | 'PR'
  readonly carc: string
  readonly rarcs: readonly string[]
  /** Frequency, of 100. */
  readonly weight: number
  readonly routes: Routes
  /** Adds to the payer's probability of an overturn. */
  readonly overturn: number
  /** Probability that a corrected claim is paid. */
  readonly corrected: number
  /** Service lines in which it occurs four times as often. */
  readonly often: readonly string[]
}

type Odds = Omit<DenialReason, 'category' | 'group' | 'carc' | 'rarcs' | 'weight' | 'often'> & {
  readonly often?: readonly string[]
}
const routes = (correct: number, appeal: number, billPatient: number, writeOff: number): Routes => ({
  correct,
  appeal,
  bill_patient: billPatient,
  write_off: writeOff,
})
const reason = (category: string, code: string, weight: number, odds: Odds): DenialReason => {
  const [adjustment = '', ...rarcs] = code.split(' ')
  const [group, carc = ''] = adjustment.split('-')
  return { category, group: group === 'PR' ? 'PR' : 'CO', carc, rarcs, weight, often: [], ...odds }
}

const authorization = { routes: routes(20, 68, 0, 12), overturn: -0.06, corrected: 0.8 }
const missing = { routes: routes(82, 8, 0, 10), overturn: 0.1, corrected: 0.86 }
const records = { routes: routes(15, 78, 0, 7), overturn: 0.12, corrected: 0.7 }
const eligibility = { routes: routes(34, 8, 46, 12), overturn: -0.12, corrected: 0.72 }
const otherPayer = { routes: routes(62, 14, 14, 10), overturn: 0, corrected: 0.82 }
const coding = { routes: routes(58, 30, 0, 12), overturn: 0.03, corrected: 0.82 }
const necessity = { routes: routes(16, 66, 4, 14), overturn: 0, corrected: 0.64 }
const late = { routes: routes(0, 48, 0, 52), overturn: -0.28, corrected: 0 }
const duplicate = { routes: routes(12, 22, 0, 66), overturn: -0.14, corrected: 0.4 }
const notCovered = { routes: routes(4, 18, 66, 12), overturn: -0.2, corrected: 0.3 }
const enrollment = { routes: routes(52, 14, 0, 34), overturn: 0.04, corrected: 0.76 }

/** Pairs of CARC and RARC as remittances have them; the words for them are our own (`category`). */
export const reasons: readonly DenialReason[] = [
  reason('authorization', 'CO-197', 13, { ...authorization, often: ['Imaging', 'Surgery', 'Orthopedics'] }),
  reason('authorization', 'CO-198', 3, { ...authorization, often: ['Imaging', 'Orthopedics'] }),
  reason('missing_info', 'CO-16 M51 MA130', 5, missing),
  reason('missing_info', 'CO-16 N290', 4, missing),
  reason('missing_info', 'CO-16 M76', 4, missing),
  reason('missing_info', 'CO-252 N706', 6, { ...records, often: ['Surgery', 'Emergency'] }),
  reason('missing_info', 'CO-226 M127', 2, records),
  reason('eligibility', 'PR-27 N30', 7, eligibility),
  reason('eligibility', 'CO-31', 4, eligibility),
  reason('cob_wrong_payer', 'CO-22 MA04', 7, otherPayer),
  reason('cob_wrong_payer', 'CO-109 N418', 4, otherPayer),
  reason('coding_bundling', 'CO-97 M15', 8, { ...coding, often: ['Orthopedics', 'Surgery'] }),
  reason('coding_bundling', 'CO-4 N519', 5, { ...coding, often: ['Orthopedics', 'Primary care'] }),
  reason('coding_bundling', 'CO-236', 2, coding),
  reason('medical_necessity', 'CO-50 N115', 8, { ...necessity, often: ['Laboratory', 'Cardiology', 'Imaging'] }),
  reason('medical_necessity', 'CO-151 N362', 3, { ...necessity, often: ['Laboratory'] }),
  reason('timely_filing', 'CO-29', 5, late),
  reason('duplicate', 'CO-18 N522', 6, duplicate),
  reason('non_covered_benefit', 'PR-96 N130', 4, notCovered),
  reason('non_covered_benefit', 'PR-204 N130', 2, notCovered),
  reason('non_covered_benefit', 'CO-119 N362', 2, { ...notCovered, often: ['Laboratory'] }),
  reason('provider_enrollment', 'CO-B7 N570', 2, enrollment),
]
