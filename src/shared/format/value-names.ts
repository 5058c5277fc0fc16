// What screens and printed reports call the values of dimensions, in US English.

export const categoryNames = {
  cob_wrong_payer: 'COB / wrong payer',
  coding_bundling: 'coding/bundling',
  non_covered_benefit: 'non-covered benefit',
} as const

export const denialStateNames = {
  new: 'new',
  in_progress: 'in progress',
  corrected_claim_sent: 'corrected claim sent',
  appealed: 'appealed',
  payer_responded: 'payer responded',
  overturned: 'overturned',
  upheld: 'upheld',
  recovered: 'recovered',
  written_off: 'written off',
  patient_responsibility: 'patient responsibility',
  reversed: 'reversed',
  voided: 'voided',
  reopened: 'reopened',
} as const

export const valueBandNames = {
  under_100: 'under $100',
  '100_499': '$100–499',
  '500_1999': '$500–1,999',
  '2000_9999': '$2,000–9,999',
  '10000_up': '$10,000 and over',
} as const

export const ageBucketNames = {
  '0_7': '0–7 days',
  '8_14': '8–14 days',
  '15_30': '15–30 days',
  '31_60': '31–60 days',
  '61_90': '61–90 days',
  '91_up': 'over 90 days',
} as const
