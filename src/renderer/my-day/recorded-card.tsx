import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { duration } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import styles from './my-day-screen.module.css'

/** What is recorded in short, the pages that say it in full, and a copy of it. */
export function RecordedCard({
  desktop,
  readInPagesMs,
}: {
  readonly desktop: Desktop
  /** See `MyDay`. */
  readonly readInPagesMs: number
}) {
  const t = useTranslations('myDay.recorded')
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      <p>{t('text')}</p>
      {readInPagesMs > 0 && <p>{t('readInPages', { time: duration(readInPagesMs) })}</p>}
      <ul className={styles.links}>
        <li>
          <Link to="/my-day/policy">{t('policy')}</Link>
        </li>
        <li>
          <Link to="/my-day/looked-at">{t('looks')}</Link>
        </li>
        <li>
          <Link to="/my-day/sent">{t('link')}</Link>
        </li>
        <li>
          <Link to="/my-day/notice">{t('notice')}</Link>
        </li>
      </ul>
      <OwnDataButton desktop={desktop} />
    </Card>
  )
}

function OwnDataButton({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay.recorded')
  const [outcome, setOutcome] = useState('')
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      setOutcome((await desktop.myDay.saveOwnData()) ? t('saved') : t('canceled'))
    } catch (error) {
      setOutcome(t('notSaved', { message: asProblem(error).message }))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className={styles.copy}>
      <Button disabled={busy} onClick={() => void save()}>
        {t('save')}
      </Button>
      <p className={styles.sub} role="status">
        {outcome === '' ? t('saveHint') : outcome}
      </p>
    </div>
  )
}
