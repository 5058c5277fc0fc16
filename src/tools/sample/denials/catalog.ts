// Payers, reasons, providers and locations of the sample practice. Names are invented; the NPIs are well-formed but unassigned.

export interface SamplePayer {
  /** N1*PR */
  readonly name: string
  /** REF*2U */
  readonly payerId: string
  /** CLP06; repeated by frequency. */
  readonly claimFilingIndicators: readonly string[]
  /** Probability that an appeal is overturned, before the reason's adjustment. */
  readonly overturn: number
  /** Initial denials among 100 claims; about 15 over all payers. */
  readonly deniedOfHundred: number
  /** A category with twice the usual frequency. */
  readonly leansTo: string
}

export const payers: readonly SamplePayer[] = [
  {
    name: 'Aetna',
    payerId: '60054',
    claimFilingIndicators: ['CI', 'CI', 'HM'],
    overturn: 0.6,
    deniedOfHundred: 13,
    leansTo: 'eligibility',
  },
  {
    name: 'UnitedHealthcare',
    payerId: '87726',
    claimFilingIndicators: ['CI', '16'],
    overturn: 0.44,
    deniedOfHundred: 19,
    leansTo: 'authorization',
  },
  {
    name: 'Cigna',
    payerId: '62308',
    claimFilingIndicators: ['CI'],
    overturn: 0.58,
    deniedOfHundred: 14,
    leansTo: 'coding_bundling',
  },
  {
    name: 'Medicare',
    payerId: '01112',
    claimFilingIndicators: ['MB', 'MB', 'MB', 'MA'],
    overturn: 0.58,
    deniedOfHundred: 15,
    leansTo: 'medical_necessity',
  },
]

export interface DenialReason {
  readonly category: string
  readonly group: 'CO' | 'PR'
  readonly carc: string
  readonly rarcs: readonly string[]
  /** Frequency, of 100. */
  readonly weight: number
  /** Adds to the payer's probability. */
  readonly overturn: number
}

const reason = (category: string, code: string, weight: number, overturn: number, ...rarcs: string[]): DenialReason => {
  const [group, carc = ''] = code.split('-')
  return { category, group: group === 'PR' ? 'PR' : 'CO', carc, rarcs, weight, overturn }
}

export const reasons: readonly DenialReason[] = [
  reason('authorization', 'CO-197', 13, -0.04),
  reason('authorization', 'CO-198', 4, -0.02),
  reason('missing_info', 'CO-16', 11, 0.08, 'N706'),
  reason('missing_info', 'CO-16', 5, 0.1, 'M51', 'MA130'),
  reason('missing_info', 'CO-226', 3, 0.05, 'N29'),
  reason('eligibility', 'PR-27', 8, -0.1),
  reason('eligibility', 'CO-31', 3, -0.05),
  reason('cob_wrong_payer', 'CO-22', 8, 0.05, 'N4'),
  reason('cob_wrong_payer', 'CO-109', 3, 0),
  reason('coding_bundling', 'CO-97', 9, 0.04, 'M15'),
  reason('coding_bundling', 'CO-4', 4, 0.1),
  reason('medical_necessity', 'CO-50', 10, 0.02, 'N115'),
  reason('timely_filing', 'CO-29', 5, -0.25),
  reason('duplicate', 'CO-18', 6, -0.1),
  reason('non_covered_benefit', 'PR-96', 4, -0.15, 'N30'),
  reason('provider_enrollment', 'CO-B7', 2, 0.05),
  reason('appeal_upheld', 'CO-193', 2, -0.2),
]

/** Rendering provider: last name, first name, NPI. */
export const providers = [
  ['Abara', 'Nia', '1999999000'],
  ['Bergman', 'Ola', '1999999018'],
  ['Castell', 'Rui', '1999999026'],
  ['Demir', 'Elif', '1999999034'],
  ['Eriksen', 'Jon', '1999999042'],
  ['Farrow', 'Iris', '1999999059'],
  ['Gallo', 'Marta', '1999999067'],
  ['Hoang', 'Linh', '1999999075'],
] as const

export const payee = { name: 'Meridian Valley Physicians', npi: '1999999083' } as const

/** Service lines, each with a procedure. */
export const serviceLines = [
  ['Cardiology', '93306'],
  ['Imaging', '70553'],
  ['Orthopedics', '29881'],
  ['Emergency', '99284'],
  ['Primary care', '99214'],
  ['Surgery', '47562'],
  ['Laboratory', '80053'],
] as const

/** Locations by team. */
export const locations: Readonly<Record<string, readonly string[]>> = {
  'Ohio denials': ['Columbus', 'Dayton'],
  'Texas denials': ['Austin', 'Houston'],
}

/** Denied amounts in dollars, with their frequency, of 100. */
export const amountRanges = [
  [40, 99, 18],
  [100, 499, 40],
  [500, 1_999, 27],
  [2_000, 9_999, 12],
  [10_000, 42_000, 3],
] as const
