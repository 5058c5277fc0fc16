import styles from './trend.module.css'
import { type TrendPoint, type TrendRange, trendRange, trendShape } from '../../shared/performance/index.ts'

const BOX = { width: 100, height: 30 }

/** A small trend without axes, with its target as a dashed line. It is as wide as its place. */
export function TrendLine({
  points,
  target,
  label,
  range = trendRange(
    points.map(({ value }) => value),
    target,
  ),
}: {
  readonly points: readonly TrendPoint[]
  readonly target: number | null
  /** The trend in words. */
  readonly label: string
  /** Where several trends have one scale. */
  readonly range?: TrendRange
}) {
  const { line, runningLine, dots, y } = trendShape(points, range, BOX)
  const last = dots.at(-1)
  // A value without neighbors has no line, so it needs a dot.
  const marked = dots.filter((dot, index) => {
    const place = points.indexOf(dot.point)
    return (
      dot === last || (dots[index - 1]?.point !== points[place - 1] && dots[index + 1]?.point !== points[place + 1])
    )
  })
  return (
    <svg
      className={styles.small}
      role="img"
      aria-label={label}
      viewBox={`0 -3 ${BOX.width} ${BOX.height + 6}`}
      preserveAspectRatio="none"
    >
      <line
        className={styles.axis}
        x1={0}
        x2={BOX.width}
        y1={y(Math.max(0, range.low))}
        y2={y(Math.max(0, range.low))}
      />
      {target !== null && <line className={styles.target} x1={0} x2={BOX.width} y1={y(target)} y2={y(target)} />}
      <path className={styles.line} d={line} />
      <path className={styles.running} d={runningLine} />
      {/* A line of no length has round ends: a dot that keeps its shape however wide the picture is. */}
      {marked.map(({ point, x, y: height }) => (
        <g key={point.key}>
          <path className={styles.dot} d={`M${x} ${height}h0`} />
          {point.running && <path className={styles.hole} d={`M${x} ${height}h0`} />}
        </g>
      ))}
    </svg>
  )
}
