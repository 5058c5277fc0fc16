import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { DateCommitInput } from '../ui/date-field.tsx'
import { dayName } from '../ui/zoned-time.ts'
import { usePanelLinks } from './panel-links.tsx'
import styles from './panel-toolbar.module.css'
import { compareRange } from './panel-view.ts'

/** The comparison period: the previous one, four weeks earlier, or dates. */
export function CompareSelect({
  zone,
  range,
}: {
  readonly zone: string
  readonly range: { readonly from: number; readonly to: number }
}) {
  const t = useTranslations('team.toolbar')
  const { view, go } = usePanelLinks()
  const [choosing, setChoosing] = useState(view.compare.kind === 'days')
  const shown = compareRange(view.compare, range, zone)
  const firstDay = dayName(shown.from, zone)
  const lastDay = dayName(shown.to - 1, zone)
  const choose = (first: string, last: string) =>
    go({ compare: { kind: 'days', firstDay: first < last ? first : last, lastDay: first < last ? last : first } })
  const kind = choosing ? 'days' : view.compare.kind
  return (
    <>
      <label className={styles.compare}>
        <span>{t('compareTo')}</span>
        <select
          value={kind}
          onChange={({ target }) => {
            setChoosing(target.value === 'days')
            if (target.value === 'before' || target.value === 'four-weeks-earlier')
              go({ compare: { kind: target.value } })
          }}
        >
          <option value="before">{t('previousPeriod')}</option>
          <option value="four-weeks-earlier">{t('fourWeeksEarlier')}</option>
          <option value="days">{t('otherDates')}</option>
        </select>
      </label>
      {choosing && (
        <span className={styles.dates}>
          <DateCommitInput label={t('compareFirstDay')} value={firstDay} onCommit={(date) => choose(date, lastDay)} />
          {t('to')}
          <DateCommitInput label={t('compareLastDay')} value={lastDay} onCommit={(date) => choose(firstDay, date)} />
        </span>
      )}
    </>
  )
}
