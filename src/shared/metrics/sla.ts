import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { population: 'denials', dimensions: denialDimensions } as const
const received = { ...ofDenials, countedOn: 'received' } as const

export const slaMetrics = metricsOf('sla', {
  time_to_first_touch: {
    ...received,
    name: 'Time to first touch',
    definition:
      'Business minutes from receipt to the first touch, by the business hours of the assigned team, for denials received in the period and touched. Untouched denials are counted separately.',
    ...meanOf('min', 'business minutes waited', 'denials touched'),
    direction: 'down',
  },
  untouched_denials: {
    ...received,
    name: 'Untouched denials',
    definition: 'Open denials received in the period without any touch.',
    ...sumOf('count', 'open denials without a touch'),
    direction: 'down',
  },
  worked_within_sla: {
    ...received,
    name: 'Worked within SLA',
    definition:
      'First-touch SLAs met, divided by met plus missed, for denials received in the period. A denial past due counts as missed while it is open; one not yet due is left out. If several first-touch SLAs apply, the earliest counts.',
    ...shareOf('denials touched on time', 'denials touched, or past due'),
    direction: 'up',
  },
  follow_up_on_time: {
    ...ofDenials,
    name: 'Followed up on time',
    definition:
      'Denials touched on their follow-up date or in the seven days before it, divided by all unresolved denials whose follow-up date passed in the period.',
    ...shareOf('denials followed up on time', 'denials due for follow-up'),
    direction: 'up',
    countedOn: 'follow_up_over',
  },
  appeal_timeliness: {
    ...ofDenials,
    name: 'Appealed on time',
    definition:
      'Denials first appealed in the period before the payer’s appeal deadline, divided by those plus the ones whose deadline passed in the period without an appeal or resolution. Denials without a known deadline are left out.',
    ...shareOf('denials appealed on time', 'denials appealed, or past the payer deadline'),
    direction: 'up',
    countedOn: 'appealed_or_over',
  },
  overdue_denials: {
    ...ofDenials,
    name: 'Overdue denials',
    definition:
      'Open denials that are overdue at the end of the period, or now if it has not ended: untouched past their first-touch SLA, past their follow-up date, or past the payer’s appeal deadline without an appeal.',
    ...sumOf('count', 'open denials overdue'),
    direction: 'down',
    countedOn: null,
  },
  overdue_amount: {
    ...ofDenials,
    name: 'Overdue amount',
    definition: 'Dollars denied on the denials overdue at the end of the period, or now if it has not ended.',
    ...sumOf('cents', 'dollars denied'),
    direction: 'down',
    countedOn: null,
  },
})
