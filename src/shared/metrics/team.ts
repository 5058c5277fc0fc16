import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions, workedDenialDimensions } from './dimensions.ts'

export const teamMetrics = metricsOf('team', {
  denials_worked_per_fte: {
    name: 'Denials worked per FTE per day',
    definition:
      'Distinct denials touched on each day, added up over the period, per full-time day. A full-time day is eight hours of recorded active and idle time.',
    ...meanOf('count', 'denials touched, each once per person and day', 'recorded time in eight-hour days'),
    direction: 'up',
    dimensions: ['user', 'team'],
    population: 'time',
    countedOn: 'recorded',
    ignoresPayer: true,
  },
  recovery_yield: {
    name: 'Recovery by biller',
    definition:
      'Dollars recovered on denials resolved in the period, split among the people who touched them by their share of active minutes. Denials without a touch are under "not known".',
    ...sumOf('cents', 'dollars recovered'),
    direction: 'up',
    dimensions: ['user', 'team', 'payer', ...workedDenialDimensions],
    population: 'touches',
    countedOn: 'resolved',
  },
  recovery_per_hour: {
    name: 'Recovered per hour',
    definition: 'Recovery by biller, per active hour of denial work in the period.',
    ...meanOf('cents_per_hour', 'dollars recovered', 'active hours of core, support and hidden work'),
    direction: 'up',
    dimensions: ['user', 'team'],
    population: 'time',
    countedOn: 'recorded',
  },
  rework_rate: {
    name: 'Rework rate',
    definition:
      'Denials resolved in the period that had been reopened, or whose claim the same payer denied again, divided by all denials resolved in the period.',
    ...shareOf('denials reopened or denied again', 'denials resolved'),
    direction: 'down',
    dimensions: denialDimensions,
    population: 'denials',
    countedOn: 'resolved',
  },
})
