import { useState } from 'react'
import { Link } from '../app/navigation.tsx'
import { dayName } from '../ui/zoned-time.ts'
import { usePanelLinks } from './panel-links.tsx'
import styles from './panel-toolbar.module.css'
import { periodNames, presetPeriods } from './panel-view.ts'

/** The period shown: one of the usual, or days by name. */
export function PeriodSelect({
  range,
  zone,
}: {
  readonly range: { readonly from: number; readonly to: number }
  readonly zone: string
}) {
  const { view, to, go } = usePanelLinks()
  const [choosing, setChoosing] = useState(view.period.kind === 'days')
  const firstDay = dayName(range.from, zone)
  const lastDay = dayName(range.to - 1, zone)
  const chooseDays = (first: string, last: string) => {
    if (first && last) go({ period: { kind: 'days', firstDay: first, lastDay: last } })
  }
  return (
    <>
      <nav className={styles.periods} aria-label="Period">
        {presetPeriods.map((kind) => (
          <Link
            key={kind}
            to={to({ period: { kind } })}
            aria-current={view.period.kind === kind ? 'true' : undefined}
            onClick={() => setChoosing(false)}
          >
            {periodNames[kind]}
          </Link>
        ))}
        <button
          type="button"
          aria-expanded={choosing}
          aria-current={view.period.kind === 'days' ? 'true' : undefined}
          onClick={() => setChoosing(!choosing)}
        >
          Dates…
        </button>
      </nav>
      {choosing && (
        <span className={styles.dates}>
          <input
            type="date"
            aria-label="First day"
            value={firstDay}
            onChange={(event) => chooseDays(event.target.value, lastDay)}
          />
          –
          <input
            type="date"
            aria-label="Last day"
            value={lastDay}
            onChange={(event) => chooseDays(firstDay, event.target.value)}
          />
        </span>
      )}
    </>
  )
}
