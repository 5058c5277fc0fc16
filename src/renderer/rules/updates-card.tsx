import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RuleUpdate } from '../../shared/contract/rule-updates.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { Tags } from '../ui/tag.tsx'
import type { Draft } from './draft.ts'
import { FieldChangeLine } from './field-change.tsx'
import { fieldChanges } from './list-diff.ts'
import { openUpdates, withUpdates } from './rule-updates-draft.ts'
import styles from './updates-card.module.css'

interface UpdatesCardProps {
  readonly draft: Draft
  readonly onDraft: (draft: Draft) => void
}

/** Starter rules of which this version of the product has newer ones, by pack. Taking them changes the draft. Absent without any. */
export function UpdatesCard({ draft, onDraft }: UpdatesCardProps) {
  const t = useTranslations('rules.updates')
  const { latest } = useTeamQuery('ruleUpdates', {})
  const updates = openUpdates(draft, latest?.rows ?? [])
  const packs = [...new Set(updates.map(({ pack }) => pack))]
  if (updates.length === 0) return null
  return (
    <Card title={t('title')} explanation={t('explanation')} className={styles.card}>
      <ul className={styles.packs}>
        {packs.map((pack) => (
          <Pack
            key={pack}
            name={pack ?? t('noPack')}
            updates={updates.filter((update) => update.pack === pack)}
            onTake={(taken) => onDraft(withUpdates(draft, taken))}
          />
        ))}
      </ul>
    </Card>
  )
}

function Pack({
  name,
  updates,
  onTake,
}: {
  readonly name: string
  readonly updates: readonly RuleUpdate[]
  readonly onTake: (updates: readonly RuleUpdate[]) => void
}) {
  const t = useTranslations('rules.updates')
  const [isOpen, setOpen] = useState(false)
  const taken = updates.filter(({ kind }) => kind !== 'kept')
  const kept = updates.length - taken.length
  return (
    <li>
      <div className={styles.line}>
        <span>
          <b>{name}</b>{' '}
          {[
            ...(taken.length > 0 ? [t('count', { count: taken.length })] : []),
            ...(kept > 0 ? [t('kept', { count: kept })] : []),
          ].join(' · ')}
        </span>
        <Tags>
          <Button
            small
            kind="quiet"
            aria-expanded={isOpen}
            aria-label={t('viewOf', { name })}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t('hide') : t('view')}
          </Button>
          {taken.length > 0 && (
            <Button small aria-label={t('takeOf', { name })} onClick={() => onTake(taken)}>
              {t('take')}
            </Button>
          )}
        </Tags>
      </div>
      {isOpen && (
        <ul className={styles.rules} aria-label={t('list', { name })}>
          {updates.map((update) => (
            <li key={(update.before ?? update.after)?.id}>
              <Update update={update} />
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

function Update({ update: { kind, before, after } }: { readonly update: RuleUpdate }) {
  const t = useTranslations('rules.updates')
  const rule = before ?? after
  const fields = before && after ? fieldChanges(before, after) : []
  return (
    <>
      {t(`kind.${kind}`, { rule: rule?.name ?? rule?.id ?? '' })}
      {fields.map((field) => (
        <FieldChangeLine key={field.field} {...field} />
      ))}
    </>
  )
}
