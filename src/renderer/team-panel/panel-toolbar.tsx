import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { useMayCall } from '../app/use-screens.ts'
import { denialFilterNames, dimensionOfFilter } from '../metrics/filters.ts'
import { ago } from '../ui/format.ts'
import { dimensionLabel, inSentence } from '../ui/labels.ts'
import { strong } from '../ui/rich-text.tsx'
import { useNow } from '../ui/use-now.ts'
import { AttributionSwitch } from './attribution-switch.tsx'
import { CompareSelect } from './compare-select.tsx'
import { usePanelLinks } from './panel-links.tsx'
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
  // Without numbers to compare and people to choose from, the period is all there is to choose.
  const seesMetrics = useMayCall('queryMetrics')
  return (
    <div className={styles.toolbar} role="group" aria-label={t('label')} data-print="plain">
      <div className={styles.filters}>
        <PeriodSelect range={range} zone={zone} />
        {seesMetrics && (
          <>
            <FilterSelects answer={answer} />
            <AttributionSwitch />
            <CompareSelect zone={zone} range={range} />
            <TimeNotFiltered />
          </>
        )}
      </div>
      <div className={styles.side}>
        <SavedViews />
        <Live latestEndedAt={answer.latestEndedAt} />
      </div>
    </div>
  )
}

/** Which of the filters do not apply to ribbons and recorded time. */
function TimeNotFiltered() {
  const t = useTranslations('team.toolbar')
  const { view } = usePanelLinks()
  const set = denialFilterNames.filter((name) => view.filters[name] !== undefined)
  if (set.length === 0) return null
  const filters = set.map((name) => inSentence(dimensionLabel(dimensionOfFilter(name).id))).join(', ')
  return <p>{t('timeNotFiltered', { filters })}</p>
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
