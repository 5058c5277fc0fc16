import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import type { DenialDetail, DenialTouch } from '../../shared/contract/denials.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { translator } from '../text/translator.ts'
import { type Columns, DataTable } from '../ui/data-table.tsx'
import { capitalized, clock, duration, NO_DATA, shortDay } from '../ui/format.ts'
import { activityLabel, hiddenKindLabel } from '../ui/labels.ts'
import { HiddenTags } from '../ui/tag.tsx'
import styles from './denial-drawer.module.css'

/** Everybody's work on the claim, the latest first: who, when, what, where, and how it is known to be of this claim. */
export function DenialTouches({ denial, zone }: { readonly denial: DenialDetail; readonly zone: string }) {
  const t = useTranslations('denial')
  const columns = useMemo(() => touchColumns(zone), [zone])
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

function touchColumns(zone: string): Columns<DenialTouch> {
  const t = translator('denial')
  return [
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
      cell: (row) => (
        <>
          {shortDay(row.startedAt, zone)}
          <span className={styles.clock}>
            {t('touches.times', { from: clock(row.startedAt, zone), to: clock(row.endedAt, zone) })}
          </span>
        </>
      ),
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
    {
      id: 'work',
      header: t('column.work'),
      sortBy: (row) => row.activities[0]?.activity ?? '',
      csv: (row) => row.activities.map(activityText).join('; '),
      cell: (row) => <Work touch={row} />,
    },
    {
      id: 'hidden',
      header: t('column.hidden'),
      sortBy: (row) => row.hiddenKinds.join(),
      csv: (row) => row.hiddenKinds.map((kind) => hiddenKindLabel(kind)).join(', '),
      cell: (row) => <HiddenTags kinds={row.hiddenKinds} />,
    },
  ]
}

function Work({ touch }: { readonly touch: DenialTouch }) {
  if (touch.activities.length === 0) return NO_DATA
  const attribution = attributionText(touch)
  return (
    <ul className={styles.work}>
      {touch.activities.map((one) => (
        <li key={`${one.activity} ${one.system}`}>{activityText(one)}</li>
      ))}
      {attribution !== null && <li className={styles.quiet}>{attribution}</li>}
    </ul>
  )
}

function activityText({ activity, system, ms }: DenialTouch['activities'][number]): string {
  const t = translator('denial.touches')
  const name = activity === null ? t('unknownActivity') : capitalized(activityLabel(activity))
  return system === null
    ? t('activity', { activity: name, time: duration(ms) })
    : t('activityIn', { activity: name, system, time: duration(ms) })
}

/** How the time is known to be of the claim; null where all of it was seen, which is the usual case. */
function attributionText({ seenMs, statedMs, inferredMs }: DenialTouch): string | null {
  const t = translator('denial.touches')
  if (statedMs === 0 && inferredMs === 0) return null
  const parts = [
    ...(seenMs > 0 ? [t('seen', { time: duration(seenMs) })] : []),
    ...(statedMs > 0 ? [t('stated', { time: duration(statedMs) })] : []),
    ...(inferredMs > 0 ? [t('inferred', { time: duration(inferredMs) })] : []),
  ]
  return capitalized(parts.join(' · '))
}
