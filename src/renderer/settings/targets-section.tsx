import { type Messages, useTranslations } from 'use-intl'
import { useMetricCatalog } from '../metrics/use-metric.ts'
import { Card } from '../ui/card.tsx'
import { CodedField } from './coded-field.tsx'
import { number } from './codecs.ts'
import { at, keyOf, withAt } from './json-path.ts'
import { errorAt, type SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

/** Stored units per displayed unit: a share is typed in percent, an amount in dollars. */
const scales: Readonly<Record<string, number>> = { ratio: 0.01, cents: 100, cents_per_hour: 100 }

type TargetUnit = keyof Messages['settings']['targets']['unit']

/** A target for each metric that can be better or worse. */
export function TargetsSection({
  section,
  body,
  errors,
  onChange,
}: SectionProps<Extract<SectionSpec, { kind: 'targets' }>>) {
  const t = useTranslations('settings.targets')
  const metrics = [...useMetricCatalog().values()].filter(({ direction }) => direction !== 'neutral')
  const unitName = (unit: string) => (t.has(`unit.${unit as TargetUnit}`) ? t(`unit.${unit as TargetUnit}`) : unit)
  return (
    <Card title={section.title} explanation={section.explanation}>
      <div className={styles.fields}>
        {metrics.map(({ id, name, unit, direction, target }) => {
          const path = `targets/${keyOf(id)}`
          const codec = number('left out', scales[unit])
          return (
            <CodedField
              key={id}
              spec={{
                path,
                label: t('label', { metric: name, unit: unitName(unit) }),
                hint: t(direction === 'down' ? 'lowerIsBetter' : 'higherIsBetter'),
                placeholder: target === null || target === undefined ? t('none') : codec.show(target),
                input: { kind: 'text', codec },
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
