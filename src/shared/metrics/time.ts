import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { workedDenialDimensions } from './dimensions.ts'

const spanPeriod = 'Recorded time belongs to the period in which it starts.'
const byDenial = 'By denial, work counts toward the latest denial of its claim; the rest is "not known".'
const ofTime = { population: 'time', countedOn: 'recorded' } as const
const ofTimeByClaim = { ...ofTime, ofAttributedTime: true } as const
const ofTouches = {
  population: 'touches',
  countedOn: 'touched',
  dimensions: ['user', 'team', 'shift', ...workedDenialDimensions],
} as const

export const timeMetrics = metricsOf('time', {
  active_minutes: {
    ...ofTimeByClaim,
    name: 'Active time',
    definition: `Minutes with a window in focus and keyboard or mouse input within the idle threshold. ${spanPeriod} ${byDenial}`,
    ...sumOf('min', 'active minutes'),
    direction: 'neutral',
    dimensions: [
      'user',
      'team',
      'shift',
      'payer',
      'activity',
      'rating',
      'system',
      'attribution',
      ...workedDenialDimensions,
    ],
  },
  idle_minutes: {
    ...ofTime,
    name: 'Idle time',
    definition: `Minutes without keyboard or mouse input, from the last input on. Idle does not mean "not working": a letter on paper and a payer call from a desk phone look the same. On a call that the computer observes, nobody is idle. ${spanPeriod}`,
    ...sumOf('min', 'idle minutes'),
    direction: 'neutral',
    dimensions: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  call_minutes: {
    ...ofTime,
    name: 'Time on calls',
    definition: `Active minutes in which a program used the microphone: payer calls, time on hold, meetings. They are part of active time. Without a call there is no value, as where calls are not observed; time that billers entered by hand is not part of it. ${spanPeriod}`,
    ...sumOf('min', 'active minutes on calls'),
    direction: 'neutral',
    dimensions: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  manual_minutes: {
    ...ofTime,
    name: 'Manual time',
    definition:
      'Minutes that billers entered themselves for time away from the computer: a payer call, a meeting, paper. Other metrics include none of it, or its payer calls and paper if Settings count them as effort. Of an entry, the part inside the period ' +
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
    definition: `Active minutes of touches that started in the period, per denial touched. A touch is where the claim was seen: its minutes are neither stated nor inferred. The median and the 90th percentile are shown beside the mean. ${byDenial}`,
    ...meanOf('min', 'active minutes of touches', 'denials touched'),
    direction: 'down',
  },
  touches_per_denial: {
    ...ofTouches,
    name: 'Touches per denial',
    definition: `Touches that started in the period, per denial touched. ${byDenial}`,
    ...meanOf('count', 'touches started', 'denials touched'),
    direction: 'down',
  },
  time_per_denial: {
    ...ofTimeByClaim,
    name: 'Active time per denial',
    definition: `Active minutes on known denials, with a claim that was seen, stated or inferred, per denial worked on. By payer, it is the payer of the denial, whichever payer the window named. ${spanPeriod}`,
    ...meanOf('min', 'active minutes on known denials', 'denials worked on'),
    direction: 'down',
    dimensions: ['user', 'team', 'payer', ...workedDenialDimensions],
    ofDenialPayer: true,
    mayCountManualTime: true,
  },
  all_minutes_per_denial: {
    ...ofTime,
    name: 'All denial work per denial',
    definition: `Active minutes of core, support and hidden work, whether or not they name a claim, per denial touched. ${spanPeriod}`,
    ...meanOf('min', 'active minutes of core, support and hidden work', 'denials touched'),
    direction: 'down',
    dimensions: ['user', 'team'],
    mayCountManualTime: true,
  },
  attributed_share: {
    ...ofTimeByClaim,
    name: 'Denial work that names a claim',
    definition: `Active minutes of core, support and hidden work with a claim, divided by all such minutes: a claim that was seen in the window, stated by the biller, or inferred from the window just before. ${spanPeriod}`,
    ...shareOf('active minutes with a claim', 'active minutes of core, support and hidden work'),
    direction: 'up',
    target: 0.85,
    dimensions: ['user', 'team', 'payer', 'activity', 'system'],
    mayCountManualTime: true,
  },
  high_value_time_share: {
    ...ofTimeByClaim,
    name: 'Time on high-value denials',
    definition: `Active minutes on denials of $2,000 or more, divided by active minutes on all known denials. ${spanPeriod}`,
    ...shareOf('active minutes on denials of $2,000 or more', 'active minutes on known denials'),
    direction: 'up',
    dimensions: ['user', 'team', 'category'],
    mayCountManualTime: true,
  },
  low_value_time_share: {
    ...ofTimeByClaim,
    name: 'Time on low-value denials',
    definition: `Active minutes on denials of less than $100, divided by active minutes on all known denials. ${spanPeriod}`,
    ...shareOf('active minutes on denials under $100', 'active minutes on known denials'),
    direction: 'down',
    dimensions: ['user', 'team', 'category'],
    mayCountManualTime: true,
  },
  all_labor_per_denial: {
    ...ofTime,
    name: 'Cost per denial, all denial labor',
    definition:
      'Labor cost of all denial work in the period, whether or not it names a claim, per denial resolved in the period. It needs the labor cost per hour from Settings. Before the first recorded work it is not known.',
    ...meanOf('cents', 'labor cost of all denial work', 'denials resolved'),
    direction: 'down',
    dimensions: [],
    ignoresPayer: true,
    mayCountManualTime: true,
  },
  loaded_cost_per_denial: {
    ...ofTime,
    name: 'Cost per denial, labor and overhead',
    definition:
      'Labor cost of all denial work in the period times the overhead factor from Settings, per denial resolved in the period. It can be compared with the industry’s $118, which includes overhead. Before the first recorded work it is not known.',
    ...meanOf('cents', 'labor and overhead of all denial work', 'denials resolved'),
    direction: 'down',
    target: 11_800,
    dimensions: [],
    ignoresPayer: true,
    mayCountManualTime: true,
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
    mayCountManualTime: true,
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
