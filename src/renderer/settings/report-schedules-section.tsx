import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ReportScheduleStatus } from '../../shared/contract/performance-report.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { day, dayAndClock } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import type { SectionProps } from './section-props.ts'
import styles from './settings-screen.module.css'
import type { SectionSpec } from './specs.ts'

/** What each saved schedule has sent, what went wrong, and a test of it. */
export function ReportSchedulesSection({
  section,
}: Pick<SectionProps<Extract<SectionSpec, { kind: 'report schedules' }>>, 'section'>) {
  const t = useTranslations('settings.reports')
  const zone = useTeamZone()
  const { value } = useTeamQuery('reportSchedules', {}, { everyMs: MINUTE_MS })
  return (
    <Card title={section.title} explanation={section.explanation}>
      {value?.rows.length === 0 && <p className={styles.quiet}>{t('noSchedules')}</p>}
      <ul className={styles.list}>
        {value?.rows.map((schedule) => (
          <li key={schedule.id}>
            <ScheduleStatus schedule={schedule} zone={zone} />
          </li>
        ))}
      </ul>
    </Card>
  )
}

function ScheduleStatus({ schedule, zone }: { readonly schedule: ReportScheduleStatus; readonly zone: string }) {
  const t = useTranslations('settings.reports')
  const write = useTeamWrite()
  const [test, setTest] = useState<{ readonly text: string; readonly failed: boolean } | null>(null)
  const [sending, setSending] = useState(false)
  const send = async () => {
    setSending(true)
    setTest(null)
    try {
      const { recipients, from, to } = await write('sendTestReport', { id: schedule.id }, null)
      setTest({ text: t('testSent', { recipients, from: day(from, zone), to: day(to - 1, zone) }), failed: false })
    } catch (error) {
      setTest({ text: asProblem(error).message, failed: true })
    } finally {
      setSending(false)
    }
  }
  const { name, nextAt, lastSentAt, state, nextAttemptAt, lastError } = schedule
  return (
    <>
      <b>{name}</b> {lastSentAt === null ? t('neverSent') : t('lastSent', { at: dayAndClock(lastSentAt, zone) })}{' '}
      {nextAt === null ? t('notActive') : t('next', { at: dayAndClock(nextAt, zone) })}
      {lastError !== null && (
        <p className={styles.error}>
          ! {t('lastError', { error: lastError })}
          {state === 'waiting' &&
            nextAttemptAt !== null &&
            ` ${t('nextAttempt', { at: dayAndClock(nextAttemptAt, zone) })}`}
        </p>
      )}
      <div className={styles.acts}>
        <Button small disabled={sending} aria-label={t('testOf', { name })} onClick={() => void send()}>
          {sending ? t('testing') : t('test')}
        </Button>
        {test && <span role={test.failed ? 'alert' : 'status'}> {test.text}</span>}
      </div>
    </>
  )
}
