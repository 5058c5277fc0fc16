import { useTranslations } from 'use-intl'
import type { WorklistRow } from '../../shared/contract/worklist.ts'
import { decimal, dollars, percent } from '../ui/format.ts'
import { categoryLabel } from '../ui/labels.ts'
import { strong } from '../ui/rich-text.tsx'
import styles from './denial-drawer.module.css'

/** Why a denial ranks where it does: the formula, and the history behind each of its numbers. */
export function Forecast({ row }: { readonly row: WorklistRow }) {
  const t = useTranslations('denial')
  const { forecast, priority, leftCents } = row
  const { overturned, resolved, worked } = forecast
  const population = { payer: row.payer ?? t('payerNotIdentified'), category: categoryLabel(row.category) }
  return (
    <div className={styles.forecast}>
      <p>
        {t.rich('forecast.formula', {
          perMinute: dollars(priority),
          left: dollars(leftCents),
          rate: percent(forecast.overturnRate),
          minutes: decimal(forecast.minutes),
          strong,
        })}
      </p>
      <p>
        {resolved > 0
          ? t('forecast.outcomes', { overturned, resolved, ...population })
          : t('forecast.noOutcomes', population)}{' '}
        {worked > 0 ? t('forecast.minutes', { worked }) : t('forecast.noMinutes')} {t('forecast.weight')}
      </p>
      {row.due !== null && row.due.status !== 'upcoming' && <p>{t('forecast.deadlinesFirst')}</p>}
    </div>
  )
}
