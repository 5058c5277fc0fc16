import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { MyUnclassifiedWindow } from '../../shared/contract/unclassified.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { duration } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import { Tag } from '../ui/tag.tsx'
import styles from './unclassified-card.module.css'

/** The windows of today that no rule names. The biller may offer one to the admins. */
export function UnclassifiedCard({
  windows,
  desktop,
  onChanged,
}: {
  readonly windows: readonly MyUnclassifiedWindow[]
  readonly desktop: Desktop
  readonly onChanged: () => void
}) {
  const t = useTranslations('myDay.unclassified')
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const offer = async ({ program, shape }: MyUnclassifiedWindow) => {
    setProblem(null)
    await desktop.myDay.offerWindow({ program, shape }).catch((error: unknown) => setProblem(asProblem(error)))
    onChanged()
  }
  return (
    <Card title={t('title')} explanation={t('explanation')}>
      {windows.length === 0 && <p className={styles.none}>{t('none')}</p>}
      {problem && <Banner kind="problem">{t.rich('failed', { message: problem.message, strong })}</Banner>}
      <ul className={styles.windows}>
        {windows.map((window) => (
          <li key={`${window.program} ${window.shape}`}>
            <span className={styles.words}>
              {window.program}
              <small title={t('shapeHint')}>{window.shape || t('noTitle')}</small>
            </span>
            <b>{duration(window.ms)}</b>
            {window.offered ? (
              <Tag tone="ok">{t('offered')}</Tag>
            ) : (
              <Button small aria-label={t('offerOf', { program: window.program })} onClick={() => void offer(window)}>
                {t('offer')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {windows.length > 0 && <p className={styles.hint}>{t('offerExplanation')}</p>}
      <p className={styles.hint}>{t('weekly')}</p>
    </Card>
  )
}
