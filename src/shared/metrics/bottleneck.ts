import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const asOfNow = { population: 'denials', dimensions: denialDimensions, countedOn: null } as const
const asOf = 'at the end of the period, or now if the period has not ended'
const stalled =
  'no touch and no payer response in the 10 business days before that. A response is a remittance, or one that a worklist or a person states'

export const bottleneckMetrics = metricsOf('bottleneck', {
  open_denials: {
    ...asOfNow,
    name: 'Open denials',
    definition: `Denials received and with something left to do ${asOf}. Reversed denials and those proposed to close are left out. By denial category and age they show the aging of the queue; by payer, the backlog; by biller, each workload.`,
    ...sumOf('count', 'open denials'),
    direction: 'down',
  },
  open_amount: {
    ...asOfNow,
    name: 'Open amount',
    definition: `Dollars left on the denials that are open ${asOf}: what the payer’s latest answer still denies, less payments since.`,
    ...sumOf('cents', 'dollars left'),
    direction: 'down',
  },
  stalled_denials: {
    ...asOfNow,
    name: 'Stalled denials',
    definition: `Denials open ${asOf}, with ${stalled}.`,
    ...sumOf('count', 'open denials without activity in 10 business days'),
    direction: 'down',
  },
  stalled_amount: {
    ...asOfNow,
    name: 'Stalled amount',
    definition: `Dollars left on stalled denials: open ${asOf}, with ${stalled}.`,
    ...sumOf('cents', 'dollars left'),
    direction: 'down',
  },
  past_follow_up: {
    ...asOfNow,
    name: 'Past follow-up date',
    definition: `Open denials whose follow-up date has passed ${asOf}.`,
    ...sumOf('count', 'open denials past their follow-up date'),
    direction: 'down',
  },
  repeat_touch_share: {
    ...asOfNow,
    name: 'Touched three times or more',
    definition:
      'Denials touched in the period that had three or more touches by its end, divided by all denials touched in the period.',
    ...shareOf('denials with three touches or more', 'denials touched'),
    direction: 'down',
  },
  days_between_touches: {
    ...asOfNow,
    name: 'Days between touches',
    definition:
      'Days from the end of one touch on a denial to the start of the next, for touches that started in the period. Overlapping touches have none between them. By biller and team, they are of the denial’s owner. The median shows more than the mean.',
    ...meanOf('days', 'days between touches', 'touches after the first'),
    direction: 'neutral',
    population: 'touches',
    countedOn: 'touched',
  },
  unclear_ownership_hours: {
    ...asOfNow,
    name: 'Unassigned time',
    definition:
      'Business hours of the period in which open denials were unassigned, or waited for a touch after a second reassignment, by the business hours of the team that is assigned now. This is waiting time, not staff time, and is not hidden work.',
    ...sumOf('hours', 'business hours waited'),
    direction: 'down',
  },
})
