import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { metricDifference, metricText } from '../ui/metric-value.ts'
import styles from './change.module.css'

interface ChangeProps {
  readonly unit: string
  readonly now: number | null
  readonly before: number | null
  readonly direction: 'up' | 'down' | 'neutral'
  /** The comparison period: `prior week`. */
  readonly against: string
  readonly target?: number | null | undefined
}

/** A number against the comparison period and its target. Words carry the meaning; green only repeats "better". */
export function Change({ unit, now, before, direction, against, target }: ChangeProps) {
  const t = useTranslations('metrics.change')
  return (
    <p className={styles.change}>
      <Difference unit={unit} now={now} before={before} direction={direction} against={against} />
      {target !== undefined && target !== null && (
        <span className={styles.target}>
          {t(direction === 'down' ? 'targetUnder' : 'targetOver', { target: metricText(unit, target) })}{' '}
          {now !== null &&
            (isMet(now, target, direction) ? <b className={styles.met}>{t('met')}</b> : <b>{t('notMet')}</b>)}
        </span>
      )}
    </p>
  )
}

function isMet(value: number, target: number, direction: string): boolean {
  return direction === 'down' ? value <= target : value >= target
}

function Difference({ unit, now, before, direction, against }: ChangeProps) {
  const t = useTranslations('metrics.change')
  if (now === null || before === null) return <span>{t('noPrior', { period: against })}</span>
  const difference = now - before
  if (Math.abs(difference) < (unit === 'ratio' ? 0.0005 : 0.05)) return <span>{t('same', { period: against })}</span>
  const better = (direction === 'down' && difference < 0) || (direction === 'up' && difference > 0)
  return (
    <span>
      {t.rich(difference > 0 ? 'up' : 'down', {
        amount: metricDifference(unit, difference),
        period: against,
        strong: amountTag(difference > 0, better),
      })}
    </span>
  )
}

/** The tag around the amount: an arrow, and green if the change is for the better. */
function amountTag(up: boolean, better: boolean) {
  return (chunks: ReactNode): ReactNode => (
    <span className={styles.amount} data-better={better ? '' : undefined}>
      <span aria-hidden="true">{up ? '▲' : '▼'}</span> {chunks}
    </span>
  )
}
