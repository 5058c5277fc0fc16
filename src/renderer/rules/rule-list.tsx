import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { Rule } from '../../shared/contract/ruleset.ts'
import { capitalized } from '../ui/format.ts'
import { activityLabel, ratingLabels } from '../ui/labels.ts'
import { Tag } from '../ui/tag.tsx'
import type { Entry } from './entries.ts'
import styles from './rule-list.module.css'
import { conditionText } from './rule-text.ts'

interface RuleListProps {
  readonly rules: readonly Entry<Rule>[]
  readonly search: string
  readonly selected: number | null
  readonly winner: string | null
  readonly changed: ReadonlySet<number>
  readonly wrong: ReadonlySet<number>
  readonly onSelect: (key: number) => void
}

/** The rules in the order in which they are checked. A search hides rules and keeps their numbers. */
export function RuleList({ rules, search, selected, winner, changed, wrong, onSelect }: RuleListProps) {
  const t = useTranslations('rules.list')
  const unverified = t('unverified')
  const found = useMemo(() => {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean)
    return rules
      .map(({ key, item: rule }, index) => ({ key, rule, index }))
      .filter(({ rule }) => words.every((word) => searchable(rule, unverified).includes(word)))
  }, [rules, search, unverified])
  if (found.length === 0) return <p className={styles.none}>{t('noMatch', { search })}</p>
  return (
    <ol className={styles.list} aria-label={t('label')}>
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
              <span className={styles.when}>{conditionText(rule)}</span>
            </span>
            <span className={styles.marks}>
              {winner === rule.id && <Tag tone="ok">{t('winner')}</Tag>}
              {wrong.has(key) && <Tag tone="overdue">{t('error')}</Tag>}
              {changed.has(key) && <Tag>{t('changed')}</Tag>}
              {rule.enabled === false && <Tag>{t('disabled')}</Tag>}
              {rule.assumed && <Tag title={t('unverifiedHint')}>{unverified}</Tag>}
            </span>
            <span className={styles.then}>
              <span>{capitalized(activityLabel(rule.then.activity))}</span>
              <small data-rating={rule.then.rating}>{capitalized(ratingLabels[rule.then.rating])}</small>
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function searchable(rule: Rule, unverified: string): string {
  return [
    rule.id,
    rule.name,
    conditionText(rule),
    rule.then.activity,
    activityLabel(rule.then.activity),
    rule.then.system,
    rule.then.payer,
    rule.then.rating,
    rule.assumed ? unverified : '',
  ]
    .join(' ')
    .toLowerCase()
}
