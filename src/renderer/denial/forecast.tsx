import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { counted, dollars, percent } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import styles from './denial-drawer.module.css'

/** Why a denial ranks where it does: the sum, and the history behind each of its numbers. */
export function Forecast({ row }: { readonly row: WorklistRow }) {
  const { forecast, priority, deniedCents, payer, category } = row
  const whose = `${payer ?? 'payers not named'}, ${categoryLabel(category)}`
  return (
    <div className={styles.forecast}>
      <p>
        <b>{dollars(priority)} expected back per minute of work</b> = {dollars(deniedCents)} denied ×{' '}
        {percent(forecast.overturnRate)} won ÷ {forecast.minutes.toFixed(1)} min
      </p>
      <p>
        {forecast.resolved > 0
          ? `${forecast.overturned} of ${counted(forecast.resolved, 'denial', 'denials')} with a known outcome (${whose}) were won`
          : `No outcome is known yet for ${whose}: the rate is that of all denials`}
        ;{' '}
        {forecast.worked > 0
          ? `the minutes are learnt from ${counted(forecast.worked, 'denial', 'denials')}`
          : 'the minutes are those of all denials'}
        . The fewer there are, the more the average of all counts.
      </p>
      {row.due !== null && row.due.standing !== 'ahead' && (
        <p>It stands above others because it is due: deadlines go first.</p>
      )}
    </div>
  )
}
