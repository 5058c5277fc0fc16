import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { SentRecord } from '../../shared/contract/clients.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'
import { Button } from '../ui/button.tsx'
import { clockSeconds, count, shortDay } from '../ui/format.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { QueryState } from '../ui/query-state.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Tag } from '../ui/tag.tsx'
import { localZone } from '../ui/zoned-time.ts'
import { recordText } from './record-text.ts'
import styles from './sent-screen.module.css'

const PAGE = 50
const REFRESH_MS = 5_000

/** The records that leave this computer, complete and as they are sent. */
export function SentScreen({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay.sent')
  const {
    value: newest,
    problem,
    reload,
  } = useLiveQuery(['my day', 'sent'], () => desktop.myDay.sent({ limit: PAGE }), {
    everyMs: REFRESH_MS,
  })
  const [older, setOlder] = useState<readonly SentRecord[]>([])
  const [ended, setEnded] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [allOpen, setAllOpen] = useState(false)
  const [zone] = useState(localZone)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  if (!newest)
    return <QueryState screen problem={problem} waiting={t('loading')} failed={t('loadFailed')} onRetry={reload} />
  const first = newest.at(-1)?.record.seq ?? 0
  const records = [...newest, ...older.filter(({ record }) => record.seq < first)]
  const last = records.at(-1)?.record.seq
  const loadOlder = async () => {
    setFailed(null)
    try {
      const page = await desktop.myDay.sent({ before: last, limit: PAGE })
      setOlder((before) => [...before, ...page])
      setEnded(page.length < PAGE)
    } catch (error) {
      setFailed(asProblem(error).message)
    }
  }
  return (
    <div className={styles.page}>
      <ScreenHead title={t('title')} explanation={t('explanation')}>
        {records.length > 0 && (
          <Button onClick={() => setAllOpen(!allOpen)} aria-pressed={allOpen}>
            {allOpen ? t('hideAll') : t('showAll')}
          </Button>
        )}
      </ScreenHead>
      {(problem || failed) && <Banner kind="problem">{failed ?? problem?.message}</Banner>}
      {records.length === 0 ? (
        <Notice kind="empty" title={t('empty')}>
          {t('emptyExplanation')}
        </Notice>
      ) : (
        <ol className={styles.records}>
          {records.map((sent) => (
            <Sent key={sent.record.seq} sent={sent} zone={zone} open={allOpen} />
          ))}
        </ol>
      )}
      {newest.length === PAGE && !ended && <Button onClick={() => void loadOlder()}>{t('older')}</Button>}
    </div>
  )
}

const tones = { waiting: undefined, acked: 'ok', quarantined: 'overdue' } as const
/** A sign for each state, so color is never the only difference. */
const signs = { waiting: '', acked: '✓ ', quarantined: '! ' } as const

function Sent({
  sent: { record, state, detail },
  zone,
  open,
}: {
  readonly sent: SentRecord
  readonly zone: string
  readonly open: boolean
}) {
  const t = useTranslations('myDay.sent')
  const { kind, seq, startedAt, endedAt } = record
  return (
    <li>
      <details open={open}>
        <summary className={styles.record}>
          <span className={styles.seq}>{count(seq)}</span>
          <span className={styles.kind}>{t(`kind.${kind}`)}</span>
          <span className={styles.time}>
            {t('time', {
              date: shortDay(startedAt, zone),
              from: clockSeconds(startedAt, zone),
              to: clockSeconds(endedAt, zone),
            })}
          </span>
          <span className={styles.words}>{recordText(record)}</span>
          <Tag tone={tones[state]} title={t(`stateMeaning.${state}`)}>
            {signs[state]}
            {t(`state.${state}`)}
          </Tag>
        </summary>
        <pre className={styles.json} tabIndex={0}>
          {JSON.stringify(record, null, 2)}
        </pre>
      </details>
      {detail && <p className={styles.detail}>{detail}</p>}
    </li>
  )
}
