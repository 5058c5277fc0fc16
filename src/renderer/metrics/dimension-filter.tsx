import type { MetricId } from '../../shared/metrics/catalog.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { dimensionLabel } from '../ui/labels.ts'
import { Select } from '../ui/select.tsx'
import { dimensionOfFilter, type FilterName } from './filters.ts'
import type { Period } from '../../shared/performance/trend-periods.ts'
import { valueLabel } from './value-label.ts'

interface FilterSelectProps {
  readonly name: FilterName
  /** Default: the dimension's label. */
  readonly label?: string | undefined
  readonly all?: string
  readonly value: string | undefined
  readonly people: ReadonlyMap<string, string>
  readonly onChoose: (value: string | undefined) => void
}

/** A filter by one of the values that this metric has in the period, or of the dimension's closed list. */
export function DimensionFilter({
  metric,
  period,
  ...rest
}: FilterSelectProps & { readonly metric: MetricId; readonly period: Period }) {
  const { id, values } = dimensionOfFilter(rest.name)
  const { value } = useTeamQuery('metric', { id: metric, ...period, by: id }, { enabled: values === undefined })
  const found = values ?? value?.rows.map(({ key }) => key ?? '').toSorted(byName) ?? []
  return <FilterSelect {...rest} values={found} />
}

/** A filter by one of these values. */
export function FilterSelect({
  name,
  label,
  values,
  people,
  ...rest
}: FilterSelectProps & { readonly values: readonly string[] }) {
  const { id } = dimensionOfFilter(name)
  const { value } = rest
  // A selected value may not occur any more, but must stay in the list of options.
  const keys = [...new Set(value === undefined || values.includes(value) ? values : [value, ...values])]
  return (
    <Select
      {...rest}
      label={label ?? dimensionLabel(id)}
      options={keys.map((key) => ({ value: key, name: valueLabel(id, key, people) }))}
    />
  )
}

/** "None" comes last. */
function byName(one: string, other: string): number {
  if (one === '' || other === '') return one === other ? 0 : one === '' ? 1 : -1
  return one.localeCompare(other)
}
