import type { MetricDefinition } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { group: 'sla', population: 'denials', dimensions: denialDimensions, target: null } as const
const received = { ...ofDenials, countedOn: 'received' } as const

export const slaMetrics = [
  {
    ...received,
    id: 'time_to_first_touch',
    name: 'Time to first touch',
    definition:
      'Business minutes from receipt to the first touch, by the business hours of the assigned team, for denials received in the period and touched. Untouched denials are counted separately.',
    unit: 'min',
    direction: 'down',
    numerator: 'business minutes waited',
    denominator: 'denials touched',
  },
  {
    ...received,
    id: 'untouched_denials',
    name: 'Untouched denials',
    definition: 'Open denials received in the period without any touch.',
    unit: 'count',
    direction: 'down',
    numerator: 'open denials without a touch',
    denominator: null,
  },
  {
    ...received,
    id: 'worked_within_sla',
    name: 'Worked within SLA',
    definition:
      'First-touch SLAs met, divided by met plus missed, for denials received in the period. A denial past due counts as missed while it is open; one not yet due is left out. If several first-touch SLAs apply, the earliest counts.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials touched on time',
    denominator: 'denials touched, or past due',
  },
  {
    ...ofDenials,
    id: 'follow_up_on_time',
    name: 'Followed up on time',
    definition:
      'Denials touched on their follow-up date or in the seven days before it, divided by all unresolved denials whose follow-up date passed in the period.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials followed up on time',
    denominator: 'denials due for follow-up',
    countedOn: 'follow_up_over',
  },
  {
    ...ofDenials,
    id: 'appeal_timeliness',
    name: 'Appealed on time',
    definition:
      'Denials first appealed in the period before the payer’s appeal deadline, divided by those plus the ones whose deadline passed in the period without an appeal or resolution. Denials without a known deadline are left out.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials appealed on time',
    denominator: 'denials appealed, or past the payer deadline',
    countedOn: 'appealed_or_over',
  },
  {
    ...ofDenials,
    id: 'overdue_denials',
    name: 'Overdue denials',
    definition:
      'Open denials that are overdue at the end of the period, or now if it has not ended: untouched past their first-touch SLA, past their follow-up date, or past the payer’s appeal deadline without an appeal.',
    unit: 'count',
    direction: 'down',
    numerator: 'open denials overdue',
    denominator: null,
    countedOn: null,
  },
  {
    ...ofDenials,
    id: 'overdue_amount',
    name: 'Overdue amount',
    definition: 'Dollars denied on the denials overdue at the end of the period, or now if it has not ended.',
    unit: 'cents',
    direction: 'down',
    numerator: 'dollars denied',
    denominator: null,
    countedOn: null,
  },
] as const satisfies readonly MetricDefinition[]
