/** A payer of the sample practice. The names are real, so that the starter rules know their portals; every number is made up. */
export interface SamplePayer {
  /** N1*PR */
  readonly name: string
  /** REF*2U */
  readonly payerId: string
  /** CLP06; repeated by frequency. */
  readonly claimFilingIndicators: readonly string[]
  /** Share of the practice's denials, of 100. */
  readonly weight: number
  /** Initial denials among 100 claims, without the extra ones of a payer that gets worse. */
  readonly deniedOfHundred: number
  /** What it pays of 100 billed dollars; the rest is the contractual adjustment. */
  readonly paysOfHundred: number
  /** Probability that a first appeal is overturned, before the reason's part. */
  readonly overturn: number
  /** Days until it answers. */
  readonly answersIn: readonly [from: number, to: number]
  /** A category with twice the usual frequency. */
  readonly leansTo: string
}

export const payers: readonly SamplePayer[] = [
  {
    name: 'Aetna',
    payerId: '60054',
    claimFilingIndicators: ['CI', 'CI', 'HM'],
    weight: 18,
    deniedOfHundred: 13,
    paysOfHundred: 57,
    overturn: 0.58,
    answersIn: [16, 32],
    leansTo: 'eligibility',
  },
  {
    name: 'UnitedHealthcare',
    payerId: '87726',
    claimFilingIndicators: ['CI', '16'],
    weight: 22,
    deniedOfHundred: 14,
    paysOfHundred: 52,
    overturn: 0.44,
    answersIn: [22, 45],
    leansTo: 'authorization',
  },
  {
    name: 'Cigna',
    payerId: '62308',
    claimFilingIndicators: ['CI'],
    weight: 12,
    deniedOfHundred: 12,
    paysOfHundred: 60,
    overturn: 0.56,
    answersIn: [14, 28],
    leansTo: 'coding_bundling',
  },
  {
    name: 'Medicare',
    payerId: '01112',
    claimFilingIndicators: ['MB', 'MB', 'MB', 'MA'],
    weight: 24,
    deniedOfHundred: 11,
    paysOfHundred: 36,
    overturn: 0.57,
    answersIn: [25, 50],
    leansTo: 'medical_necessity',
  },
  {
    name: 'Humana',
    payerId: '61101',
    claimFilingIndicators: ['16', '16', 'HM'],
    weight: 10,
    deniedOfHundred: 17,
    paysOfHundred: 38,
    overturn: 0.46,
    answersIn: [20, 40],
    leansTo: 'authorization',
  },
  {
    name: 'Medicaid',
    payerId: '86916',
    claimFilingIndicators: ['MC'],
    weight: 14,
    deniedOfHundred: 20,
    paysOfHundred: 21,
    overturn: 0.34,
    answersIn: [28, 55],
    leansTo: 'missing_info',
  },
]

/** From the sixth of the 13 weeks on, one payer denies more and more imaging without an authorization. */
export const worsening = {
  payer: 'UnitedHealthcare',
  carc: '197',
  serviceLine: 'Imaging',
  /** Week of the history, the first is 1. */
  fromWeek: 6,
  /** Extra denials per biller and day in the first of these weeks, and how many more each week, up to the last number. */
  extra: { first: 0.5, more: 0.2, most: 1.5 },
} as const
