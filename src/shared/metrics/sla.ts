import { meanOf, metricsOf, shareOf, sumOf } from './definition.ts'
import { denialDimensions } from './dimensions.ts'

const ofDenials = { population: 'denials', dimensions: denialDimensions } as const
const sinceStart = 'Denials received before the start date in Settings are left out.'
const followUpsSinceStart = 'Follow-up dates before the start date in Settings are left out.'
const received = { ...ofDenials, countedOn: 'received' } as const

export const slaMetrics = metricsOf('sla', {
  time_to_first_touch: {
    ...received,
    name: 'Time to first touch',
    definition:
      'Business minutes from receipt to the first touch, by the business hours of the assigned team, for denials received in the period and touched by now. Untouched denials are counted apart. ' +
      sinceStart,
    ...meanOf('min', 'business minutes waited', 'denials touched'),
    direction: 'down',
  },
  untouched_denials: {
    ...received,
    name: 'Untouched denials',
    definition: `Denials received in the period that are open now without any touch. ${sinceStart}`,
    ...sumOf('count', 'open denials without a touch'),
    direction: 'down',
  },
  untouched_wait: {
    ...received,
    name: 'Waiting for a first touch',
    definition: `Business minutes since receipt, by the business hours of the assigned team, for denials received in the period that are open now without any touch. ${sinceStart}`,
    ...meanOf('min', 'business minutes waited so far', 'open denials without a touch'),
    direction: 'down',
  },
  worked_within_sla: {
    ...received,
    name: 'Worked within SLA',
    definition:
      'First-touch SLAs met, divided by met plus missed, for denials received in the period and judged by now: an SLA is missed as soon as its target has passed. A denial that is not yet due, or was resolved untouched before it was due, is left out. If several first-touch SLAs apply, the earliest counts. ' +
      sinceStart,
    ...shareOf('denials touched on time', 'denials touched, or past due'),
    direction: 'up',
  },
  follow_up_on_time: {
    ...ofDenials,
    name: 'Followed up on time',
    definition:
      'Denials touched on their follow-up date or in the seven days before it, divided by all denials whose follow-up date passed in the period while they were unresolved. ' +
      followUpsSinceStart,
    ...shareOf('denials followed up on time', 'denials due for follow-up'),
    direction: 'up',
    countedOn: 'follow_up_over',
  },
  follow_up_delay: {
    ...ofDenials,
    name: 'Follow-up delay',
    definition:
      'Calendar days from the follow-up date to the touch that followed it up, 0 when that was on the date or in the seven days before it, for denials whose follow-up date passed in the period while they were unresolved. Denials not followed up by now are left out. ' +
      followUpsSinceStart,
    ...meanOf('days', 'days after the follow-up date', 'denials followed up'),
    direction: 'down',
    countedOn: 'follow_up_over',
  },
  appeal_timeliness: {
    ...ofDenials,
    name: 'Appealed on time',
    definition:
      'Denials first appealed in the period before the payer’s appeal deadline, divided by those plus the ones whose deadline passed in the period without an appeal or resolution. A late appeal does not change that: the miss stays in the month of the deadline. Denials without a known deadline are left out.',
    ...shareOf('denials appealed on time', 'denials appealed, or past the payer deadline'),
    direction: 'up',
    countedOn: 'appealed_or_over',
  },
  overdue_denials: {
    ...ofDenials,
    name: 'Open with a missed date',
    definition:
      'Open denials with a missed date at the end of the period, or now if it has not ended: untouched past their first-touch SLA, past their follow-up date, or past a deadline of the payer: for an appeal without one, for the next appeal level, or for a corrected claim without one or an appeal. Overdue in the worklist is always as of now, and also counts appeal and custom SLAs.',
    ...sumOf('count', 'open denials with a missed date'),
    direction: 'down',
    countedOn: null,
  },
  overdue_amount: {
    ...ofDenials,
    name: 'Amount with a missed date',
    definition:
      'Dollars left on the open denials with a missed date at the end of the period, or now if it has not ended.',
    ...sumOf('cents', 'dollars left'),
    direction: 'down',
    countedOn: null,
  },
})
