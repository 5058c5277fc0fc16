import { Card } from '../ui/card.tsx'
import { useCatalogue } from '../metrics/use-metric.ts'
import { CodedField } from './coded-field.tsx'
import { number } from './codecs.ts'
import type { SectionSpec } from './specs.ts'
import { at, withAt } from './json-path.ts'
import { errorAt, type SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'

const scales: Readonly<Record<string, { readonly scale: number; readonly words: string }>> = {
  ratio: { scale: 0.01, words: '%' },
  cents: { scale: 100, words: '$' },
  cents_per_hour: { scale: 100, words: '$ an hour' },
  min: { scale: 1, words: 'minutes' },
  hours: { scale: 1, words: 'hours' },
  days: { scale: 1, words: 'days' },
  count: { scale: 1, words: 'how many' },
}

/** What is aimed at, for each metric that can be better or worse. */
export function TargetsSection({
  section,
  body,
  errors,
  onChange,
}: SectionProps<Extract<SectionSpec, { kind: 'targets' }>>) {
  const catalogue = [...useCatalogue().values()].filter(({ direction }) => direction !== 'neutral')
  return (
    <Card title={section.title} explanation={section.explanation}>
      <div className={styles.fields}>
        {catalogue.map(({ id, name, unit, direction, target }) => {
          const { scale, words } = scales[unit] ?? { scale: 1, words: unit }
          const path = `targets/${id}`
          const codec = number('left out', scale)
          return (
            <CodedField
              key={id}
              spec={{
                path,
                label: `${name}, ${words}`,
                hint: direction === 'down' ? 'lower is better' : 'higher is better',
                placeholder: target === null || target === undefined ? 'none' : codec.show(target),
                // A share of 0.06 is 6 %; unlike cents it is not rounded to a whole number.
                input: { kind: 'text', codec: unit === 'ratio' ? percentCodec : codec },
              }}
              value={at(body, path)}
              error={errorAt(errors, path)}
              onChange={(value) => onChange(withAt(body, path, value))}
            />
          )
        })}
      </div>
    </Card>
  )
}

const plain = number('left out')
const percentCodec: typeof plain = {
  show: (value) => (typeof value === 'number' ? plain.show(value * 100) : ''),
  read: (typed) => {
    const read = plain.read(typed)
    return typeof read === 'string' || typeof read.value !== 'number'
      ? read
      : { value: Number((read.value / 100).toFixed(6)) }
  },
}
