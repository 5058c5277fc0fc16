import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import { DateCommitInput } from '../ui/date-field.tsx'
import { dayName } from '../ui/zoned-time.ts'
import { usePanelLinks } from './panel-links.tsx'
import styles from './panel-toolbar.module.css'
import { presetPeriods } from './panel-view.ts'

/** The period: a preset or dates. */
export function PeriodSelect({
  range,
  zone,
}: {
  readonly range: { readonly from: number; readonly to: number }
  readonly zone: string
}) {
  const t = useTranslations('team')
  const { view, to, go } = usePanelLinks()
  const [choosing, setChoosing] = useState(view.period.kind === 'days')
  const firstDay = dayName(range.from, zone)
  const lastDay = dayName(range.to - 1, zone)
  const chooseDays = (days: { readonly firstDay: string; readonly lastDay: string }) =>
    go({ period: { kind: 'days', ...days } })
  // A day beyond the other end moves that end along, so that what was typed stays.
  const chooseFirst = (date: string) => chooseDays({ firstDay: date, lastDay: date > lastDay ? date : lastDay })
  const chooseLast = (date: string) => chooseDays({ firstDay: date < firstDay ? date : firstDay, lastDay: date })
  return (
    <>
      <nav className={styles.periods} aria-label={t('toolbar.period')}>
        {presetPeriods.map((kind) => (
          <Link
            key={kind}
            to={to({ period: { kind } })}
            aria-current={view.period.kind === kind ? 'true' : undefined}
            onClick={() => setChoosing(false)}
          >
            {t(`period.${kind}`)}
          </Link>
        ))}
        <button
          type="button"
          aria-expanded={choosing}
          aria-current={view.period.kind === 'days' ? 'true' : undefined}
          onClick={() => setChoosing(!choosing)}
        >
          {t('toolbar.dates')}
        </button>
      </nav>
      {choosing && (
        <span className={styles.dates}>
          <DateCommitInput label={t('toolbar.firstDay')} value={firstDay} onCommit={chooseFirst} />
          {t('toolbar.to')}
          <DateCommitInput label={t('toolbar.lastDay')} value={lastDay} onCommit={chooseLast} />
        </span>
      )}
    </>
  )
}
