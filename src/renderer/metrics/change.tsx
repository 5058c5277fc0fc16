import { metricDifference, metricText } from '../ui/metric-value.ts'
import styles from './change.module.css'

interface ChangeProps {
  readonly unit: string
  readonly now: number | null
  readonly before: number | null
  readonly direction: 'up' | 'down' | 'neutral'
  /** The period compared with: `last week`. */
  readonly against: string
  readonly target?: number | null | undefined
}

/** How a number stands against another period and its target. Words say it; green only repeats "better". */
export function Change({ unit, now, before, direction, against, target }: ChangeProps) {
  return (
    <p className={styles.change}>
      <Difference unit={unit} now={now} before={before} direction={direction} against={against} />
      {target !== undefined && target !== null && (
        <span className={styles.target}>
          target {direction === 'down' ? 'under' : 'over'} {metricText(unit, target)}
          {now !== null && (isMet(now, target, direction) ? <b className={styles.met}> ✓ met</b> : <b> not met</b>)}
        </span>
      )}
    </p>
  )
}

function isMet(value: number, target: number, direction: string): boolean {
  return direction === 'down' ? value <= target : value >= target
}

function Difference({ unit, now, before, direction, against }: ChangeProps) {
  if (now === null || before === null) return <span>nothing to compare with {against}</span>
  const difference = now - before
  if (Math.abs(difference) < (unit === 'ratio' ? 0.0005 : 0.05)) return <span>the same as {against}</span>
  const better = (direction === 'down' && difference < 0) || (direction === 'up' && difference > 0)
  return (
    <span>
      <span className={styles.amount} data-better={better ? '' : undefined}>
        <span aria-hidden="true">{difference > 0 ? '▲' : '▼'}</span> {metricDifference(unit, difference)}
      </span>{' '}
      {difference > 0 ? 'more' : 'less'} than {against}
    </span>
  )
}
