import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import styles from './date-field.module.css'
import { Field } from './field.tsx'
import fieldStyles from './field.module.css'
import { parseDate, typedDate } from './typed-time.ts'

interface DateInputProps {
  /** Names the input, and the button that opens the calendar. */
  readonly label: string
  /** As typed. */
  readonly text: string
  readonly onChange: (text: string) => void
  readonly onBlur?: () => void
  /** From the field around it; left out: the input takes `label` as its name. */
  readonly input?: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string | undefined
  }
}

/** A date that can be typed in several forms or picked from the browser's calendar. Leaving the input writes it as MM/DD/YYYY. */
export function DateInput({ label, text, onChange, onBlur, input }: DateInputProps) {
  const t = useTranslations('input')
  const calendar = useRef<HTMLInputElement>(null)
  const parsed = parseDate(text)
  const finish = () => {
    if (parsed.ok && typedDate(parsed.value) !== text) onChange(typedDate(parsed.value))
    onBlur?.()
  }
  return (
    <span className={styles.date}>
      <input
        {...(input ?? { 'aria-label': label, 'aria-invalid': text.trim() !== '' && !parsed.ok })}
        className={fieldStyles.input}
        value={text}
        placeholder={t('datePlaceholder')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
        }}
      />
      <button
        type="button"
        className={styles.open}
        aria-label={t('openCalendar', { label })}
        onClick={() => calendar.current?.showPicker()}
      >
        <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
          <path d="M2 4h12v10H2zM2 7h12M5 2v3M11 2v3" fill="none" stroke="currentColor" strokeWidth="1.4" />
        </svg>
      </button>
      <input
        ref={calendar}
        className={styles.calendar}
        type="date"
        tabIndex={-1}
        aria-hidden="true"
        value={parsed.ok ? parsed.value : ''}
        onChange={(event) => onChange(typedDate(event.target.value))}
      />
    </span>
  )
}

/** A labeled date. The text is the form's state; `parseDate` gives its value. */
export function DateField({
  label,
  text,
  error,
  onChange,
}: {
  readonly label: string
  readonly text: string
  readonly error?: string | undefined
  readonly onChange: (text: string) => void
}) {
  const [left, setLeft] = useState(false)
  const parsed = parseDate(text)
  const problem = left && text.trim() !== '' && !parsed.ok ? parsed.message : error
  return (
    <Field label={label} error={problem} value={text}>
      {(input) => (
        <DateInput
          input={input}
          label={label}
          text={text}
          onChange={(next) => {
            setLeft(false)
            onChange(next)
          }}
          onBlur={() => setLeft(true)}
        />
      )}
    </Field>
  )
}

/** A date that takes effect as soon as it is complete. @param value and what `onCommit` gets: `2026-12-25` */
export function DateCommitInput({
  label,
  value,
  onCommit,
}: {
  readonly label: string
  readonly value: string
  readonly onCommit: (value: string) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const parsed = parseDate(typed ?? value)
  const [left, setLeft] = useState(false)
  return (
    <span className={styles.commit}>
      <DateInput
        label={label}
        text={typed ?? typedDate(value)}
        onChange={(text) => {
          setTyped(text)
          setLeft(false)
          const next = parseDate(text)
          if (next.ok && next.value !== value) onCommit(next.value)
        }}
        onBlur={() => {
          if (parsed.ok) setTyped(null)
          setLeft(true)
        }}
      />
      {left && !parsed.ok && (
        <span className={styles.problem} role="alert">
          {parsed.message}
        </span>
      )}
    </span>
  )
}
