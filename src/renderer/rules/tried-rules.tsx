import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { TestedWindow } from '../../shared/classify/index.ts'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { Tag } from '../ui/tag.tsx'
import { conditionText, fieldNames } from './rule-text.ts'
import styles from './rule-tester.module.css'

/** Fields are compared from host to title, so a rule that failed at a late field is closer. */
const distance = { title: 0, path: 1, app: 2, host: 3 } as const

/** The rules that were checked before and did not match. */
export function TriedRules({
  tried,
  rules,
  onSelect,
}: {
  readonly tried: TestedWindow['tried']
  readonly rules: ReadonlyMap<string, Rule>
  readonly onSelect: (ruleId: string) => void
}) {
  const t = useTranslations('rules.tester')
  const [closestFirst, setClosestFirst] = useState(true)
  const rows = tried.map((entry, index) => ({ ...entry, position: index + 1 }))
  if (closestFirst)
    rows.sort((a, b) => distance[a.failed ?? 'host'] - distance[b.failed ?? 'host'] || a.position - b.position)
  return (
    <details className={styles.tried}>
      <summary>{t('tried', { count: tried.length })}</summary>
      <label className={styles.order}>
        <input type="checkbox" checked={closestFirst} onChange={(event) => setClosestFirst(event.target.checked)} />{' '}
        {t('closestFirst')}
      </label>
      <ul tabIndex={0} aria-label={t('triedList')}>
        {rows.map(({ ruleId, failed }) => {
          const rule = rules.get(ruleId)
          return (
            <li key={ruleId}>
              <button
                type="button"
                className={styles.link}
                title={rule && conditionText(rule)}
                onClick={() => onSelect(ruleId)}
              >
                {rule?.name ?? ruleId}
              </button>
              {failed && (
                <span>
                  <Tag>{fieldNames[failed]}</Tag> <code>{rule?.when[failed]}</code> {t('didNotMatch')}
                </span>
              )}
            </li>
          )
        })}
      </ul>
    </details>
  )
}
