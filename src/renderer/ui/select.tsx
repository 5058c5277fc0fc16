import styles from './select.module.css'

interface SelectProps {
  readonly label: string
  /** What "no choice" is called. */
  readonly all: string
  readonly value: string | undefined
  readonly options: readonly { readonly value: string; readonly name: string }[]
  readonly onChoose: (value: string | undefined) => void
}

/** A native select: works with keys, screen readers and long lists as the platform does. */
export function Select({ label, all, value, options, onChoose }: SelectProps) {
  // A value may be the empty string, so "all" is told apart by position, not by value.
  const selected = value === undefined ? 0 : options.findIndex((option) => option.value === value) + 1
  return (
    <label className={styles.choice} data-chosen={value === undefined ? undefined : ''}>
      <span aria-hidden="true">{label}</span>
      <select
        aria-label={label}
        value={selected}
        onChange={(event) => onChoose(options[Number(event.target.value) - 1]?.value)}
      >
        <option value={0}>{all}</option>
        {options.map((option, index) => (
          <option key={option.value} value={index + 1}>
            {option.name}
          </option>
        ))}
      </select>
    </label>
  )
}
