import { useState } from 'react'
import { Field } from '../ui/field.tsx'
import styles from '../ui/field.module.css'
import { readShifts, type Shifts, shiftsText } from './working-hours.ts'

/** The working hours of a weekday. A text that cannot be read stays in the field and is reported. */
export function ShiftsField({
  label,
  placeholder,
  value,
  unreadable,
  error,
  onChange,
  onUnreadable,
}: {
  readonly label: string
  readonly placeholder: string
  readonly value: Shifts
  /** A text that could not be read, as it was typed. */
  readonly unreadable: string | undefined
  readonly error: string | undefined
  readonly onChange: (shifts: Shifts) => void
  readonly onUnreadable: (text: string) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const change = (text: string) => {
    setTyped(text)
    const shifts = readShifts(text)
    if (shifts === null) onUnreadable(text)
    else onChange(shifts)
  }
  return (
    <Field label={label} error={error}>
      {(input) => (
        <input
          {...input}
          className={styles.input}
          placeholder={placeholder}
          value={typed ?? unreadable ?? shiftsText(value)}
          onChange={(event) => change(event.target.value)}
          onBlur={() => setTyped(null)}
        />
      )}
    </Field>
  )
}
