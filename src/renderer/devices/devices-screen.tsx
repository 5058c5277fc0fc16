import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { DeviceRow } from '../../shared/contract/reports.ts'
import { byAttention, newestOf, deviceStatusOf } from '../../shared/device-health/index.ts'
import { Link } from '../app/navigation.tsx'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { Notice } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { useNow } from '../ui/use-now.ts'
import { type DeviceHealth, deviceColumns } from './device-columns.tsx'

const REFRESH_MS = MINUTE_MS

/** Every enrolled computer; those that need attention come first. */
export function DevicesScreen() {
  const t = useTranslations('devices')
  const { value, problem, reload } = useTeamQuery('devices', {}, { everyMs: REFRESH_MS })
  const now = useNow(REFRESH_MS)
  const zone = useTeamZone()
  const rows = useMemo(() => healthOf(value?.rows ?? [], now), [value, now])
  const columns = useMemo(() => deviceColumns(now, zone), [now, zone])
  const attention = rows.filter(({ status }) => status.needsAttention).length
  const notVisible = rows.filter(({ status }) => status.issues.some(({ kind }) => kind === 'cannot_see_windows')).length
  return (
    <>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        <Link to="/settings">{t('settings')}</Link>
      </ScreenHead>
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
    </>
  )
}

function healthOf(devices: readonly DeviceRow[], now: EpochMs): readonly DeviceHealth[] {
  const newest = newestOf(devices.filter(({ sample }) => !sample).map(({ agentVersion }) => agentVersion))
  return devices.map((device) => ({ device, status: deviceStatusOf(device, now, newest) })).toSorted(byAttention)
}
