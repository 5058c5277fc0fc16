import { Card } from '../ui/card.tsx'
import { CodedField } from './coded-field.tsx'
import { at, type Json, withAt } from './json-path.ts'
import { withoutEmptyPart } from './optional-part.ts'
import { errorAt, type SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import { isAsked, type SectionSpec } from './specs.ts'

/** Single fields of the document as a card. */
export function FieldsSection({
  section,
  body,
  errors,
  onChange,
}: SectionProps<Extract<SectionSpec, { kind: 'fields' }>>) {
  const { title, explanation, fields, optional } = section
  const change = (path: string, value: Json) => {
    const next = withAt(body, path, value)
    onChange(optional === undefined ? next : withoutEmptyPart(next, optional, fields))
  }
  return (
    <Card title={title} explanation={explanation}>
      <div className={styles.fields} data-wide={fields.some(({ wide }) => wide === true) ? '' : undefined}>
        {fields
          .filter((spec) => isAsked(spec, body))
          .map((spec) => (
            <CodedField
              key={spec.path}
              spec={spec}
              value={at(body, spec.path)}
              error={errorAt(errors, spec.path)}
              onChange={(value) => change(spec.path, value)}
            />
          ))}
      </div>
    </Card>
  )
}
