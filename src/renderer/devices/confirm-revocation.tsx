import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { DeviceRow } from '../../shared/contract/reports.ts'
import type { DeviceClient } from '../bridge/device-client.ts'
import { Button } from '../ui/button.tsx'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './devices-screen.module.css'

/** Asks before a computer is shut out. */
export function ConfirmRevocation({
  device: { deviceId, userName },
  devices,
  onRevoked,
  onKeep,
}: {
  readonly device: DeviceRow
  readonly devices: DeviceClient
  readonly onRevoked: () => void
  readonly onKeep: () => void
}) {
  const t = useTranslations('devices')
  const [problem, setProblem] = useState<ClientProblem | null>(null)
  const revoke = () => {
    devices.revoke(deviceId).then(onRevoked, (error: unknown) => setProblem(asProblem(error)))
  }
  return (
    <div className={styles.form} role="group" aria-label={t('revoke', { name: userName })}>
      <p>{t.rich('revokeMeaning', { name: userName, strong })}</p>
      {problem && <Banner kind="problem">{problem.message}</Banner>}
      <div className={styles.buttons}>
        <Button kind="primary" onClick={revoke} autoFocus>
          {t('revokeNow')}
        </Button>
        <Button kind="quiet" onClick={onKeep}>
          {t('keep')}
        </Button>
      </div>
    </div>
  )
}
