import { Button } from '../kit/button.tsx'
import { Card } from '../kit/card.tsx'
import { counted } from '../kit/format.ts'
import { CodedField } from './coded-field.tsx'
import type { FieldSpec, SectionSpec } from './documents.ts'
import { at, withAt } from './json-path.ts'
import { errorAt, type SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'

/** A list of which each item is a row of fields, with its place in the order where that counts. */
export function RowsSection({ section, body, errors, onChange }: SectionProps<Extract<SectionSpec, { kind: 'rows' }>>) {
  const { title, explanation, path, noun, fields, fresh, ordered = false } = section
  const found = at(body, path)
  const rows: readonly unknown[] = Array.isArray(found) ? found : []
  const folded = fields.filter((spec) => spec.folded === true)
  const plain = fields.filter((spec) => spec.folded !== true)
  const put = (next: readonly unknown[]) => onChange(withAt(body, path, next))
  const move = (from: number, to: number) => {
    const next = [...rows]
    next.splice(to, 0, ...next.splice(from, 1))
    put(next)
  }
  return (
    <Card
      title={title}
      explanation={explanation}
      aside={
        <Button small onClick={() => put([...rows, fresh(rows.length)])}>
          Add {noun}
        </Button>
      }
    >
      {rows.length === 0 && <p className={styles.quiet}>None.</p>}
      <ol className={styles.rows}>
        {rows.map((row, index) => {
          const name = `${noun} ${index + 1}`
          const own = errors.get(`${path}/${index}`)
          const set = folded.filter((spec) => at(row, spec.path) !== undefined).length
          const shown = ({ when }: FieldSpec) => when === undefined || at(row, when.path) === when.is
          const field = (spec: FieldSpec) => (
            <CodedField
              key={spec.path}
              spec={spec}
              context={name}
              value={at(row, spec.path)}
              error={errorAt(errors, `${path}/${index}/${spec.path}`)}
              onChange={(value) =>
                put(rows.map((other, place) => (place === index ? withAt(other, spec.path, value) : other)))
              }
            />
          )
          return (
            <li key={index}>
              <fieldset className={styles.row}>
                <legend>
                  {ordered ? `${index + 1}. ` : ''}
                  {titleOf(row) ?? name}
                </legend>
                <div className={styles.fields}>{plain.filter(shown).map(field)}</div>
                {folded.length > 0 && (
                  <details className={styles.folded}>
                    <summary>
                      {set === 0
                        ? 'For all denials'
                        : `Only for some denials (${counted(set, 'condition', 'conditions')})`}
                    </summary>
                    <div className={styles.fields}>{folded.map(field)}</div>
                  </details>
                )}
                {own && <p className={styles.error}>! {own}</p>}
                <div className={styles.acts}>
                  {ordered && (
                    <>
                      <Button
                        kind="quiet"
                        small
                        disabled={index === 0}
                        aria-label={`Move ${name} up`}
                        onClick={() => move(index, index - 1)}
                      >
                        ↑
                      </Button>
                      <Button
                        kind="quiet"
                        small
                        disabled={index === rows.length - 1}
                        aria-label={`Move ${name} down`}
                        onClick={() => move(index, index + 1)}
                      >
                        ↓
                      </Button>
                    </>
                  )}
                  <Button
                    kind="quiet"
                    small
                    aria-label={`Remove ${name}`}
                    onClick={() => put(rows.filter((_, place) => place !== index))}
                  >
                    Remove
                  </Button>
                </div>
              </fieldset>
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

function titleOf(row: unknown): string | null {
  const words = [at(row, 'name'), at(row, 'id')].find((value) => typeof value === 'string' && value !== '')
  return typeof words === 'string' ? words : null
}
