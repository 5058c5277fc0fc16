import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import type { MyDay } from '../../shared/contract/clients.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { Card } from '../ui/card.tsx'
import { count, decimal, duration, NO_DATA } from '../ui/format.ts'
import { medianMsPerDenial } from './median-per-denial.ts'
import styles from './my-day-screen.module.css'

/** The four numbers of a day. */
export function DayCards({ day }: { readonly day: MyDay }) {
  const t = useTranslations('myDay.cards')
  const median = medianMsPerDenial(day.touches)
  return (
    <div className={styles.cards}>
      <Card title={t('denials')} explanation={t('denialsExplanation')}>
        <BigNumber unit={t('touchCount', { count: day.touches.length })}>{count(day.denials)}</BigNumber>
      </Card>
      <Card title={t('minutes')} explanation={t('minutesExplanation')}>
        {median === null ? (
          <BigNumber>{NO_DATA}</BigNumber>
        ) : (
          <BigNumber unit={t('minuteUnit')}>{decimal(median / MINUTE_MS)}</BigNumber>
        )}
      </Card>
      <Card title={t('hidden')} explanation={t('hiddenExplanation')}>
        <BigNumber tone="hidden">{duration(day.hiddenMs)}</BigNumber>
      </Card>
      <Card title={t('idle')} explanation={t('idleExplanation')}>
        <BigNumber unit={t('idleAndAway', { away: duration(day.awayMs) })}>{duration(day.idleMs)}</BigNumber>
      </Card>
    </div>
  )
}

/** A number as the main thing of a card. */
export function BigNumber({
  children,
  unit,
  tone,
}: {
  readonly children: ReactNode
  readonly unit?: string
  readonly tone?: 'hidden'
}) {
  return (
    <p className={styles.big} data-tone={tone}>
      {children}
      {unit !== undefined && <small> {unit}</small>}
    </p>
  )
}
