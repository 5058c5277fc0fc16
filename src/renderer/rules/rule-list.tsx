import { useMemo } from 'react'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import type { Entry } from './entries.ts'
import styles from './rule-list.module.css'

interface RuleListProps {
  readonly rules: readonly Entry<Rule>[]
  readonly search: string
  readonly selected: number | null
  readonly winner: string | null
  readonly changed: ReadonlySet<number>
  readonly wrong: ReadonlySet<number>
  readonly onSelect: (key: number) => void
}

/** The rules in the order they are tried; a search hides, it does not renumber. */
export function RuleList({ rules, search, selected, winner, changed, wrong, onSelect }: RuleListProps) {
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return rules
      .map(({ key, item: rule }, index) => ({ key, rule, index }))
      .filter(({ rule }) => words.every((word) => searchable(rule).includes(word)))
  }, [rules, search])
  if (found.length === 0) return <p className={styles.none}>No rule holds “{search}”.</p>
  return (
    <ol className={styles.list} aria-label="Rules in the order they are tried">
      {found.map(({ key, rule, index }) => (
        <li key={key} value={index + 1}>
          <button
            type="button"
            className={styles.rule}
            aria-current={selected === key ? 'true' : undefined}
            data-off={rule.enabled === false ? '' : undefined}
            onClick={() => onSelect(key)}
          >
            <span className={styles.position}>{index + 1}</span>
            <span className={styles.words}>
              <span className={styles.name}>{rule.name ?? rule.id}</span>
              <span className={styles.when}>{whenText(rule)}</span>
            </span>
            <span className={styles.marks}>
              {winner === rule.id && <Tag tone="ok">✓ wins the test</Tag>}
              {wrong.has(key) && <Tag tone="late">! error</Tag>}
              {changed.has(key) && <Tag>changed</Tag>}
              {rule.enabled === false && <Tag>off</Tag>}
              {rule.assumed && (
                <Tag title="Nobody has seen this title or address on a real site yet">verify on site</Tag>
              )}
            </span>
            <span className={styles.then}>
              <span>{activityLabel(rule.then.activity)}</span>
              <small data-rating={rule.then.rating}>{ratingLabels[rule.then.rating]}</small>
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

/** `host availity.com · path claim-status` */
export function whenText({ when }: Rule): string {
  const parts = Object.entries(when).map(([field, value]) => `${field} ${value}`)
  return parts.length > 0 ? parts.join(' · ') : 'every window'
}

function searchable(rule: Rule): string {
  return [
    rule.id,
    rule.name,
    whenText(rule),
    rule.then.activity,
    activityLabel(rule.then.activity),
    rule.then.system,
    rule.then.payer,
    rule.then.rating,
    rule.assumed ? 'verify on site' : '',
  ]
    .join(' ')
    .toLowerCase()
}
