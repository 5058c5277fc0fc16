import { denialSlices } from './definition.ts'
import type { MetricDefinition } from './definition.ts'

const about = { group: 'sla', about: 'denials', slices: denialSlices, target: null } as const

export const slaMetrics = [
  {
    ...about,
    id: 'time_to_first_touch',
    name: 'Time to first touch',
    definition:
      "Business minutes of the owner's team from receipt to the first touch, of the denials received in the period that have been touched. Untouched ones are counted apart.",
    unit: 'min',
    direction: 'down',
    numerator: 'business minutes waited',
    denominator: 'denials touched',
  },
  {
    ...about,
    id: 'untouched_denials',
    name: 'Not touched yet',
    definition: 'Open denials received in the period that nobody has touched.',
    unit: 'count',
    direction: 'down',
    numerator: 'open denials without a touch',
    denominator: null,
  },
  {
    ...about,
    id: 'worked_within_sla',
    name: 'Worked within SLA',
    definition:
      'Denials received in the period with a first touch in time, of those touched or past due: met ÷ (met + missed), open and past due included, not yet due left out. Where several first-touch SLAs fit, the earliest counts.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials touched in time',
    denominator: 'denials touched, or past due',
  },
  {
    ...about,
    id: 'follow_up_on_time',
    name: 'Followed up on time',
    definition:
      'Denials whose follow-up day ended in the period with a touch on that day or in the seven days before it, of all whose follow-up day ended in it unresolved.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials followed up in time',
    denominator: 'denials whose follow-up was due',
  },
  {
    ...about,
    id: 'appeal_timeliness',
    name: 'Appealed in time',
    definition:
      'Denials first appealed in the period before their appeal limit was over, of those appealed in it and those whose limit ran out in it unappealed and unresolved. Without a known limit a denial has no part in it.',
    unit: 'ratio',
    direction: 'up',
    numerator: 'denials appealed in time',
    denominator: 'denials appealed, or past their limit',
  },
  {
    ...about,
    id: 'overdue_denials',
    name: 'Overdue',
    definition:
      "Open denials past a due time at the period's end, or now while it runs: untouched past their first-touch SLA, past their follow-up day, or past their appeal limit unappealed.",
    unit: 'count',
    direction: 'down',
    numerator: 'open denials past due',
    denominator: null,
  },
  {
    ...about,
    id: 'overdue_amount',
    name: 'Amount overdue',
    definition:
      "Dollars denied of the overdue denials: open past a due time at the period's end, or now while it runs.",
    unit: 'cents',
    direction: 'down',
    numerator: 'cents denied',
    denominator: null,
  },
] as const satisfies readonly MetricDefinition[]
