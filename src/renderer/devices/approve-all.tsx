import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { EnrollmentRequestRow } from '../../shared/contract/enrollment-codes.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './devices-screen.module.css'

/** Lets in every waiting computer that states an e-mail address, each for the person of that address, after a question. */
export function ApproveAll({
  requests,
  devices,
  onApproved,
}: {
  /** With an address. */
  readonly requests: readonly EnrollmentRequestRow[]
  readonly devices: DeviceClient
  /** Called when it has gone through them. @param count that were let in */
  readonly onApproved: (count: number, problem: ClientProblem | null) => void
}) {
  const t = useTranslations('devices.waiting')
  const [state, setState] = useState<'closed' | 'asks' | 'works'>('closed')
  const approve = async () => {
    setState('works')
    let approved = 0
    let problem: ClientProblem | null = null
    for (const { id, address } of requests) {
      try {
        if (address !== null) await devices.approve(id, { email: address })
        approved += 1
      } catch (error) {
        problem ??= asProblem(error)
      }
    }
    setState('closed')
    onApproved(approved, problem)
  }
  const count = requests.length
  if (state === 'closed') return <Button onClick={() => setState('asks')}>{t('approveAll', { count })}</Button>
  return (
    <div className={styles.form} role="group" aria-label={t('approveAll', { count })}>
      <p>{t.rich('approveAllMeaning', { count, strong })}</p>
      {state === 'works' && <Banner kind="note">{t('approvingAll')}</Banner>}
      <div className={styles.buttons}>
        <Button kind="primary" disabled={state === 'works'} onClick={() => void approve()}>
          {t('approveAllNow')}
        </Button>
        <Button kind="quiet" disabled={state === 'works'} onClick={() => setState('closed')}>
          {t('close')}
        </Button>
      </div>
    </div>
  )
}
