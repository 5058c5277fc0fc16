import { useMemo } from 'react'
import type { Period } from '../../shared/performance/index.ts'
import type { MetricScope } from '../metrics/use-metric.ts'
import { compareRange, type PanelView } from './panel-view.ts'

/** The metric scope of a screen with the filters and the comparison of its address. @param people of whom it knows the names */
export function usePanelScope(
  { filters, compare }: PanelView,
  { from, to }: Period,
  zone: string,
  people: readonly { readonly id: string; readonly name: string }[] = nobody,
): MetricScope {
  return useMemo(
    () => ({
      filters,
      period: { from, to },
      before: compareRange(compare, { from, to }, zone),
      people: new Map(people.map(({ id, name }) => [id, name])),
    }),
    [filters, compare, from, to, zone, people],
  )
}

const nobody: readonly never[] = []
