import { type Messages, useTranslations } from 'use-intl'
import { findingRules } from '../../shared/findings/index.ts'
import { Card } from '../ui/card.tsx'
import { Checkbox } from '../ui/field.tsx'
import { withInsight } from './hidden-insights.ts'
import { at, withAt } from './json-path.ts'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

const PATH = 'hiddenFindings'

type InsightId = keyof Messages['settings']['insight']

/** Which insights the team panel may show. */
export function InsightsSection({ section, body, onChange }: SectionProps<Extract<SectionSpec, { kind: 'insights' }>>) {
  const t = useTranslations('settings.insight')
  const stored = at(body, PATH)
  const hidden: readonly string[] = Array.isArray(stored) ? stored : []
  return (
    <Card title={section.title} explanation={section.explanation}>
      <ul className={styles.list}>
        {findingRules.map(({ id, name }) => (
          <li key={id}>
            <Checkbox
              label={t.has(id as InsightId) ? t(id as InsightId) : name}
              checked={!hidden.includes(id)}
              onChange={(shown) => onChange(withAt(body, PATH, withInsight(hidden, id, shown)))}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
