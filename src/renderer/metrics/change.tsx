import { type ReactNode, useContext } from 'react'
import { useTranslations } from 'use-intl'
import { type Compared, isMet, isSame, verdictOf } from '../../shared/performance/index.ts'
import { metricDifference, metricText } from '../ui/metric-value.ts'
import styles from './change.module.css'
import { LikeForLike } from './like-for-like.ts'

interface ChangeProps extends Compared {
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

/** The difference to the comparison period. Without its name the change is short, and says `better` or `worse`. */
export function Difference({
  unit,
  now,
  before,
  direction,
  against,
}: Omit<ChangeProps, 'target' | 'against'> & { readonly against: string | null }) {
  const t = useTranslations('metrics.change')
  const isFair = useContext(LikeForLike)
  if (now === null || before === null)
    return <span>{against === null ? t('nothingBefore') : t('noPrior', { period: against })}</span>
  const difference = now - before
  if (isSame(unit, difference)) return <span>{against === null ? t('unchanged') : t('same', { period: against })}</span>
  const verdict = isFair ? verdictOf({ unit, now, before, direction }) : null
  const parts = {
    amount: metricDifference(unit, difference),
    strong: amountTag(difference > 0, verdict === 'better'),
  }
  const up = difference > 0
  if (against !== null) return <span>{t.rich(up ? 'up' : 'down', { ...parts, period: against })}</span>
  return (
    <span>
      {t.rich(up ? 'upBy' : 'downBy', parts)}
      {verdict !== null && <b className={styles.verdict}>, {t(verdict)}</b>}
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
