import type { MetricDefinition } from './definition.ts'
import { workedDenialDimensions } from './dimensions.ts'

const spanPeriod = 'Recorded time belongs to the period in which it starts.'
const byDenial = 'By denial, work counts toward the latest denial of its claim; the rest is "not known".'
const ofTime = { group: 'time', population: 'time', countedOn: 'recorded', target: null } as const
const ofTouches = {
  group: 'time',
  population: 'touches',
  countedOn: 'touched',
  target: null,
  dimensions: ['user', 'team', 'shift', ...workedDenialDimensions],
} as const

export const timeMetrics = [
  {
    ...ofTime,
    id: 'active_minutes',
    name: 'Active time',
    definition: `Minutes with a window in focus and keyboard or mouse input within the idle threshold. ${spanPeriod} ${byDenial}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'active minutes',
    denominator: null,
    dimensions: ['user', 'team', 'shift', 'payer', 'activity', 'rating', 'system', ...workedDenialDimensions],
  },
  {
    ...ofTime,
    id: 'idle_minutes',
    name: 'Idle time',
    definition: `Minutes without keyboard or mouse input, from the last input on. Idle does not mean "not working": a payer call and a paper remittance look the same. ${spanPeriod}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'idle minutes',
    denominator: null,
    dimensions: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  {
    ...ofTime,
    id: 'manual_minutes',
    name: 'Manual time',
    definition:
      'Minutes that billers entered themselves for time away from the computer: a payer call, a meeting, paper. No other metric includes it. Of an entry, the part inside the period ' +
      'counts; overlapping entries of one biller count once, toward the entry that started first.',
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes entered',
    denominator: null,
    dimensions: ['user', 'team', 'kind'],
    countedOn: null,
    ignoresPayer: true,
  },
  {
    ...ofTouches,
    id: 'touches',
    name: 'Touches',
    definition:
      "Touches that started in the period. A touch is one biller's work on one denial, including breaks shorter than the touch gap. With a payer filter: " +
      `touches with time at that payer. ${byDenial}`,
    unit: 'count',
    direction: 'neutral',
    numerator: 'touches started',
    denominator: null,
  },
  {
    ...ofTouches,
    id: 'denials_touched',
    name: 'Denials worked',
    definition:
      'Distinct denials with a touch that started in the period. A denial that two billers worked counts for each of them and once in the total. ' +
      'With a payer filter: denials with touch time at that payer.',
    unit: 'count',
    direction: 'neutral',
    numerator: 'distinct denials',
    denominator: null,
  },
  {
    ...ofTouches,
    id: 'minutes_per_denial',
    name: 'Work minutes per denial',
    definition: `Active minutes of touches that started in the period, per denial touched. The median and the 90th percentile are shown beside the mean. ${byDenial}`,
    unit: 'min',
    direction: 'down',
    numerator: 'active minutes of touches',
    denominator: 'denials touched',
  },
  {
    ...ofTime,
    id: 'hidden_minutes',
    name: 'Hidden work',
    definition: `Minutes of denial work that did not advance a claim. By kind, a minute in two kinds counts in both; otherwise each minute counts once. ${spanPeriod}`,
    unit: 'min',
    direction: 'down',
    numerator: 'minutes of hidden work',
    denominator: null,
    dimensions: ['user', 'team', 'payer', 'kind'],
  },
  {
    ...ofTime,
    id: 'hidden_work_tax',
    name: 'Hidden-work tax',
    definition: `Hidden work: share of denial work that did not advance a claim. Minutes of any kind of hidden work, each once, divided by active minutes of core, support and hidden work. ${spanPeriod}`,
    unit: 'ratio',
    direction: 'down',
    numerator: 'minutes of hidden work, each once',
    denominator: 'active minutes of core, support and hidden work',
    dimensions: ['user', 'team', 'payer'],
  },
  {
    ...ofTime,
    id: 'hidden_cost',
    name: 'Cost of hidden work',
    definition: 'Hidden work at the labor cost per hour from Settings. Without that there is no cost.',
    unit: 'cents',
    direction: 'down',
    numerator: 'labor cost of hidden work',
    denominator: null,
    dimensions: ['user', 'team', 'payer', 'kind'],
  },
] as const satisfies readonly MetricDefinition[]
