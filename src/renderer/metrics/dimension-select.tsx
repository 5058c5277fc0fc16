import type { Dimension } from '../../shared/metrics/dimensions.ts'
import { dimensionLabel } from '../ui/labels.ts'
import styles from './dimension-select.module.css'

/** The choice of a dimension. A native select, because the registry has more of them than fit beside each other. */
export function DimensionSelect({
  label,
  dimensions,
  value,
  onChoose,
}: {
  readonly label: string
  readonly dimensions: readonly Dimension[]
  readonly value: Dimension
  readonly onChoose: (dimension: Dimension) => void
}) {
  return (
    <select
      className={styles.select}
      aria-label={label}
      value={value}
      data-print="hide"
      onChange={({ target }) => onChoose(dimensions.find((id) => id === target.value) ?? value)}
    >
      {dimensions.map((id) => (
        <option key={id} value={id}>
          {dimensionLabel(id)}
        </option>
      ))}
    </select>
  )
}
