import { useMemo } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { DeviceRow } from '../../shared/contract/reports.ts'
import {
  byAttention,
  type DeviceStanding,
  needsSomebody,
  newestOf,
  standingOf,
} from '../../shared/device-health/index.ts'
import { Link } from '../app/navigation.tsx'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { Card } from '../ui/card.tsx'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { ago, clockOffset, count, counted, day } from '../ui/format.ts'
import { Notice } from '../ui/notice.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Tag, Tags } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { useNow } from '../ui/use-now.ts'
import { usePolled } from '../ui/use-polled.ts'
import { issueWords } from './issue-words.ts'

const REFRESH_MS = 60_000

interface Judged {
  readonly device: DeviceRow
  readonly standing: DeviceStanding
}

/** Every enrolled computer, what needs attention first. */
export function DevicesScreen() {
  const { team } = useAppEnvironment()
  const { value, problem, reload } = usePolled('devices', () => team.read('devices', {}), REFRESH_MS)
  const now = useNow(REFRESH_MS)
  const zone = useTeamZone()
  const rows = useMemo(() => judged(value?.rows ?? [], now), [value, now])
  const columns = useMemo(() => deviceColumns(now, zone), [now, zone])
  const attention = rows.filter(({ standing }) => standing.needsAttention).length
  const blind = rows.filter(({ standing }) => standing.issues.some(({ kind }) => kind === 'cannot_see_windows')).length
  return (
    <>
      <ScreenHead
        title="Devices"
        explanation="the computers that record, as each says it is and as the endpoint sees it"
      >
        <Link to="/settings">Settings →</Link>
      </ScreenHead>
      <Card
        title={value === null ? 'Computers' : summary(rows.length, attention)}
        explanation={
          blind > 0
            ? `${counted(blind, 'computer', 'computers')} cannot see windows: the time there is not observable, which is not the same as no work`
            : 'what needs attention comes first'
        }
      >
        {value === null ? (
          <QueryState
            problem={problem}
            waiting="Fetching the devices…"
            failed="The devices cannot be shown"
            onRetry={reload}
          />
        ) : rows.length === 0 ? (
          <Notice kind="empty" title="No computer is enrolled yet">
            An admin makes an enrolment code; the agent is started once with it.
          </Notice>
        ) : (
          <DataTable rows={rows} columns={columns} noun="devices" rowKey={({ device }) => device.deviceId} />
        )}
      </Card>
    </>
  )
}

function judged(devices: readonly DeviceRow[], now: EpochMs): readonly Judged[] {
  const newest = newestOf(devices.filter(({ sample }) => !sample).map(({ agentVersion }) => agentVersion))
  return devices.map((device) => ({ device, standing: standingOf(device, now, newest) })).toSorted(byAttention)
}

const summary = (all: number, attention: number): string =>
  attention === 0
    ? `${counted(all, 'computer', 'computers')}, none needs attention`
    : `${counted(attention, 'computer needs', 'computers need')} attention, of ${count(all)}`

function State({ judged: { device, standing }, zone }: { readonly judged: Judged; readonly zone: string }) {
  if (device.sample) return <Tag title="Made by the sample generator">sample</Tag>
  if (standing.issues.length === 0) return <Tag tone="ok">✓ fine</Tag>
  return (
    <Tags>
      {standing.issues.map((issue) => (
        <Tag key={issue.kind} tone={needsSomebody(issue) ? 'late' : undefined}>
          {issueWords(issue, zone)}
        </Tag>
      ))}
    </Tags>
  )
}

function deviceColumns(now: EpochMs, zone: string): Columns<Judged> {
  const place = (rows: Judged) => (rows.standing.needsAttention ? 0 : rows.standing.issues.length > 0 ? 1 : 2)
  return [
    {
      id: 'user',
      header: 'Person',
      heads: true,
      sortBy: ({ device }) => device.userName,
      cell: ({ device }) => device.userName,
    },
    {
      id: 'state',
      header: 'State',
      sortBy: place,
      csv: ({ standing }) => standing.issues.map((issue) => issueWords(issue, zone)).join(', ') || 'fine',
      cell: (row) => <State judged={row} zone={zone} />,
    },
    {
      id: 'seen',
      header: 'Heard of',
      sortBy: ({ device }) => -(device.lastSeenAt ?? 0),
      csv: ({ device }) => instant(device.lastSeenAt),
      cell: ({ device }) => (device.lastSeenAt === null ? 'never' : ago(device.lastSeenAt, now)),
    },
    {
      id: 'recorded',
      header: 'Recorded to',
      sortBy: ({ device }) => -(device.latestEndedAt ?? 0),
      csv: ({ device }) => instant(device.latestEndedAt),
      cell: ({ device }) => (device.latestEndedAt === null ? '–' : ago(device.latestEndedAt, now)),
    },
    {
      id: 'waiting',
      header: 'Waiting',
      numeric: true,
      sortBy: ({ device }) => device.health?.backlog ?? -1,
      cell: ({ device }) => (device.health === null ? '–' : count(device.health.backlog)),
    },
    {
      id: 'clock',
      header: 'Clock',
      numeric: true,
      sortBy: ({ device }) => Math.abs(device.skewMs ?? 0),
      csv: ({ device }) => device.skewMs,
      cell: ({ device }) => (device.skewMs === null ? '–' : clockOffset(device.skewMs)),
    },
    {
      id: 'windows',
      header: 'Windows',
      sortBy: ({ device }) => device.health?.captureAdapter ?? '',
      cell: ({ device: { health } }) =>
        health === null ? '–' : health.observable ? `seen, ${health.captureAdapter}` : 'not observable',
    },
    {
      id: 'journal',
      header: 'Journal',
      sortBy: ({ device }) => (device.health === null ? 2 : device.health.journalEncrypted ? 1 : 0),
      cell: ({ device: { health } }) => (health === null ? '–' : health.journalEncrypted ? 'encrypted' : 'plain'),
    },
    {
      id: 'companions',
      header: 'Companions',
      sortBy: ({ device }) => device.health?.companions.join() ?? '',
      cell: ({ device: { health } }) => health?.companions.join(', ') || '–',
    },
    {
      id: 'version',
      header: 'Version',
      sortBy: ({ device }) => device.agentVersion,
      cell: ({ device }) => `${device.agentVersion}, ${device.platform}`,
    },
    {
      id: 'enrolled',
      header: 'Enrolled',
      sortBy: ({ device }) => device.enrolledAt,
      csv: ({ device }) => instant(device.enrolledAt),
      cell: ({ device }) => day(device.enrolledAt, zone),
    },
  ]
}

const instant = (at: EpochMs | null): string | null => (at === null ? null : new Date(at).toISOString())
