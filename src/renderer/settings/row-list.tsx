import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { CodedField } from './coded-field.tsx'
import { at, type Json, withAt } from './json-path.ts'
import { errorAt } from './section-props.ts'
import styles from './settings-screen.module.css'
import { type FieldSpec, isAsked, type RowsSpec } from './specs.ts'

interface RowListProps {
  readonly spec: RowsSpec
  readonly body: Json
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (body: Json) => void
  /** Whose rows these are, where there are several such lists: it stands in what the buttons are called. */
  readonly of?: string
}

/** A list of which each item is a row of fields, with its place in the order where that counts. */
export function RowList({ spec, body, errors, onChange, of }: RowListProps) {
  const { path, noun, fields, ordered = false } = spec
  const rows = rowsAt(body, path)
  const folded = fields.filter((one) => one.folded === true)
  const plain = fields.filter((one) => one.folded !== true)
  const put = (next: readonly Json[]) => onChange(withAt(body, path, next))
  const move = (from: number, to: number) => {
    const next = [...rows]
    next.splice(to, 0, ...next.splice(from, 1))
    put(next)
  }
  return (
    <>
      {rows.length === 0 && <p className={styles.quiet}>None.</p>}
      <ol className={styles.rows}>
        {rows.map((row, index) => {
          const name = `${noun} ${index + 1}${of === undefined ? '' : ` of ${of}`}`
          const own = errors.get(`${path}/${index}`)
          const set = folded.filter((one) => at(row, one.path) !== undefined).length
          const field = (one: FieldSpec) => (
            <CodedField
              key={one.path}
              spec={one}
              context={name}
              value={at(row, one.path)}
              error={errorAt(errors, `${path}/${index}/${one.path}`)}
              onChange={(value) =>
                put(rows.map((other, place) => (place === index ? withAt(other, one.path, value) : other)))
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
                <div className={styles.fields}>{plain.filter((one) => isAsked(one, row)).map(field)}</div>
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
    </>
  )
}

/** The button that adds a row to such a list. */
export function AddRow({ spec, body, onChange, of }: Omit<RowListProps, 'errors'>) {
  const { path, noun, fresh } = spec
  const rows = rowsAt(body, path)
  return (
    <Button
      small
      aria-label={of === undefined ? undefined : `Add ${noun} of ${of}`}
      onClick={() => onChange(withAt(body, path, [...rows, fresh(rows.length)]))}
    >
      Add {noun}
    </Button>
  )
}

function rowsAt(body: Json, path: string): readonly Json[] {
  const found = at(body, path)
  return Array.isArray(found) ? found : []
}

function titleOf(row: unknown): string | null {
  const words = [at(row, 'name'), at(row, 'id')].find((value) => typeof value === 'string' && value !== '')
  return typeof words === 'string' ? words : null
}
