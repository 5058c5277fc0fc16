import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { ago } from '../ui/format.ts'
import { strong } from '../ui/rich-text.tsx'
import { useNow } from '../ui/use-now.ts'
import { CompareSelect } from './compare-select.tsx'
import styles from './panel-toolbar.module.css'
import { PeriodSelect } from './period-select.tsx'
import { SavedViews } from './saved-views.tsx'
import { FilterSelects } from './filter-selects.tsx'

/** Data is "live" while the latest record is younger than this. */
const LIVE_MS = 120_000

export function PanelToolbar({
  answer,
  range,
  zone,
}: {
  /** For names and the age of the data; it may belong to earlier filters. */
  readonly answer: PanelAnswer
  readonly range: { readonly from: number; readonly to: number }
  readonly zone: string
}) {
  const t = useTranslations('team.toolbar')
  return (
    <div className={styles.toolbar} role="group" aria-label={t('label')} data-print="plain">
      <div className={styles.filters}>
        <PeriodSelect range={range} zone={zone} />
        <FilterSelects answer={answer} />
        <CompareSelect zone={zone} range={range} />
      </div>
      <div className={styles.side}>
        <SavedViews />
        <Live latestEndedAt={answer.latestEndedAt} />
      </div>
    </div>
  )
}

function Live({ latestEndedAt }: { readonly latestEndedAt: number | null }) {
  const t = useTranslations('team.toolbar')
  const now = useNow(1000)
  const live = latestEndedAt !== null && now - latestEndedAt < LIVE_MS
  return (
    <p className={styles.live} data-live={live ? '' : undefined} title={t('liveHint')}>
      <span className={styles.pulse} aria-hidden="true" />
      {latestEndedAt === null
        ? t('noData')
        : live
          ? t.rich('live', { when: ago(latestEndedAt, now), strong })
          : t('lastData', { when: ago(latestEndedAt, now) })}
    </p>
  )
}
