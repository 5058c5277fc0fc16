import { useTranslations } from 'use-intl'
import { capitalized } from './format.ts'
import styles from './select.module.css'

interface SelectProps {
  readonly label: string
  /** The option that selects nothing; default: `All`. */
  readonly all?: string
  readonly value: string | undefined
  readonly options: readonly { readonly value: string; readonly name: string }[]
  readonly onChoose: (value: string | undefined) => void
}

/** A native select, so keyboards, screen readers and long lists work as the platform does. */
export function Select({ label, all, value, options, onChoose }: SelectProps) {
  const t = useTranslations('ui')
  // A value may be the empty string, so options are identified by position.
  const selected = value === undefined ? 0 : options.findIndex((option) => option.value === value) + 1
  return (
    <label className={styles.select} data-selected={value === undefined ? undefined : ''}>
      <span aria-hidden="true">{label}</span>
      <select
        aria-label={label}
        value={selected}
        onChange={(event) => onChoose(options[Number(event.target.value) - 1]?.value)}
      >
        <option value={0}>{all ?? t('allOf')}</option>
        {options.map((option, index) => (
          <option key={option.value} value={index + 1}>
            {capitalized(option.name)}
          </option>
        ))}
      </select>
    </label>
  )
}
