import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { NoticeToRead } from '../../shared/contract/notice.ts'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Button } from '../ui/button.tsx'
import { dayAndClock } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { localZone } from '../ui/zoned-time.ts'
import styles from './notice-screen.module.css'
import { TextSections } from './text-sections.tsx'

interface NoticeScreenProps {
  readonly desktop: Desktop
  /** Called once the person has read the notice. */
  readonly onAcknowledged?: (() => void) | undefined
  /** Called when they leave it unread; left out: that is no choice here. */
  readonly onLater?: (() => void) | undefined
}

/** The notice of what is recorded. Nothing is recorded until it is acknowledged. */
export function NoticeScreen({ desktop, onAcknowledged, onLater }: NoticeScreenProps) {
  const t = useTranslations('myDay.notice')
  const tDay = useTranslations('myDay')
  const { value: notice, problem, reload } = useLiveQuery(['my day', 'notice'], () => desktop.myDay.notice())
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  if (!notice)
    return <QueryState screen problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />

  const acknowledge = async () => {
    setBusy(true)
    setFailed(null)
    try {
      await desktop.myDay.acknowledgeNotice({ version: notice.text.version, textHash: notice.textHash })
      onAcknowledged?.()
    } catch (error) {
      setFailed(asProblem(error).message)
    } finally {
      setBusy(false)
      reload()
    }
  }
  return (
    <div className={styles.page}>
      <ScreenHead title={notice.text.title} explanation={notice.text.introduction}>
        {!notice.due && <Link to="/my-day">{tDay('back')}</Link>}
      </ScreenHead>
      {failed && <Banner kind="problem">{failed}</Banner>}
      {notice.changed && <Banner kind="note">{t('changed')}</Banner>}
      <TextSections sections={notice.text.sections} />
      <footer className={styles.foot}>
        <p>{state(notice, t)}</p>
        {notice.due && (
          <div className={styles.actions}>
            {onLater && (
              <Button kind="quiet" onClick={onLater}>
                {t('later')}
              </Button>
            )}
            <Button kind="primary" disabled={busy} onClick={() => void acknowledge()}>
              {t('read')}
            </Button>
          </div>
        )}
      </footer>
    </div>
  )
}

function state(
  { text, rulesVersion, due, acknowledged }: NoticeToRead,
  t: ReturnType<typeof useTranslations<'myDay.notice'>>,
): string {
  const versions =
    rulesVersion === 0
      ? t('version', { version: text.version })
      : t('versions', { version: text.version, rulesVersion })
  if (due || acknowledged === null) return versions
  const time = dayAndClock(acknowledged.acknowledgedAt, localZone())
  return `${versions} ${t(acknowledged.how === 'read' ? 'acknowledged' : 'acknowledgedByCommand', { time })}`
}
