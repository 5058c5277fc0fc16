import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { RULE_USE_DAYS } from '../../shared/contract/rule-use.ts'
import { draftEffects, type DraftEffect, type EffectField } from '../../shared/rule-coverage/index.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { hours } from '../ui/format.ts'
import { inSentence, activityLabel, ratingLabels, systemKindLabels } from '../ui/labels.ts'
import { strong } from '../ui/rich-text.tsx'
import type { Draft } from './draft.ts'
import styles from './publish-bar.module.css'

/** Shown while the list of changes is closed. */
const FEW = 3

/** How much recorded time the changed rules of a draft matched, before it is published. */
export function EffectsList({ draft, all }: { readonly draft: Draft; readonly all: boolean }) {
  const t = useTranslations('rules.effects')
  const { latest } = useTeamQuery('ruleUse', {})
  const effects = useMemo(() => (latest ? draftEffects(pairsOf(draft), latest) : []), [draft, latest])
  if (effects.length === 0) return null
  const shown = all ? effects : effects.slice(0, FEW)
  return (
    <div className={styles.effects}>
      <p>{t('title', { days: RULE_USE_DAYS })}</p>
      <ul aria-label={t('list')}>
        {shown.map((effect) => (
          <li key={effect.rule.id}>
            <Effect effect={effect} />
          </li>
        ))}
        {shown.length < effects.length && <li>{t('more', { count: effects.length - shown.length })}</li>}
      </ul>
      <small>{t('unknown')}</small>
    </div>
  )
}

function Effect({ effect: { rule, activeMs, people, kind, fields } }: { readonly effect: DraftEffect }) {
  const t = useTranslations('rules.effects')
  const value = (field: EffectField, text: string | null) => (text === null ? t('none') : valueText(field, text))
  return t.rich(kind, {
    ...{ time: hours(activeMs), people, strong, rule: rule.name ?? rule.id },
    fields: fields
      .map(({ field, before, after }) =>
        t('field', { name: t(`name.${field}`), before: value(field, before), after: value(field, after) }),
      )
      .join(', '),
  })
}

function valueText(field: EffectField, value: string): string {
  const labels: Readonly<Record<string, string>> =
    field === 'rating' ? ratingLabels : field === 'systemKind' ? systemKindLabels : {}
  return field === 'activity' ? inSentence(activityLabel(value)) : (labels[value] ?? value)
}

/** Keys below the length of the published list are positions in it. */
function pairsOf({ base, rules }: Draft) {
  const byKey = new Map(rules.map(({ key, item }) => [key, item]))
  return base.rules.map((before, key) => ({ before, after: byKey.get(key) ?? null }))
}
