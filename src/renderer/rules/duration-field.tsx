import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import styles from '../ui/field.module.css'
import type { DurationUnit } from './thresholds.ts'

interface DurationFieldProps {
  readonly label: string
  readonly hint?: string
  readonly unit: DurationUnit
  readonly placeholder?: string
  /** ms; undefined for "not set". */
  readonly value: number | undefined
  /** A text that could not be read, as it was typed. */
  readonly unreadable: string | undefined
  readonly error: string | undefined
  /** Whether a blank field means "not set" and not an error. */
  readonly optional?: boolean
  readonly onChange: (ms: number | undefined) => void
  readonly onUnreadable: (text: string) => void
}

/** A duration in one unit. A text that is not a duration stays in the field and is reported. */
export function DurationField({
  label,
  hint,
  unit,
  placeholder,
  value,
  unreadable,
  error,
  optional = false,
  onChange,
  onUnreadable,
}: DurationFieldProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const stored = value === undefined ? '' : String(Number((value / unit.ms).toFixed(3)))
  const change = (text: string) => {
    setTyped(text)
    const number = Number(text.replaceAll(',', ''))
    if (text.trim() === '' && optional) onChange(undefined)
    else if (text.trim() === '' || !Number.isFinite(number) || number < 0) onUnreadable(text)
    else onChange(Math.round(number * unit.ms))
  }
  return (
    <Field label={label} hint={hint} error={error}>
      {(input) => (
        <span className={styles.withUnit}>
          <input
            {...input}
            className={styles.input}
            inputMode="decimal"
            placeholder={placeholder}
            value={typed ?? unreadable ?? stored}
            onChange={(event) => change(event.target.value)}
            onBlur={() => setTyped(null)}
          />
          <span className={styles.unit}>{unit.name}</span>
        </span>
      )}
    </Field>
  )
}
