import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './health-screen.module.css'

/** Saves one file that a person can give to support. */
export function SupportCard({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay.health')
  const [outcome, setOutcome] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    try {
      setOutcome((await desktop.myDay.saveSupportBundle()) ? t('supportSaved') : t('supportCancelled'))
    } catch (error) {
      setOutcome(t('supportFailed', { message: asProblem(error).message }))
    } finally {
      setBusy(false)
    }
  }
  return (
    <section className={styles.support} aria-labelledby="support">
      <div>
        <h2 id="support">{t('support')}</h2>
        <p>{t('supportText')}</p>
        {outcome !== null && <p role="status">{outcome}</p>}
      </div>
      <Button kind="primary" disabled={busy} onClick={() => void save()}>
        {t('supportSave')}
      </Button>
    </section>
  )
}
