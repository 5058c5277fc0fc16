import { useId, useState } from 'react'
import { Checkbox, Field, SelectField, Suggestions } from '../ui/field.tsx'
import fieldStyles from '../ui/field.module.css'
import type { Json } from './json-path.ts'
import styles from './settings-screen.module.css'
import type { FieldSpec } from './specs.ts'

/** One field of a document. While it is typed in, the text stays as typed; afterwards it shows the value, and its error. */
export function CodedField({
  spec,
  value,
  error,
  context,
  onChange,
}: {
  readonly spec: FieldSpec
  readonly value: Json
  readonly error: string | undefined
  /** The row that contains the field, for screen readers. */
  readonly context?: string | undefined
  readonly onChange: (value: Json) => void
}) {
  const [typed, setTyped] = useState<string | null>(null)
  const list = useId()
  const { label, input, hint, placeholder, suggestions } = spec
  if (input.kind === 'check') {
    const box = <Checkbox label={label} hint={hint} checked={value === true} onChange={onChange} />
    return hint === undefined ? box : <div className={styles.sentence}>{box}</div>
  }
  if (input.kind === 'select')
    return (
      <SelectField
        label={label}
        value={typeof value === 'string' ? value : ''}
        options={input.options}
        error={error}
        onChange={onChange}
      />
    )
  const shared = {
    className: fieldStyles.input,
    value: typed ?? input.codec.show(value),
    placeholder,
    title: context,
    spellCheck: false,
    autoComplete: 'off',
    onBlur: () => setTyped(null),
  }
  const change = (text: string) => {
    setTyped(text)
    onChange(input.codec.read(text))
  }
  return (
    <Field label={label} hint={hint} error={typed === null ? error : undefined}>
      {(given) =>
        input.lines ? (
          <textarea {...given} {...shared} rows={6} onChange={(event) => change(event.target.value)} />
        ) : (
          <>
            <input
              {...given}
              {...shared}
              type={input.secret ? 'password' : 'text'}
              list={suggestions && list}
              onChange={(event) => change(event.target.value)}
            />
            {suggestions && <Suggestions id={list} texts={suggestions} />}
          </>
        )
      }
    </Field>
  )
}
