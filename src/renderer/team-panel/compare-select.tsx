import { useState } from 'react'
import { dayName } from '../ui/zoned-time.ts'
import styles from './panel-toolbar.module.css'
import { usePanelLinks } from './panel-links.tsx'
import { compareRange } from './panel-view.ts'

/** With what the period is compared: the one before, four weeks earlier, or days by name. */
export function CompareSelect({
  zone,
  range,
}: {
  readonly zone: string
  readonly range: { readonly from: number; readonly to: number }
}) {
  const { view, go } = usePanelLinks()
  const [choosing, setChoosing] = useState(view.compare.kind === 'days')
  const shown = compareRange(view.compare, range, zone)
  const firstDay = dayName(shown.from, zone)
  const lastDay = dayName(shown.to - 1, zone)
  const choose = (first: string, last: string) => {
    if (first && last)
      go({ compare: { kind: 'days', firstDay: first < last ? first : last, lastDay: first < last ? last : first } })
  }
  const kind = choosing ? 'days' : view.compare.kind
  return (
    <>
      <label className={styles.compare}>
        <span aria-hidden="true">against</span>
        <select
          aria-label="Compare with"
          value={kind}
          onChange={({ target }) => {
            setChoosing(target.value === 'days')
            if (target.value === 'before' || target.value === 'four-weeks-earlier')
              go({ compare: { kind: target.value } })
          }}
        >
          <option value="before">the period before</option>
          <option value="four-weeks-earlier">four weeks earlier</option>
          <option value="days">other days…</option>
        </select>
      </label>
      {choosing && (
        <span className={styles.dates}>
          <input
            type="date"
            aria-label="First day compared with"
            value={firstDay}
            onChange={(event) => choose(event.target.value, lastDay)}
          />
          –
          <input
            type="date"
            aria-label="Last day compared with"
            value={lastDay}
            onChange={(event) => choose(firstDay, event.target.value)}
          />
        </span>
      )}
    </>
  )
}
