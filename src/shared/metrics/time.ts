import { workedDenialSlices } from './definition.ts'
import type { MetricDefinition } from './definition.ts'

const spanPeriod = 'A span belongs to the period that contains its start.'
const about = { group: 'time', about: 'time', target: null } as const
const byDenial = 'By what belongs to a denial, work counts to the latest denial of its claim; the rest is "not known".'

export const timeMetrics = [
  {
    ...about,
    id: 'active_minutes',
    name: 'Active time',
    definition: `Minutes with a window in focus and input within the idle threshold of that window's rule. ${spanPeriod} ${byDenial}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes of active spans',
    denominator: null,
    slices: ['user', 'team', 'shift', 'payer', 'activity', 'rating', 'system', ...workedDenialSlices],
  },
  {
    ...about,
    id: 'idle_minutes',
    name: 'Idle time',
    definition:
      'Minutes without input, from the last input on. Idle is not "not working": a payer on the phone and a paper remittance look ' +
      `the same. ${spanPeriod}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes of idle spans',
    denominator: null,
    slices: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  {
    ...about,
    id: 'manual_minutes',
    name: 'Manual time',
    definition:
      'Minutes that people named themselves where nothing was captured: a payer call, a meeting, paper. It is in no other metric: not in ' +
      'active time, not in touches, not in hidden work. A stretch counts with what of it lies in the period; what one person named twice ' +
      'counts once, to the stretch that began first.',
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes of named stretches',
    denominator: null,
    slices: ['user', 'team', 'kind'],
  },
  {
    ...about,
    id: 'touches',
    name: 'Touches',
    definition:
      "Touches that began in the period. A touch is one user's work on one denial, pauses under the touch gap included. With a payer, " +
      `those in which a span names that payer. ${byDenial}`,
    unit: 'count',
    direction: 'neutral',
    numerator: 'touches begun',
    denominator: null,
    slices: ['user', 'team', 'shift', ...workedDenialSlices],
    about: 'touches',
  },
  {
    ...about,
    id: 'denials_touched',
    name: 'Denials worked',
    definition:
      'Different denials with a touch that began in the period. One worked on by two users counts for each of them and once in the whole. ' +
      'With a payer, those with a touch in which a span names that payer.',
    unit: 'count',
    direction: 'neutral',
    numerator: 'different denials',
    denominator: null,
    slices: ['user', 'team', 'shift', ...workedDenialSlices],
    about: 'touches',
  },
  {
    ...about,
    id: 'minutes_per_denial',
    name: 'Work minutes per denial',
    definition: `Active minutes of the touches begun in the period, per denial touched in it; the median and the 90th percentile beside the mean. ${byDenial}`,
    unit: 'min',
    direction: 'down',
    numerator: 'active minutes of touches',
    denominator: 'denials touched',
    slices: ['user', 'team', 'shift', ...workedDenialSlices],
    about: 'touches',
  },
  {
    ...about,
    id: 'hidden_minutes',
    name: 'Hidden work',
    definition:
      'Minutes that move no denial forward. By kind, a minute counts once in each of its kinds; in every other slice and in the whole it counts ' +
      `once, whatever the number of kinds. ${spanPeriod}`,
    unit: 'min',
    direction: 'down',
    numerator: 'minutes of tagged spans',
    denominator: null,
    slices: ['user', 'team', 'payer', 'kind'],
  },
  {
    ...about,
    id: 'hidden_work_tax',
    name: 'Hidden-work tax',
    definition:
      'Share of denial work that is hidden work: minutes tagged with any kind, each once, of the active minutes rated core, support or ' +
      `hidden. ${spanPeriod}`,
    unit: 'ratio',
    direction: 'down',
    numerator: 'minutes of tagged spans, each once',
    denominator: 'active minutes rated core, support or hidden',
    slices: ['user', 'team', 'payer'],
  },
  {
    ...about,
    id: 'hidden_cost',
    name: 'Cost of hidden work',
    definition:
      'Hidden work at the cost of an hour from the settings; without that there is no cost. By kind as hidden work is.',
    unit: 'cents',
    direction: 'down',
    numerator: 'labour cost of hidden work in cents',
    denominator: null,
    slices: ['user', 'team', 'payer', 'kind'],
  },
] as const satisfies readonly MetricDefinition[]
