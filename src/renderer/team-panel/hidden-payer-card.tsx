import { useState } from 'react'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { Card } from '../kit/card.tsx'
import { hours, percent, share } from '../kit/format.ts'
import styles from './bars.module.css'
import { More } from './more.tsx'
import { Figure } from './panel-links.tsx'

const SHOWN = 5

export function HiddenPayerCard({ answer }: { readonly answer: PanelAnswer }) {
  const [all, setAll] = useState(false)
  const payers = answer.hiddenByPayer.filter(({ activeMs }) => activeMs > 0).toSorted((a, b) => b.hiddenMs - a.hiddenMs)
  const longest = Math.max(1, ...payers.map(({ activeMs }) => activeMs))
  return (
    <Card title="Hidden work by payer" explanation="the striped part of the active time spent on each payer">
      {payers.length === 0 && <p className={styles.none}>No active time in this period.</p>}
      <ul className={styles.bars}>
        {(all ? payers : payers.slice(0, SHOWN)).map(({ payer, hiddenMs, activeMs }) => {
          const name = payer ?? 'no payer named'
          const narrowed = payer ?? ''
          return (
            <li key={narrowed}>
              <span className={styles.name}>{name}</span>
              <span className={styles.note}>
                {percent(share(hiddenMs, activeMs))} of{' '}
                <Figure drill={{ list: 'spans', presence: 'active', payer: narrowed }} label={`Active time, ${name}`}>
                  {hours(activeMs)}
                </Figure>{' '}
                active
              </span>
              <Figure
                drill={{ list: 'spans', kind: 'any', payer: narrowed }}
                label={`Hidden work, ${name}`}
                className={styles.amount}
              >
                <b>{hours(hiddenMs)}</b>
              </Figure>
              <span className={styles.track} aria-hidden="true">
                <span className={styles.bar} data-shade="rest" style={{ width: `${(activeMs / longest) * 100}%` }} />
                <span className={styles.bar} data-shade="hidden" style={{ width: `${(hiddenMs / longest) * 100}%` }} />
              </span>
            </li>
          )
        })}
      </ul>
      <More total={payers.length} shown={SHOWN} all={all} onChange={setAll} />
    </Card>
  )
}
