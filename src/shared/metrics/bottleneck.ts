import type { MetricDefinition } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const asOfNow = {
  group: 'bottleneck',
  population: 'denials',
  dimensions: denialDimensions,
  target: null,
  countedOn: null,
} as const
const asOf = 'at the end of the period, or now if the period has not ended'
const stalled = 'no touch and no payer response in the 10 business days before that'

export const bottleneckMetrics = [
  {
    ...asOfNow,
    id: 'open_denials',
    name: 'Open denials',
    definition: `Denials received and not resolved ${asOf}. By denial category and age they show the aging of the queue; by payer, the backlog; by biller, each workload.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials',
    denominator: null,
  },
  {
    ...asOfNow,
    id: 'open_amount',
    name: 'Open amount',
    definition: `Dollars denied on the denials that are open ${asOf}.`,
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars denied',
    denominator: null,
  },
  {
    ...asOfNow,
    id: 'stalled_denials',
    name: 'Stalled denials',
    definition: `Denials open ${asOf}, with ${stalled}.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials without activity in 10 business days',
    denominator: null,
  },
  {
    ...asOfNow,
    id: 'stalled_amount',
    name: 'Stalled amount',
    definition: `Dollars denied on stalled denials: open ${asOf}, with ${stalled}.`,
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars denied',
    denominator: null,
  },
  {
    ...asOfNow,
    id: 'past_follow_up',
    name: 'Past follow-up date',
    definition: `Open denials whose follow-up date has passed ${asOf}.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials past their follow-up date',
    denominator: null,
  },
  {
    ...asOfNow,
    id: 'repeat_touch_share',
    name: 'Touched three times or more',
    definition:
      'Denials touched in the period that had three or more touches by its end, divided by all denials touched in the period.',
    unit: 'ratio',
    direction: 'down',
    numerator: 'denials with three touches or more',
    denominator: 'denials touched',
  },
  {
    ...asOfNow,
    id: 'days_between_touches',
    name: 'Days between touches',
    definition:
      'Days from the end of one touch on a denial to the start of the next, for touches that started in the period. The median shows more than the mean.',
    unit: 'days',
    direction: 'neutral',
    numerator: 'days between touches',
    denominator: 'touches after the first',
    population: 'touches',
    countedOn: 'touched',
  },
  {
    ...asOfNow,
    id: 'unclear_ownership_hours',
    name: 'Unassigned time',
    definition:
      'Business hours of the period in which open denials were unassigned, or waited for a touch after a second reassignment. This is waiting time, not staff time, and is not hidden work.',
    unit: 'hours',
    direction: 'down',
    numerator: 'business hours waited',
    denominator: null,
  },
] as const satisfies readonly MetricDefinition[]
