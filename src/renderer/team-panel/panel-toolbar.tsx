import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { ago } from '../ui/format.ts'
import { useNow } from '../ui/use-now.ts'
import { CompareSelect } from './compare-select.tsx'
import styles from './panel-toolbar.module.css'
import { PeriodSelect } from './period-select.tsx'
import { SavedViews } from './saved-views.tsx'
import { FilterSelects } from './filter-selects.tsx'

/** A record older than this is not "live" any more. */
const LIVE_MS = 120_000

export function PanelToolbar({ answer, zone }: { readonly answer: PanelAnswer; readonly zone: string }) {
  return (
    <div className={styles.toolbar} role="group" aria-label="What is shown" data-print="plain">
      <div className={styles.choices}>
        <PeriodSelect range={answer} zone={zone} />
        <FilterSelects answer={answer} />
        <CompareSelect zone={zone} range={answer} />
      </div>
      <div className={styles.standing}>
        <SavedViews />
        <Live latestEndedAt={answer.latestEndedAt} />
      </div>
    </div>
  )
}

function Live({ latestEndedAt }: { readonly latestEndedAt: number | null }) {
  const now = useNow(1000)
  const live = latestEndedAt !== null && now - latestEndedAt < LIVE_MS
  return (
    <p className={styles.live} data-live={live ? '' : undefined} title="how old the newest record is">
      <span className={styles.pulse} aria-hidden="true" />
      {latestEndedAt === null ? (
        'no records yet'
      ) : live ? (
        <>
          <b>Live</b> · {ago(latestEndedAt, now)}
        </>
      ) : (
        <>newest {ago(latestEndedAt, now)}</>
      )}
    </p>
  )
}
