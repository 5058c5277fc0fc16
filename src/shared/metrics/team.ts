import type { MetricDefinition } from './definition.ts'
import { denialDimensions, workedDenialDimensions } from './dimensions.ts'

const ofTeams = { group: 'team', target: null } as const

export const teamMetrics = [
  {
    ...ofTeams,
    id: 'denials_worked_per_fte',
    name: 'Denials worked per FTE per day',
    definition:
      'Distinct denials touched on each day, added up over the period, per full-time day. A full-time day is eight hours of recorded active and idle time.',
    unit: 'count',
    direction: 'up',
    numerator: 'denials touched, each once per person and day',
    denominator: 'recorded time in eight-hour days',
    dimensions: ['user', 'team'],
    population: 'time',
    countedOn: 'recorded',
    ignoresPayer: true,
  },
  {
    ...ofTeams,
    id: 'recovery_yield',
    name: 'Recovery by biller',
    definition:
      'Dollars recovered on denials resolved in the period, split among the people who touched them by their share of active minutes. Denials without a touch are under "not known".',
    unit: 'cents',
    direction: 'up',
    numerator: 'dollars recovered',
    denominator: null,
    dimensions: ['user', 'team', 'payer', ...workedDenialDimensions],
    population: 'touches',
    countedOn: 'resolved',
  },
  {
    ...ofTeams,
    id: 'recovery_per_hour',
    name: 'Recovered per hour',
    definition: 'Recovery by biller, per active hour of denial work in the period.',
    unit: 'cents_per_hour',
    direction: 'up',
    numerator: 'dollars recovered',
    denominator: 'active hours of core, support and hidden work',
    dimensions: ['user', 'team'],
    population: 'time',
    countedOn: 'recorded',
  },
  {
    ...ofTeams,
    id: 'rework_rate',
    name: 'Rework rate',
    definition:
      'Denials resolved in the period that had been reopened, or whose claim the same payer denied again, divided by all denials resolved in the period.',
    unit: 'ratio',
    direction: 'down',
    numerator: 'denials reopened or denied again',
    denominator: 'denials resolved',
    dimensions: denialDimensions,
    population: 'denials',
    countedOn: 'resolved',
  },
] as const satisfies readonly MetricDefinition[]
