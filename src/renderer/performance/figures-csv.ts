import { toldIgnored, verdictOf } from '../../shared/performance/index.ts'
import { translator } from '../text/translator.ts'
import type { CsvTable, CsvValue } from '../ui/csv.ts'
import { dimensionLabel } from '../ui/labels.ts'
import { metricCsv, metricCsvUnit } from '../ui/metric-value.ts'
import type { Trend } from './trend-text.ts'
import type { Figure } from './use-figures.ts'

const t = translator('performance')

/** All figures as a table, with their trends. Amounts are in dollars. */
export function figuresTable(figures: readonly Figure[], { periods }: Trend): CsvTable {
  const columns = [
    'group',
    'metric',
    'unit',
    'value',
    'target',
    'met',
    'before',
    'change',
    'verdict',
    'ignored',
  ] as const
  return {
    header: [...columns.map((column) => t(`csvColumn.${column}`)), ...periods.map(({ key }) => key)],
    rows: figures.map((figure) => rowOf(figure, periods.length)),
  }
}

function rowOf({ metric, answer, now, before, target, met, trend }: Figure, length: number): readonly CsvValue[] {
  const amount = (value: number | null) => metricCsv(metric.unit, value)
  const verdict = verdictOf({ unit: metric.unit, now, before, direction: metric.direction })
  return [
    t(`group.${metric.group}.title`),
    metric.name,
    metricCsvUnit(metric.unit),
    amount(now),
    amount(target),
    met === null ? null : t(met ? 'csvColumn.yes' : 'csvColumn.no'),
    amount(before),
    amount(now === null || before === null ? null : now - before),
    verdict,
    toldIgnored(metric.id, answer).map(dimensionLabel).join(', '),
    ...(trend.series?.[0]?.values ?? Array.from({ length }, () => null)).map(amount),
  ]
}
