import { count, hours } from '../kit/format.ts'
import styles from './change.module.css'

interface ChangeProps {
  readonly now: number | null
  readonly before: number | null
  readonly unit: 'time' | 'count' | 'share'
  /** The period before: `last week`. */
  readonly against: string
  readonly lowerIsBetter?: boolean
}

/** How a number stands against the period before. Arrow and words say it; green only repeats "better". */
export function Change({ now, before, unit, against, lowerIsBetter = false }: ChangeProps) {
  if (now === null || before === null) return <p className={styles.change}>nothing to compare with {against}</p>
  const difference = now - before
  const amount = Math.abs(difference)
  const said =
    unit === 'time' ? hours(amount) : unit === 'count' ? count(amount) : `${(amount * 100).toFixed(1)} points`
  const none = unit === 'share' ? amount < 0.0005 : unit === 'time' ? amount < 30_000 : amount === 0
  if (none) return <p className={styles.change}>the same as {against}</p>
  const better = lowerIsBetter && difference < 0
  return (
    <p className={styles.change}>
      <span className={styles.amount} data-better={better ? '' : undefined}>
        <span aria-hidden="true">{difference > 0 ? '▲' : '▼'}</span> {said}
      </span>{' '}
      {difference > 0 ? 'more' : 'less'} than {against}
    </p>
  )
}
