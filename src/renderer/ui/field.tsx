import { type ReactNode, useId } from 'react'
import styles from './field.module.css'
import { fieldErrorText } from './problem-text.ts'

interface FieldProps {
  readonly label: string
  readonly hint?: string | undefined
  /** A text for people, or a validator's text, which is turned into one. */
  readonly error?: string | undefined
  /** The present value: an error text depends on whether it is empty. */
  readonly value?: string | undefined
  readonly children: (input: {
    readonly id: string
    readonly 'aria-invalid': boolean
    readonly 'aria-describedby': string | undefined
  }) => ReactNode
}

/** A labeled input with its error below it. */
export function Field({ label, hint, error, value, children }: FieldProps) {
  const id = useId()
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(' ') || undefined
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-invalid': error !== undefined, 'aria-describedby': described })}
      {error && (
        <p className={styles.error} id={`${id}-error`}>
          <span aria-hidden="true">! </span>
          {fieldErrorText(label, error, value)}
        </p>
      )}
      {hint && (
        <p className={styles.hint} id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

interface TextFieldProps extends Omit<FieldProps, 'children' | 'value'> {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly mono?: boolean
  readonly placeholder?: string
  readonly suggestions?: readonly string[]
  /** Called on Enter, which then does not submit the form. */
  readonly onEnter?: () => void
}

export function TextField({
  value,
  onChange,
  mono = false,
  placeholder,
  suggestions,
  onEnter,
  ...field
}: TextFieldProps) {
  const list = useId()
  return (
    <Field {...field} value={value}>
      {(input) => (
        <>
          <input
            {...input}
            className={styles.input}
            data-mono={mono ? '' : undefined}
            value={value}
            placeholder={placeholder}
            spellCheck={false}
            autoComplete="off"
            list={suggestions ? list : undefined}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !onEnter) return
              event.preventDefault()
              onEnter()
            }}
            onChange={(event) => onChange(event.target.value)}
          />
          {suggestions && <Suggestions id={list} texts={suggestions} />}
        </>
      )}
    </Field>
  )
}

/** What an input with `list={id}` proposes. */
export function Suggestions({ id, texts }: { readonly id: string; readonly texts: readonly string[] }) {
  return (
    <datalist id={id}>
      {texts.map((text) => (
        <option key={text} value={text}>
          {text}
        </option>
      ))}
    </datalist>
  )
}

/** Several lines of text. */
export function TextAreaField({
  value,
  onChange,
  maxLength,
  ...field
}: Omit<FieldProps, 'children' | 'value'> & {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly maxLength: number
}) {
  return (
    <Field {...field} value={value}>
      {(input) => (
        <textarea
          {...input}
          className={styles.input}
          rows={3}
          value={value}
          maxLength={maxLength}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}

interface SelectFieldProps extends Omit<FieldProps, 'children' | 'value'> {
  readonly value: string
  readonly options: readonly { readonly value: string; readonly name: string }[]
  readonly onChange: (value: string) => void
}

export function SelectField({ value, options, onChange, ...field }: SelectFieldProps) {
  return (
    <Field {...field} value={value}>
      {(input) => (
        <select {...input} className={styles.input} value={value} onChange={(event) => onChange(event.target.value)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function Checkbox({
  label,
  hint,
  checked,
  onChange,
}: {
  readonly label: string
  /** More than the label can say. */
  readonly hint?: string | undefined
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}) {
  const id = useId()
  const box = (
    <label className={styles.check}>
      <input
        type="checkbox"
        aria-describedby={hint ? id : undefined}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  )
  if (!hint) return box
  return (
    <div className={styles.explained}>
      {box}
      <p className={styles.hint} id={id}>
        {hint}
      </p>
    </div>
  )
}
