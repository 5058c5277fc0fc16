import { useMemo } from 'react'
import { useTranslations } from 'use-intl'
import { appealLevels, type DenialEvent } from '../../shared/contract/denials.ts'
import type { ManualTimeRow } from '../../shared/contract/reports.ts'
import { translator } from '../text/translator.ts'
import { capitalized, clock, day, duration, exactDollars } from '../ui/format.ts'
import { appealLevelLabels, denialStateLabel, manualTimeKindLabels } from '../ui/labels.ts'
import styles from './denial-drawer.module.css'

const tHistory = translator('denial.history')

const fieldTexts = {
  owner: 'assigned',
  queue: 'queue',
  follow_up_due: 'followUpDue',
  appeal_due: 'appealDue',
  corrected_claim_due: 'correctedClaimDue',
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
            <span>
              {eventText(event, zone)}
              {event.reason !== null && <q className={styles.quiet}>{event.reason}</q>}
            </span>
            <span className={styles.quiet}>{event.sourceFile ?? event.by}</span>
          </li>
        ))}
      </ol>
    </section>
  )
}

const levelName = (level: string | null): string => {
  const found = appealLevels.find((each) => each === level)
  return found === undefined ? tHistory('none') : appealLevelLabels[found]
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
    case 'answer':
      return tHistory('answer', { amount: amount(to) })
    case 'closing_proposed':
      return tHistory('closingProposed', { status: denialStateLabel(to ?? '') })
    case 'appeal_level':
      return tHistory('appealLevel', { from: levelName(from), to: levelName(to) })
    case 'recovered_amount':
      return tHistory('recoveredAmount', { from: amount(from), to: amount(to) })
    case 'owner':
    case 'queue':
    case 'follow_up_due':
    case 'appeal_due':
    case 'corrected_claim_due':
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
