import { denialSlices, workedDenialSlices } from './definition.ts'
import type { MetricDefinition } from './definition.ts'

const about = { group: 'team', target: null } as const

export const teamMetrics = [
  {
    ...about,
    id: 'denials_worked_per_fte',
    name: 'Denials worked per FTE and day',
    definition:
      'Different denials touched on a day, summed over the days of the period, per full-time day: eight hours of recorded active and idle time.',
    unit: 'count',
    direction: 'up',
    numerator: 'denials touched, each once a person and day',
    denominator: 'recorded time in days of eight hours',
    slices: ['user', 'team'],
    about: 'time',
  },
  {
    ...about,
    id: 'recovery_yield',
    name: 'Recovery by who worked it',
    definition:
      'Dollars recovered of the denials resolved in the period, split among those who touched them by their share of the active minutes. What nobody touched stands under "not known".',
    unit: 'cents',
    direction: 'up',
    numerator: 'cents recovered',
    denominator: null,
    slices: ['user', 'team', 'payer', ...workedDenialSlices],
    about: 'touches',
  },
  {
    ...about,
    id: 'recovery_per_hour',
    name: 'Recovery per hour',
    definition: 'Recovery by who worked it, per active hour of denial work in the period.',
    unit: 'cents_per_hour',
    direction: 'up',
    numerator: 'cents recovered',
    denominator: 'active hours rated core, support or hidden',
    slices: ['user', 'team'],
    about: 'time',
  },
  {
    ...about,
    id: 'rework_rate',
    name: 'Rework',
    definition:
      'Denials resolved in the period that had been reopened, or whose claim was denied again by the same payer, of all resolved in it.',
    unit: 'ratio',
    direction: 'down',
    numerator: 'denials reopened or denied again',
    denominator: 'denials resolved',
    slices: denialSlices,
    about: 'denials',
  },
] as const satisfies readonly MetricDefinition[]
