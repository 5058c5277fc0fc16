import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Tag } from '../ui/tag.tsx'
import { ChangeList } from './change-list.tsx'
import { summaryOf } from './change-text.ts'
import type { Draft } from './draft.ts'
import { EffectsList } from './effects-list.tsx'
import styles from './publish-bar.module.css'
import type { useRulesDraft } from './use-rules-draft.ts'

interface PublishBarProps {
  readonly rules: ReturnType<typeof useRulesDraft>
  readonly draft: Draft
  readonly onShowError: () => void
  readonly onSelect: (key: number) => void
}

/** The changes of the draft, and the buttons that publish or discard them. */
export function PublishBar({ rules, draft, onShowError, onSelect }: PublishBarProps) {
  const { changes, errors, publishing, needsSecondAdmin } = rules
  const t = useTranslations('rules.draft')
  const [open, setOpen] = useState(false)
  const [confirming, setConfirming] = useState(false)
  return (
    <section className={styles.bar} aria-label={t('region')}>
      <div className={styles.line}>
        <p className={styles.words}>{t.rich('title', { summary: summaryOf(changes), strong })}</p>
        {errors.length > 0 && (
          <button type="button" className={styles.errors} onClick={onShowError}>
            {t('errors', { count: errors.length })}
          </button>
        )}
        {needsSecondAdmin && <Tag>{t('needsSecondAdmin')}</Tag>}
        {changes.length > 0 && (
          <Button kind="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? t('hide') : t('show')}
          </Button>
        )}
        {confirming ? (
          <>
            <Button onClick={rules.discard}>{t('confirmDiscard')}</Button>
            <Button kind="quiet" onClick={() => setConfirming(false)}>
              {t('keep')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setConfirming(true)}>{t('discard')}</Button>
        )}
        <Button
          kind="primary"
          disabled={publishing || errors.length > 0 || changes.length === 0}
          onClick={() => void rules.publish()}
        >
          {publishing
            ? t('publishing')
            : t(needsSecondAdmin ? 'propose' : 'publish', { version: draft.base.version + 1 })}
        </Button>
      </div>
      <EffectsList draft={draft} all={open} />
      {open && <ChangeList changes={changes} label={t('list')} onSelect={onSelect} />}
    </section>
  )
}
