import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions, workedDenialDimensions } from './dimensions.ts'

/** What work recovered, and the work: by who worked, and by the denial. */
const ofRecovery = { dimensions: ['user', 'team', 'payer', ...workedDenialDimensions], ofDenialPayer: true } as const
const ofWorkAndRecovery = { ...ofRecovery, ofAttributedTime: true } as const

export const teamMetrics = metricsOf('team', {
  denials_worked_per_fte: {
    name: 'Denials worked per FTE per day',
    definition:
      'Distinct denials touched on each day, added up over the period, per full-time day. A full-time day is eight hours of active time: a screen left on at night is no work.',
    ...meanOf('count', 'denials touched, each once per person and day', 'active time in eight-hour days'),
    direction: 'up',
    dimensions: ['user', 'team'],
    population: 'time',
    countedOn: 'recorded',
    ignoresPayer: true,
    mayCountManualTime: true,
  },
  recovery_yield: {
    name: 'Recovery by biller',
    definition:
      'Dollars recovered on denials resolved in the period, split among the people who have touched them by now, by their share of active minutes. Denials without a touch are under "not known".',
    ...sumOf('cents', 'dollars recovered'),
    ...ofRecovery,
    direction: 'up',
    population: 'touches',
    countedOn: 'resolved',
  },
  recovery_per_hour: {
    name: 'Recovered per hour',
    definition:
      'Recovery by biller, per active hour of denial work in the period. By payer, both are of the payer of the denial; work that names no known denial is "not known".',
    ...meanOf('cents_per_hour', 'dollars recovered', 'active hours of core, support and hidden work'),
    ...ofWorkAndRecovery,
    direction: 'up',
    population: 'time',
    countedOn: 'recorded',
    mayCountManualTime: true,
  },
  cost_to_recover: {
    name: 'Cost to recover',
    definition:
      'Labor cost of active denial work in the period, divided by the dollars recovered on denials resolved in the period. By payer, both are of the payer of the denial. It needs the labor cost per hour from Settings. Before the first recorded work it is not known.',
    ...meanOf('ratio', 'labor cost of denial work', 'dollars recovered'),
    ...ofWorkAndRecovery,
    direction: 'down',
    population: 'time',
    countedOn: 'recorded',
    mayCountManualTime: true,
  },
  workload: {
    name: 'Workload',
    definition:
      'Working days of work that the open denials hold, at the end of the period, or now if it has not ended: expected minutes of the open denials, divided by the capacity of a day. ' +
      'Expected are the mean active minutes of the touches on denials of the category that were resolved in the 90 days before and touched, or of all categories where fewer than 20 of the category were; ' +
      'less the minutes of the touches on the denial so far, never below 0. Capacity is each person’s active minutes of core, support and hidden work in the period, per day with any, added up over people. ' +
      'By biller, denials are of their owner; those without one count in the total alone.',
    ...meanOf('days', 'expected minutes of the open denials', 'minutes of denial work a day'),
    direction: 'down',
    dimensions: ['user', 'team'],
    population: 'denials',
    countedOn: null,
    ignoresPayer: true,
    dividedByTime: true,
  },
  rework_rate: {
    name: 'Rework rate',
    definition:
      'Denials resolved in the period that had been reopened, or whose claim the same payer denied again afterwards, divided by all denials resolved in the period.',
    ...shareOf('denials reopened or denied again', 'denials resolved'),
    direction: 'down',
    dimensions: denialDimensions,
    population: 'denials',
    countedOn: 'resolved',
  },
})
