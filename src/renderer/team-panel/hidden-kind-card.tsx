import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { Card } from '../kit/card.tsx'
import { counted, hours } from '../kit/format.ts'
import { hiddenKindLabels, hiddenKindMeanings } from '../kit/labels.ts'
import styles from './bars.module.css'
import { Figure } from './panel-links.tsx'

export function HiddenKindCard({
  answer,
  previousName,
}: {
  readonly answer: PanelAnswer
  readonly previousName: string
}) {
  const kinds = answer.hiddenByKind.toSorted((a, b) => b.ms - a.ms)
  const longest = Math.max(1, ...kinds.flatMap(({ ms, previousMs }) => [ms, previousMs]))
  return (
    <Card title="Hidden work by kind" explanation={`time that moved no denial; the line marks ${previousName}`}>
      {kinds.length === 0 && <p className={styles.none}>None was seen.</p>}
      <ul className={styles.bars}>
        {kinds.map(({ kind, ms, previousMs, records }) => (
          <li key={kind} title={hiddenKindMeanings[kind]}>
            <span className={styles.name}>{hiddenKindLabels[kind]}</span>
            <span className={styles.note}>
              {counted(records, 'record', 'records')} · before {hours(previousMs)}
            </span>
            <Figure
              drill={{ list: 'hidden', kind }}
              label={`Hidden work, ${hiddenKindLabels[kind]}`}
              className={styles.amount}
            >
              <b>{hours(ms)}</b>
            </Figure>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} data-shade="hidden" style={{ width: `${(ms / longest) * 100}%` }} />
              <span className={styles.mark} style={{ left: `${(previousMs / longest) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
