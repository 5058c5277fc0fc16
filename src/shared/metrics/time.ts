import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { workedDenialDimensions } from './dimensions.ts'

const spanPeriod = 'Recorded time belongs to the period in which it starts.'
const byDenial = 'By denial, work counts toward the latest denial of its claim; the rest is "not known".'
const ofTime = { population: 'time', countedOn: 'recorded' } as const
const ofTouches = {
  population: 'touches',
  countedOn: 'touched',
  dimensions: ['user', 'team', 'shift', ...workedDenialDimensions],
} as const

export const timeMetrics = metricsOf('time', {
  active_minutes: {
    ...ofTime,
    name: 'Active time',
    definition: `Minutes with a window in focus and keyboard or mouse input within the idle threshold. ${spanPeriod} ${byDenial}`,
    ...sumOf('min', 'active minutes'),
    direction: 'neutral',
    dimensions: ['user', 'team', 'shift', 'payer', 'activity', 'rating', 'system', ...workedDenialDimensions],
  },
  idle_minutes: {
    ...ofTime,
    name: 'Idle time',
    definition: `Minutes without keyboard or mouse input, from the last input on. Idle does not mean "not working": a payer call and a paper remittance look the same. ${spanPeriod}`,
    ...sumOf('min', 'idle minutes'),
    direction: 'neutral',
    dimensions: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  manual_minutes: {
    ...ofTime,
    name: 'Manual time',
    definition:
      'Minutes that billers entered themselves for time away from the computer: a payer call, a meeting, paper. No other metric includes it. Of an entry, the part inside the period ' +
      'counts; overlapping entries of one biller count once, toward the entry that started first.',
    ...sumOf('min', 'minutes entered'),
    direction: 'neutral',
    dimensions: ['user', 'team', 'kind'],
    countedOn: null,
    ignoresPayer: true,
  },
  touches: {
    ...ofTouches,
    name: 'Touches',
    definition:
      "Touches that started in the period. A touch is one biller's work on one denial, including breaks shorter than the touch gap. With a payer filter: " +
      `touches with time at that payer. ${byDenial}`,
    ...sumOf('count', 'touches started'),
    direction: 'neutral',
  },
  denials_touched: {
    ...ofTouches,
    name: 'Denials worked',
    definition:
      'Distinct denials with a touch that started in the period. A denial that two billers worked counts for each of them and once in the total. ' +
      'With a payer filter: denials with touch time at that payer.',
    ...sumOf('count', 'distinct denials'),
    direction: 'neutral',
  },
  minutes_per_denial: {
    ...ofTouches,
    name: 'Work minutes per denial',
    definition: `Active minutes of touches that started in the period, per denial touched. The median and the 90th percentile are shown beside the mean. ${byDenial}`,
    ...meanOf('min', 'active minutes of touches', 'denials touched'),
    direction: 'down',
  },
  hidden_minutes: {
    ...ofTime,
    name: 'Hidden work',
    definition: `Minutes of denial work that did not advance a claim. By kind, a minute in two kinds counts in both; otherwise each minute counts once. ${spanPeriod}`,
    ...sumOf('min', 'minutes of hidden work'),
    direction: 'down',
    dimensions: ['user', 'team', 'payer', 'kind'],
  },
  hidden_work_tax: {
    ...ofTime,
    name: 'Hidden-work tax',
    definition: `Hidden work: share of denial work that did not advance a claim. Minutes of any kind of hidden work, each once, divided by active minutes of core, support and hidden work. ${spanPeriod}`,
    ...shareOf('minutes of hidden work, each once', 'active minutes of core, support and hidden work'),
    direction: 'down',
    dimensions: ['user', 'team', 'payer'],
  },
  hidden_cost: {
    ...ofTime,
    name: 'Cost of hidden work',
    definition: 'Hidden work at the labor cost per hour from Settings. Without that there is no cost.',
    ...sumOf('cents', 'labor cost of hidden work'),
    direction: 'down',
    dimensions: ['user', 'team', 'payer', 'kind'],
  },
})
