import { useState } from 'react'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { Card } from '../kit/card.tsx'
import { hours, percent, share } from '../kit/format.ts'
import { activityLabel, ratingLabels } from '../kit/labels.ts'
import styles from './bars.module.css'
import { More } from './more.tsx'
import { Figure } from './panel-links.tsx'

const SHOWN = 5

export function ActivityCard({ answer }: { readonly answer: PanelAnswer }) {
  const [all, setAll] = useState(false)
  const activities = answer.byActivity
    .filter(({ activeMs }) => activeMs > 0)
    .toSorted((a, b) => b.activeMs - a.activeMs)
  const longest = Math.max(1, ...activities.map(({ activeMs }) => activeMs))
  return (
    <Card title="Where the time goes" explanation="active time by activity, as the rules rate it">
      {activities.length === 0 && <p className={styles.none}>No active time in this period.</p>}
      <ul className={styles.bars}>
        {(all ? activities : activities.slice(0, SHOWN)).map(({ activity, rating, activeMs }) => (
          <li key={`${activity} ${rating}`}>
            <span className={styles.name}>{activityLabel(activity)}</span>
            <span className={styles.note}>
              {ratingLabels[rating]} · {percent(share(activeMs, answer.totals.activeMs))}
            </span>
            <Figure
              drill={{ list: 'spans', presence: 'active', activity, rating }}
              label={`Active time, ${activityLabel(activity)}`}
              className={styles.amount}
            >
              <b>{hours(activeMs)}</b>
            </Figure>
            <span className={styles.track} aria-hidden="true">
              <span className={styles.bar} data-shade={rating} style={{ width: `${(activeMs / longest) * 100}%` }} />
            </span>
          </li>
        ))}
      </ul>
      <More total={activities.length} shown={SHOWN} all={all} onChange={setAll} />
    </Card>
  )
}
