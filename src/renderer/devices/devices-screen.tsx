import { useCallback, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { DeviceRow } from '../../shared/contract/reports.ts'
import { byAttention, deviceStatusOf } from '../../shared/device-health/index.ts'
import { newestOf } from '../../shared/versions.ts'
import { Link } from '../app/navigation.tsx'
import { useMayCall } from '../app/use-screens.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Banner, Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { useNow } from '../ui/use-now.ts'
import { ConfirmRevocation } from './confirm-revocation.tsx'
import { type DeviceHealth, deviceColumns } from './device-columns.tsx'
import { WaitingDevices } from './waiting-devices.tsx'
import { EnrollmentCodes } from './enrollment-codes.tsx'
import { SiteKeys } from './site-keys.tsx'
import styles from './devices-screen.module.css'

const REFRESH_MS = MINUTE_MS

/** Every enrolled computer; those that need attention come first. Admins let computers in and shut them out, in a browser. */
export function DevicesScreen() {
  const t = useTranslations('devices')
  const { value, problem, reload } = useTeamQuery('devices', {}, { everyMs: REFRESH_MS })
  const now = useNow(REFRESH_MS)
  const zone = useTeamZone()
  const rows = useMemo(() => healthOf(value?.rows ?? [], now), [value, now])
  const environment = useAppEnvironment()
  const mayEnroll = useMayCall('createEnrollmentCode')
  const mayChangeSettings = useMayCall('saveSettings')
  const admin = environment.kind === 'browser' && mayEnroll ? environment : null
  const people = useLiveQuery(['people'], async () => (admin ? admin.accounts.people() : null), {
    enabled: admin !== null,
  })
  const [leaving, setLeaving] = useState<DeviceRow | null>(null)
  /** Whose computer was shut out last. */
  const [revoked, setRevoked] = useState<string | null>(null)
  const isAdmin = admin !== null
  const revoke = useCallback((device: DeviceRow) => {
    setRevoked(null)
    setLeaving(device)
  }, [])
  const columns = useMemo(() => deviceColumns(now, zone, isAdmin ? revoke : null), [now, zone, isAdmin, revoke])
  const attention = rows.filter(({ status }) => status.needsAttention).length
  const notVisible = rows.filter(({ status }) => status.issues.some(({ kind }) => kind === 'cannot_see_windows')).length
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        {mayChangeSettings && <Link to="/settings">{t('settings')}</Link>}
      </ScreenHead>
      <div className={styles.cards}>
        <Card
          title={
            value === null
              ? t('loadingTitle')
              : attention === 0
                ? t('allFine', { count: rows.length })
                : t('attention', { count: attention, total: rows.length })
          }
          explanation={notVisible > 0 ? t('notVisible', { count: notVisible }) : t('order')}
        >
          {revoked !== null && <Banner kind="done">{t.rich('revoked', { name: revoked, strong })}</Banner>}
          {leaving && admin && (
            <ConfirmRevocation
              key={leaving.deviceId}
              device={leaving}
              devices={admin.devices}
              onRevoked={() => {
                setRevoked(leaving.userName)
                setLeaving(null)
                reload()
              }}
              onKeep={() => setLeaving(null)}
            />
          )}
          {value === null ? (
            <QueryState problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
          ) : rows.length === 0 ? (
            <Notice kind="empty" title={t('empty')}>
              {t('emptyExplanation')}
            </Notice>
          ) : (
            <DataTable rows={rows} columns={columns} noun={t('noun')} rowKey={({ device }) => device.deviceId} />
          )}
        </Card>
        {admin && (
          <WaitingDevices
            devices={admin.devices}
            people={people.latest?.rows ?? []}
            onApproved={() => {
              reload()
              people.reload()
            }}
          />
        )}
        {admin && <EnrollmentCodes devices={admin.devices} people={people.latest?.rows ?? []} prefix={admin.prefix} />}
        {admin && <SiteKeys devices={admin.devices} people={people.latest?.rows ?? []} prefix={admin.prefix} />}
      </div>
    </>
  )
}

function healthOf(devices: readonly DeviceRow[], now: EpochMs): readonly DeviceHealth[] {
  const newest = newestOf(devices.filter(({ sample }) => !sample).map(({ agentVersion }) => agentVersion))
  return devices.map((device) => ({ device, status: deviceStatusOf(device, now, newest) })).toSorted(byAttention)
}
