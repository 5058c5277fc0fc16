import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '../ui/button.tsx'
import { strong } from '../ui/rich-text.tsx'
import { Tag } from '../ui/tag.tsx'
import { ChangeList } from './change-list.tsx'
import { summaryOf } from './change-text.ts'
import type { Change } from './diff.ts'
import type { Draft } from './draft.ts'
import { EffectsList } from './effects-list.tsx'
import styles from './publish-bar.module.css'

interface PublishBarProps {
  readonly draft: Draft
  readonly changes: readonly Change[]
  readonly nextVersion: number
  /** The number of errors that prevent publication. */
  readonly errors: number
  readonly publishing: boolean
  /** Another admin has to approve it. */
  readonly needsSecondAdmin: boolean
  readonly onShowError: () => void
  readonly onSelect: (key: number) => void
  readonly onDiscard: () => void
  readonly onPublish: () => void
}

/** The changes of the draft, and the buttons that publish or discard them. */
export function PublishBar({
  draft,
  changes,
  nextVersion,
  errors,
  publishing,
  needsSecondAdmin,
  onShowError,
  onSelect,
  onDiscard,
  onPublish,
}: PublishBarProps) {
  const t = useTranslations('rules.draft')
  const [open, setOpen] = useState(false)
  const [confirming, setConfirming] = useState(false)
  return (
    <section className={styles.bar} aria-label={t('region')}>
      <div className={styles.line}>
        <p className={styles.words}>{t.rich('title', { summary: summaryOf(changes), strong })}</p>
        {errors > 0 && (
          <button type="button" className={styles.errors} onClick={onShowError}>
            {t('errors', { count: errors })}
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
            <Button onClick={onDiscard}>{t('confirmDiscard')}</Button>
            <Button kind="quiet" onClick={() => setConfirming(false)}>
              {t('keep')}
            </Button>
          </>
        ) : (
          <Button onClick={() => setConfirming(true)}>{t('discard')}</Button>
        )}
        <Button kind="primary" disabled={publishing || errors > 0 || changes.length === 0} onClick={onPublish}>
          {publishing ? t('publishing') : t(needsSecondAdmin ? 'propose' : 'publish', { version: nextVersion })}
        </Button>
      </div>
      <EffectsList draft={draft} all={open} />
      {open && <ChangeList changes={changes} label={t('list')} onSelect={onSelect} />}
    </section>
  )
}
