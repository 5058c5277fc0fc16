import { findingRules } from '../../shared/findings/index.ts'
import { Card } from '../ui/card.tsx'
import { Checkbox } from '../ui/field.tsx'
import { withFinding } from './hidden-findings.ts'
import { at, withAt } from './json-path.ts'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

const PATH = 'hiddenFindings'

/** Which of the rules that look for something may say so. */
export function FindingsSection({ section, body, onChange }: SectionProps<Extract<SectionSpec, { kind: 'findings' }>>) {
  const found = at(body, PATH)
  const hidden: readonly string[] = Array.isArray(found) ? found : []
  return (
    <Card title={section.title} explanation={section.explanation}>
      <ul className={styles.list}>
        {findingRules.map(({ id, name }) => (
          <li key={id}>
            <Checkbox
              label={name}
              checked={!hidden.includes(id)}
              onChange={(shown) => onChange(withAt(body, PATH, withFinding(hidden, id, shown)))}
            />
          </li>
        ))}
      </ul>
    </Card>
  )
}
