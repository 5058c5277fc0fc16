import { useEffect, useState } from 'react'
import type { SentRecord } from '../../shared/contract/clients.ts'
import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { clockSeconds, count, duration, shortDay } from '../ui/format.ts'
import { activityLabel, hiddenKindLabel, manualTimeKindLabels } from '../ui/labels.ts'
import { Banner, Notice } from '../ui/notice.tsx'
import { Tag } from '../ui/tag.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { asProblem } from '../ui/problem-text.ts'
import { usePolled } from '../ui/use-polled.ts'
import { localZone } from '../ui/zoned-time.ts'
import styles from './sent-screen.module.css'

const PAGE = 50
const REFRESH_MS = 5_000

const states = {
  waiting: { name: 'waiting', tone: undefined, meaning: 'on this computer, not taken by the endpoint yet' },
  acked: { name: '✓ sent', tone: 'ok', meaning: 'taken by the endpoint' },
  quarantined: { name: '! refused', tone: 'late', meaning: 'the endpoint did not take it; it stays on this computer' },
} as const

/** The very records that leave this computer, whole and unexplained, with a line of explanation above each. */
export function SentScreen({ desktop }: { readonly desktop: Desktop }) {
  const { value: newest, problem, reload } = usePolled('sent', () => desktop.myDay.sent({ limit: PAGE }), REFRESH_MS)
  const [older, setOlder] = useState<readonly SentRecord[]>([])
  const [ended, setEnded] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const [everyOpen, setEveryOpen] = useState(false)
  const [zone] = useState(localZone)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  if (!newest) {
    return (
      <QueryState
        screen
        problem={problem}
        waiting="Reading your journal…"
        failed="The records cannot be shown"
        onRetry={reload}
      />
    )
  }
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
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>What is sent</h1>
          <p className={styles.sub}>
            the records themselves, newest first, exactly as they leave this computer. Nothing else does.
          </p>
        </div>
        {records.length > 0 && (
          <Button onClick={() => setEveryOpen(!everyOpen)} aria-pressed={everyOpen}>
            {everyOpen ? 'Fold all' : 'Raw JSON of all'}
          </Button>
        )}
      </div>
      {(problem || failed) && <Banner kind="problem">{failed ?? problem?.message}</Banner>}
      {records.length === 0 ? (
        <Notice kind="empty" title="Nothing has been recorded yet">
          The first record shows here as soon as a window loses the focus.
        </Notice>
      ) : (
        <ol className={styles.records}>
          {records.map((sent) => (
            <Sent key={sent.record.seq} sent={sent} zone={zone} open={everyOpen} />
          ))}
        </ol>
      )}
      {newest.length === PAGE && !ended && <Button onClick={() => void loadOlder()}>Show older records</Button>}
    </div>
  )
}

function Sent({
  sent: { record, state, detail },
  zone,
  open,
}: {
  readonly sent: SentRecord
  readonly zone: string
  readonly open: boolean
}) {
  const { name, tone, meaning } = states[state]
  return (
    <li>
      <details open={open}>
        <summary className={styles.record}>
          <span className={styles.seq}>{count(record.seq)}</span>
          <span className={styles.kind}>{kindNames[record.kind]}</span>
          <span className={styles.time}>
            {shortDay(record.startedAt, zone)}, {clockSeconds(record.startedAt, zone)} –{' '}
            {clockSeconds(record.endedAt, zone)}
          </span>
          <span className={styles.words}>{inWords(record)}</span>
          <Tag tone={tone} title={meaning}>
            {name}
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

const kindNames: Readonly<Record<DeviceRecord['kind'], string>> = {
  span: 'span',
  touch: 'touch',
  hidden_tag: 'hidden work',
  manual_time: 'manual time',
  input_counts: 'input',
  connectivity: 'connection',
}

function inWords(record: DeviceRecord): string {
  switch (record.kind) {
    case 'span': {
      const what = record.activity === null ? record.presence : activityLabel(record.activity)
      const where = record.system ? ` in ${record.system}` : ''
      return `${duration(record.endedAt - record.startedAt)} ${what}${where}${record.presence === 'idle' ? ', idle' : ''}`
    }
    case 'touch':
      return `${duration(record.activeMs)} active on one denial, revision ${record.revision}`
    case 'hidden_tag':
      return `${hiddenKindLabel(record.hiddenKind)}: marks span ${count(record.spanSeq)}`
    case 'manual_time':
      return `${duration(record.endedAt - record.startedAt)} ${manualTimeKindLabels[record.manualTimeKind]}, ${record.withdrawn ? 'taken back' : 'named by you'}, revision ${record.revision}`
    case 'input_counts': {
      const sum = (what: 'keys' | 'pointer') => count(record.minutes.reduce((total, minute) => total + minute[what], 0))
      return `${sum('keys')} keys and ${sum('pointer')} pointer movements, never which`
    }
    case 'connectivity':
      return record.cause === 'network' ? 'this computer had no network' : 'the endpoint could not be reached'
  }
}
