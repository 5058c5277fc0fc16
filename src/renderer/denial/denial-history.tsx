import { useMemo } from 'react'
import type { DenialDetail, DenialEvent } from '../../shared/contract/denials.ts'
import type { ManualTimeRow, TouchRow } from '../../shared/contract/reports.ts'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { clock, counted, day, duration, shortDay } from '../ui/format.ts'
import { denialStateLabels, manualTimeKindLabels } from '../ui/labels.ts'
import styles from './denial-drawer.module.css'

const fieldNames: Readonly<Record<string, string>> = {
  owner: 'owner',
  queue: 'queue',
  follow_up_due: 'follow-up due',
  appeal_due: 'appeal due',
  service_line: 'service line',
  provider: 'provider',
  location: 'location',
}

export function DenialEvents({ events, zone }: { readonly events: readonly DenialEvent[]; readonly zone: string }) {
  return (
    <section>
      <h3>What happened</h3>
      <ol className={styles.events}>
        {events.toReversed().map((event, index) => (
          <li key={`${event.at} ${event.kind} ${index}`}>
            <time dateTime={new Date(event.at).toISOString()}>{day(event.at, zone)}</time>
            <span>{eventWords(event, zone)}</span>
            <span className={styles.quiet}>{event.sourceFile ?? event.by}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function eventWords({ kind, from, to }: DenialEvent, zone: string): string {
  if (kind === 'received') return 'received'
  const field = fieldNames[kind]
  if (field === undefined) return `became ${denialStateLabels[kind as keyof typeof denialStateLabels] ?? kind}`
  const said = (value: string | null) =>
    value === null ? 'none' : kind.endsWith('_due') && /^\d+$/.test(value) ? day(Number(value), zone) : value
  return `${field}: ${said(from)} → ${said(to)}`
}

/** What people named as work on it away from the keyboard: beside the touches, in none of their numbers. */
export function DenialManualTime({
  manualTime,
  zone,
}: {
  readonly manualTime: readonly ManualTimeRow[]
  readonly zone: string
}) {
  if (manualTime.length === 0) return null
  return (
    <section>
      <h3>Manual time</h3>
      <ol className={styles.events}>
        {manualTime.toReversed().map(({ manualTimeId, userId, userName, kind, startedAt, endedAt }) => (
          <li key={`${userId} ${manualTimeId}`}>
            <time dateTime={new Date(startedAt).toISOString()}>{day(startedAt, zone)}</time>
            <span>
              {manualTimeKindLabels[kind]}, {clock(startedAt, zone)} – {clock(endedAt, zone)},{' '}
              {duration(endedAt - startedAt)}
            </span>
            <span className={styles.quiet}>{userName}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

export function DenialTouches({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const columns = useMemo<Columns<TouchRow>>(
    () => [
      { id: 'who', header: 'Person', heads: true, sortBy: (row) => row.userName, cell: (row) => row.userName },
      {
        id: 'when',
        header: 'From – to',
        sortBy: (row) => row.startedAt,
        csv: (row) => new Date(row.startedAt).toISOString(),
        cell: (row) => `${shortDay(row.startedAt, zone)}, ${clock(row.startedAt, zone)} – ${clock(row.endedAt, zone)}`,
      },
      {
        id: 'active',
        header: 'Active',
        numeric: true,
        sortBy: (row) => row.activeMs,
        csv: (row) => row.activeMs,
        cell: (row) => duration(row.activeMs),
      },
    ],
    [zone],
  )
  const touches = useMemo(() => denial.touches.toSorted((a, b) => b.startedAt - a.startedAt), [denial.touches])
  const active = denial.touches.reduce((sum, { activeMs }) => sum + activeMs, 0)
  const people = new Set(denial.touches.map(({ userId }) => userId)).size
  return (
    <section>
      <h3>Work on it</h3>
      {denial.touches.length === 0 ? (
        <p className={styles.quiet}>
          {denial.claimToken === null
            ? 'Its claim has no usable reference, so no work can be told to be on it.'
            : 'Nobody has touched it yet.'}
        </p>
      ) : (
        <>
          <p className={styles.quiet}>
            {counted(denial.touches.length, 'touch', 'touches')}, {duration(active)} active, by{' '}
            {counted(people, 'person', 'people')}
          </p>
          <DataTable rows={touches} columns={columns} noun={`touches of ${denial.claimRef}`} pageRows={10} />
        </>
      )}
    </section>
  )
}
