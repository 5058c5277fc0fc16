import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ImportRow, TakenBackImport } from '../../shared/contract/imports.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './import-file.module.css'

type Step =
  | { readonly kind: 'idle' }
  | { readonly kind: 'asking'; readonly row: ImportRow; readonly changes: TakenBackImport }
  | { readonly kind: 'working'; readonly row: ImportRow }
  | { readonly kind: 'done'; readonly row: ImportRow; readonly changes: TakenBackImport }
  | { readonly kind: 'failed'; readonly row: ImportRow; readonly message: string }

/** Taking an import back: first what it would change, then the change itself. */
export function useTakeBack() {
  const write = useTeamWrite()
  const [step, setStep] = useState<Step>({ kind: 'idle' })
  const run = async (row: ImportRow, isPreview: boolean) => {
    setStep({ kind: 'working', row })
    try {
      const changes = await write('takeBackImport', { id: row.id, ...(isPreview && { preview: '1' }) }, null)
      setStep({ kind: isPreview ? 'asking' : 'done', row, changes })
    } catch (error) {
      setStep({ kind: 'failed', row, message: asProblem(error).message })
    }
  }
  return {
    step,
    ask: (row: ImportRow) => void run(row, true),
    confirm: (row: ImportRow) => void run(row, false),
    close: () => setStep({ kind: 'idle' }),
  }
}

/** What taking an import back would change, to confirm, and how it ended. */
export function TakeBackDialog({
  taking: { step, confirm, close },
}: {
  readonly taking: ReturnType<typeof useTakeBack>
}) {
  const t = useTranslations('imports.takeBack')
  if (step.kind === 'idle') return null
  const { name } = step.row
  switch (step.kind) {
    case 'working':
      return <p role="status">{t('working', { name })}</p>
    case 'failed':
      return (
        <Banner kind="problem" action={<Button onClick={close}>{t('close')}</Button>}>
          {t.rich('failed', { name, message: step.message, strong })}
        </Banner>
      )
    case 'done':
      return (
        <Banner kind="done" action={<Button onClick={close}>{t('close')}</Button>}>
          {t.rich('done', { name, removed: step.changes.removed, changed: step.changes.changed, strong })}
        </Banner>
      )
    case 'asking': {
      const { removed, removedWorked, changed, laterRowsLeftOut } = step.changes
      return (
        <Banner kind={removedWorked > 0 ? 'problem' : 'note'}>
          <p>{t.rich('question', { name, removed, changed, strong })}</p>
          {removedWorked > 0 && <p>{t('worked', { count: removedWorked })}</p>}
          {laterRowsLeftOut > 0 && <p>{t('laterRows', { count: laterRowsLeftOut })}</p>}
          <div className={styles.buttons}>
            <Button kind="primary" onClick={() => confirm(step.row)}>
              {t('confirm', { name })}
            </Button>
            <Button kind="quiet" onClick={close}>
              {t('keep')}
            </Button>
          </div>
        </Banner>
      )
    }
  }
}
