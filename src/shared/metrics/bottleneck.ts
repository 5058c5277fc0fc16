import { denialSlices } from './definition.ts'
import type { MetricDefinition } from './definition.ts'

const about = { group: 'bottleneck', about: 'denials', slices: denialSlices, target: null } as const
const asOf = "at the period's end, or now while it runs"

export const bottleneckMetrics = [
  {
    ...about,
    id: 'open_denials',
    name: 'Open denials',
    definition: `Denials received and not resolved ${asOf}. By category and age bucket: queue ageing; by payer: the backlog; by user: what each has in hand.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials',
    denominator: null,
  },
  {
    ...about,
    id: 'open_amount',
    name: 'Amount open',
    definition: `Dollars denied of the denials not resolved ${asOf}.`,
    unit: 'cents',
    direction: 'down',
    numerator: 'cents denied',
    denominator: null,
  },
  {
    ...about,
    id: 'stalled_denials',
    name: 'Stalled',
    definition: `Open denials without a touch or a payer's answer in the ten business days before the period's end, or before now while it runs.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials without a touch or answer in ten business days',
    denominator: null,
  },
  {
    ...about,
    id: 'stalled_amount',
    name: 'Amount stalled',
    definition: `Dollars denied of the stalled denials: open, without a touch or a payer's answer in the ten business days before the period's end, or before now while it runs.`,
    unit: 'cents',
    direction: 'down',
    numerator: 'cents denied',
    denominator: null,
  },
  {
    ...about,
    id: 'past_follow_up',
    name: 'Past follow-up',
    definition: `Open denials whose follow-up day is over ${asOf}.`,
    unit: 'count',
    direction: 'down',
    numerator: 'open denials past their follow-up day',
    denominator: null,
  },
  {
    ...about,
    id: 'repeat_touch_share',
    name: 'Touched three times or more',
    definition: 'Denials touched in the period that have had three touches or more by its end, of all touched in it.',
    unit: 'ratio',
    direction: 'down',
    numerator: 'denials with three touches or more',
    denominator: 'denials touched',
  },
  {
    ...about,
    id: 'days_between_touches',
    name: 'Days between touches',
    definition:
      'Days from the end of one touch on a denial to the beginning of the next, of the touches begun in the period that are not the first; the median tells more than the mean.',
    unit: 'days',
    direction: 'neutral',
    numerator: 'days between touches',
    denominator: 'touches after the first',
    about: 'touches',
  },
  {
    ...about,
    id: 'unclear_ownership_hours',
    name: 'Waiting without a clear owner',
    definition:
      'Business hours of the period in which open denials had no owner, or waited for a touch after a second reassignment. Hours of waiting, not of work: apart from the tax.',
    unit: 'hours',
    direction: 'down',
    numerator: 'business hours waited',
    denominator: null,
  },
] as const satisfies readonly MetricDefinition[]
