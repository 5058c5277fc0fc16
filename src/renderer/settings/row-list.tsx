import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { CodedField } from './coded-field.tsx'
import type { FieldErrors } from './document-errors.ts'
import { at, type Json, withAt } from './json-path.ts'
import { errorAt } from './section-props.ts'
import styles from './settings-screen.module.css'
import { type FieldSpec, isAsked, type RowsSpec } from './specs.ts'

interface RowListProps {
  readonly spec: RowsSpec
  readonly body: Json
  readonly errors: FieldErrors
  readonly onChange: (body: Json) => void
  /** The team, where each team has such a list: it is part of the names of the buttons. */
  readonly of?: string
}

/** A list whose items are rows of fields; an ordered list shows and changes their positions. */
export function RowList({ spec, body, errors, onChange, of }: RowListProps) {
  const t = useTranslations('settings.rows')
  const { path, noun, ordered = false } = spec
  const rows = rowsAt(body, path)
  const put = (next: readonly Json[]) => onChange(withAt(body, path, next))
  const move = (from: number, to: number) => {
    const next = [...rows]
    next.splice(to, 0, ...next.splice(from, 1))
    put(next)
  }
  return (
    <>
      {rows.length === 0 && <p className={styles.quiet}>{t('none')}</p>}
      <ol className={styles.rows}>
        {rows.map((row, index) => {
          const number = index + 1
          const name = of === undefined ? t('row', { noun, number }) : t('rowOf', { noun, number, team: of })
          const title = titleOf(row) ?? name
          return (
            <li key={index}>
              <fieldset className={styles.row}>
                <legend>{ordered ? t('numbered', { number, name: title }) : title}</legend>
                <RowFields
                  spec={spec}
                  row={row}
                  index={index}
                  name={name}
                  errors={errors}
                  onChange={(next) => put(rows.map((other, position) => (position === index ? next : other)))}
                />
                <div className={styles.acts}>
                  {ordered && (
                    <>
                      <Button
                        kind="quiet"
                        small
                        disabled={index === 0}
                        aria-label={t('moveUp', { name })}
                        onClick={() => move(index, index - 1)}
                      >
                        ↑
                      </Button>
                      <Button
                        kind="quiet"
                        small
                        disabled={index === rows.length - 1}
                        aria-label={t('moveDown', { name })}
                        onClick={() => move(index, index + 1)}
                      >
                        ↓
                      </Button>
                    </>
                  )}
                  <Button
                    kind="quiet"
                    small
                    aria-label={t('removeRow', { name })}
                    onClick={() => put(rows.filter((_, position) => position !== index))}
                  >
                    {t('remove')}
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

function RowFields({
  spec: { path, fields },
  row,
  index,
  name,
  errors,
  onChange,
}: Pick<RowListProps, 'spec' | 'errors'> & {
  readonly row: Json
  readonly index: number
  readonly name: string
  readonly onChange: (row: Json) => void
}) {
  const t = useTranslations('settings.rows')
  const folded = fields.filter((one) => one.folded === true)
  const plain = fields.filter((one) => one.folded !== true && isAsked(one, row))
  const conditions = folded.filter((one) => at(row, one.path) !== undefined).length
  const own = errors.get(`${path}/${index}`)
  const field = (one: FieldSpec) => (
    <CodedField
      key={one.path}
      spec={one}
      context={name}
      value={at(row, one.path)}
      error={errorAt(errors, `${path}/${index}/${one.path}`)}
      onChange={(value) => onChange(withAt(row, one.path, value))}
    />
  )
  return (
    <>
      <div className={styles.fields}>{plain.map(field)}</div>
      {folded.length > 0 && (
        <details className={styles.folded}>
          <summary>{conditions === 0 ? t('allDenials') : t('someDenials', { count: conditions })}</summary>
          <div className={styles.fields}>{folded.map(field)}</div>
        </details>
      )}
      {own !== undefined && <p className={styles.error}>! {own}</p>}
    </>
  )
}

/** The button that adds a row to such a list. */
export function AddRow({ spec, body, onChange, of }: Omit<RowListProps, 'errors'>) {
  const t = useTranslations('settings.rows')
  const { path, noun, fresh } = spec
  const rows = rowsAt(body, path)
  return (
    <Button
      small
      aria-label={of === undefined ? undefined : t('addOf', { noun, team: of })}
      onClick={() => onChange(withAt(body, path, [...rows, fresh(rows.length)]))}
    >
      {t('add', { noun })}
    </Button>
  )
}

function rowsAt(body: Json, path: string): readonly Json[] {
  const found = at(body, path)
  return Array.isArray(found) ? found : []
}

function titleOf(row: Json): string | null {
  const title = [at(row, 'name'), at(row, 'id')].find((value) => typeof value === 'string' && value !== '')
  return typeof title === 'string' ? title : null
}
