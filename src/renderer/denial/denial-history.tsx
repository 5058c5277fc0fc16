import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { DenialDetail, DenialEvent } from '../../shared/contract/denials.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { ManualTimeRow, TouchRow } from '../../shared/contract/reports.ts'
import { translator } from '../text/translator.ts'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, clock, day, duration, exactDollars, shortDay } from '../ui/format.ts'
import { denialStateLabel, manualTimeKindLabels } from '../ui/labels.ts'
import styles from './denial-drawer.module.css'

const tHistory = translator('denial.history')

const fieldTexts = {
  owner: 'assigned',
  queue: 'queue',
  follow_up_due: 'followUpDue',
  appeal_due: 'appealDue',
  service_line: 'serviceLine',
  provider: 'provider',
  location: 'location',
} as const

export function DenialEvents({ events, zone }: { readonly events: readonly DenialEvent[]; readonly zone: string }) {
  const newestFirst = useMemo(() => events.toReversed().toSorted((a, b) => b.at - a.at), [events])
  return (
    <section>
      <h3>{tHistory('title')}</h3>
      <ol className={styles.events}>
        {newestFirst.map((event, index) => (
          <li key={`${event.at} ${event.kind} ${index}`}>
            <time dateTime={new Date(event.at).toISOString()}>{day(event.at, zone)}</time>
            <span>{eventText(event, zone)}</span>
            <span className={styles.quiet}>{event.sourceFile ?? event.by}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

function eventText({ kind, from, to }: DenialEvent, zone: string): string {
  const amount = (value: string | null) =>
    value === null ? tHistory('none') : /^-?\d+$/.test(value) ? exactDollars(Number(value)) : value
  const value = (text: string | null) => {
    if (text === null) return tHistory(kind === 'owner' ? 'unassigned' : 'none')
    return kind.endsWith('_due') && /^\d+$/.test(text) ? day(Number(text), zone) : text
  }
  switch (kind) {
    case 'received':
      return tHistory('received')
    case 'payment':
      return tHistory('payment', { amount: amount(to) })
    case 'recovered_amount':
      return tHistory('recoveredAmount', { from: amount(from), to: amount(to) })
    case 'owner':
    case 'queue':
    case 'follow_up_due':
    case 'appeal_due':
    case 'service_line':
    case 'provider':
    case 'location':
      return tHistory(fieldTexts[kind], { from: value(from), to: value(to) })
    default:
      return tHistory('status', { status: denialStateLabel(kind) })
  }
}

/** Manual time on the claim. It is not part of the touches or of any of their numbers. */
export function DenialManualTime({
  manualTime,
  zone,
}: {
  readonly manualTime: readonly ManualTimeRow[]
  readonly zone: string
}) {
  const t = useTranslations('denial.manualTime')
  if (manualTime.length === 0) return null
  return (
    <section>
      <h3>{t('title')}</h3>
      <ol className={styles.events}>
        {manualTime.toReversed().map(({ manualTimeId, userId, userName, kind, startedAt, endedAt }) => (
          <li key={`${userId} ${manualTimeId}`}>
            <time dateTime={new Date(startedAt).toISOString()}>{day(startedAt, zone)}</time>
            <span>
              {t('entry', {
                kind: capitalized(manualTimeKindLabels[kind]),
                from: clock(startedAt, zone),
                to: clock(endedAt, zone),
                duration: duration(endedAt - startedAt),
              })}
            </span>
            <span className={styles.quiet}>{userName}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

export function DenialTouches({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const t = useTranslations('denial')
  const columns = useMemo<Columns<TouchRow>>(
    () => [
      {
        id: 'who',
        header: t('column.person'),
        heads: true,
        sortBy: (row) => row.userName,
        cell: (row) => row.userName,
      },
      {
        id: 'when',
        header: t('column.time'),
        sortBy: (row) => row.startedAt,
        csv: (row) => new Date(row.startedAt).toISOString(),
        cell: (row) =>
          t('touches.timeRange', {
            day: shortDay(row.startedAt, zone),
            from: clock(row.startedAt, zone),
            to: clock(row.endedAt, zone),
          }),
      },
      {
        id: 'active',
        header: t('column.active'),
        csvHeader: t('csv.activeMinutes'),
        numeric: true,
        sortBy: (row) => row.activeMs,
        csv: (row) => row.activeMs / MINUTE_MS,
        cell: (row) => duration(row.activeMs),
      },
    ],
    [t, zone],
  )
  const touches = useMemo(() => denial.touches.toSorted((a, b) => b.startedAt - a.startedAt), [denial.touches])
  const active = denial.touches.reduce((sum, { activeMs }) => sum + activeMs, 0)
  const people = new Set(denial.touches.map(({ userId }) => userId)).size
  return (
    <section>
      <h3>{t('touches.title')}</h3>
      {denial.touches.length === 0 ? (
        <p className={styles.quiet}>{t(denial.claimToken === null ? 'touches.noReference' : 'touches.none')}</p>
      ) : (
        <>
          <p className={styles.quiet}>
            {t('touches.summary', { touches: denial.touches.length, active: duration(active), people })}
          </p>
          <DataTable
            rows={touches}
            columns={columns}
            noun={t('touches.tableOf', { claim: denial.claimRef })}
            pageRows={10}
          />
        </>
      )}
    </section>
  )
}
