import { type MetricState, useMetrics } from '../metrics/use-metric.ts'

/** The metrics that cards of the panel show as one number. */
const panelTotals = [
  'worked_within_sla',
  'minutes_per_denial',
  'hidden_work_tax',
  'hidden_cost',
  'stalled_denials',
  'stalled_amount',
  'overdue_denials',
  'overdue_amount',
  'unclear_ownership_hours',
] as const
export type PanelTotal = (typeof panelTotals)[number]

/** One number of the panel. All of them are answered by one request. */
export function useMetricTotal(id: PanelTotal): MetricState {
  return useMetrics(panelTotals)(id)
}
