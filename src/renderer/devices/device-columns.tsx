import type { EpochMs } from '../../shared/contract/brands.ts'
import { updateWhys } from '../../shared/contract/clients.ts'
import type { DeviceRow } from '../../shared/contract/reports.ts'
import { type DeviceStatus, needsSomebody } from '../../shared/device-health/index.ts'
import { translator } from '../text/translator.ts'
import { Button } from '../ui/button.tsx'
import type { Columns } from '../ui/data-table.tsx'
import { ago, clockOffset, count, day, NO_DATA } from '../ui/format.ts'
import { Tag, Tags } from '../ui/tag.tsx'
import { issueText } from './issue-text.ts'

const t = translator('devices')

/** A device, and what is wrong with it. */
export interface DeviceHealth {
  readonly device: DeviceRow
  readonly status: DeviceStatus
}

/** @param onRevoke null: whoever looks may not */
export function deviceColumns(
  now: EpochMs,
  zone: string,
  onRevoke: ((device: DeviceRow) => void) | null,
): Columns<DeviceHealth> {
  const urgency = ({ status }: DeviceHealth) => (status.needsAttention ? 0 : status.issues.length > 0 ? 1 : 2)
  return [
    {
      id: 'user',
      header: t('column.user'),
      heads: true,
      wraps: true,
      sortBy: ({ device }) => device.userName,
      cell: ({ device }) => device.userName,
    },
    {
      id: 'state',
      header: t('column.state'),
      sortBy: urgency,
      csv: ({ status }) => status.issues.map((issue) => issueText(issue, zone)).join(', ') || t('ok'),
      cell: (row) => <Status row={row} zone={zone} />,
    },
    {
      id: 'seen',
      header: t('column.seen'),
      sortBy: ({ device }) => -(device.lastSeenAt ?? 0),
      csv: ({ device }) => isoTime(device.lastSeenAt),
      cell: ({ device }) => (device.lastSeenAt === null ? t('never') : ago(device.lastSeenAt, now)),
    },
    {
      id: 'recorded',
      header: t('column.recorded'),
      sortBy: ({ device }) => -(device.latestEndedAt ?? 0),
      csv: ({ device }) => isoTime(device.latestEndedAt),
      cell: ({ device }) => (device.latestEndedAt === null ? NO_DATA : ago(device.latestEndedAt, now)),
    },
    {
      id: 'waiting',
      header: t('column.waiting'),
      numeric: true,
      sortBy: ({ device }) => device.health?.backlog ?? -1,
      cell: ({ device }) => (device.health === null ? NO_DATA : count(device.health.backlog)),
    },
    {
      id: 'clock',
      header: t('column.clock'),
      numeric: true,
      sortBy: ({ device }) => Math.abs(device.skewMs ?? 0),
      csv: ({ device }) => device.skewMs,
      cell: ({ device }) => (device.skewMs === null ? NO_DATA : clockOffset(device.skewMs)),
    },
    {
      id: 'windows',
      header: t('column.windows'),
      wraps: true,
      sortBy: ({ device }) => device.health?.captureAdapter ?? '',
      cell: ({ device: { health } }) => {
        if (health === null) return NO_DATA
        return health.observable ? t('windowsVisible', { adapter: health.captureAdapter }) : t('windowsNotVisible')
      },
    },
    {
      id: 'journal',
      header: t('column.journal'),
      wraps: true,
      sortBy: ({ device }) => (device.health === null ? 2 : device.health.journalEncrypted ? 1 : 0),
      cell: ({ device: { health } }) =>
        health === null ? NO_DATA : t(health.journalEncrypted ? 'encrypted' : 'notEncrypted'),
    },
    {
      id: 'notice',
      header: t('column.notice'),
      wraps: true,
      sortBy: ({ device }) => device.notice?.version ?? 0,
      csv: ({ device: { notice } }) => (notice === null ? '' : `${notice.version} ${isoTime(notice.acknowledgedAt)}`),
      cell: ({ device: { notice } }) =>
        notice === null
          ? NO_DATA
          : t(notice.how === 'read' ? 'noticeRead' : 'noticeByCommand', {
              version: notice.version,
              date: day(notice.acknowledgedAt, zone),
            }),
    },
    {
      id: 'companions',
      header: t('column.companions'),
      wraps: true,
      sortBy: ({ device }) => device.health?.companions.join() ?? '',
      cell: ({ device: { health } }) => health?.companions.join(', ') || NO_DATA,
    },
    {
      id: 'version',
      header: t('column.version'),
      wraps: true,
      sortBy: ({ device }) => device.agentVersion,
      cell: ({ device: { agentVersion, platform, health } }) =>
        [t('version', { version: agentVersion, platform }), updateText(health?.update)].filter(Boolean).join('. '),
    },
    {
      id: 'enrolled',
      header: t('column.enrolled'),
      wraps: true,
      sortBy: ({ device }) => device.enrolledAt,
      csv: ({ device }) => isoTime(device.enrolledAt),
      cell: ({ device }) => day(device.enrolledAt, zone),
    },
    ...(onRevoke === null ? [] : [revocation(onRevoke)]),
  ]
}

const revocation = (onRevoke: (device: DeviceRow) => void): Columns<DeviceHealth>[number] => ({
  id: 'actions',
  header: t('column.actions'),
  sortBy: () => '',
  csv: () => null,
  cell: ({ device }) => (
    <Button small aria-label={t('revoke', { name: device.userName })} onClick={() => onRevoke(device)}>
      {t('revokeShort')}
    </Button>
  ),
})

function Status({ row: { device, status }, zone }: { readonly row: DeviceHealth; readonly zone: string }) {
  if (device.sample) return <Tag title={t('sampleMeaning')}>{t('sample')}</Tag>
  if (status.issues.length === 0) return <Tag tone="ok">✓ {t('ok')}</Tag>
  return (
    <Tags>
      {status.issues.map((issue) => (
        <Tag key={issue.kind} tone={needsSomebody(issue) ? 'overdue' : undefined}>
          {issueText(issue, zone)}
        </Tag>
      ))}
    </Tags>
  )
}

/** What became of the release that the endpoint named; nothing while there is nothing to say. */
const updateText = (update: NonNullable<DeviceRow['health']>['update']): string | null => {
  const version = update?.version ?? ''
  if (update?.state === 'loading' || update?.state === 'ready') return t('updating', { version })
  if (update?.state !== 'failed') return null
  const why = updateWhys.find((known) => known === update.why) ?? 'failed'
  return t('notUpdated', { version, why: t(`updateWhy.${why}`) })
}

const isoTime = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString())
