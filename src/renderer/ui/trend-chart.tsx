import { useWidth } from './use-width.ts'
import { type TrendPoint, trendRange, trendShape } from '../../shared/performance/index.ts'
import styles from './trend.module.css'

const HEIGHT = 120
const ABOVE = 20
const BELOW = 22
/** Widths of a digit at the size of the labels, and between two labels. */
const DIGIT = 6.6
const BETWEEN = 12
const VALUE_HEIGHT = 9
const VALUE_MIDDLE = 4

/** A trend with its values, dates and target. Where there is no room for all, every second or third is written. */
export function TrendChart({
  points,
  target,
  targetText,
  label,
  text,
}: {
  readonly points: readonly TrendPoint[]
  readonly target: number | null
  /** Written beside the target's line in the legend. */
  readonly targetText: string
  /** The trend in words. */
  readonly label: string
  readonly text: (value: number) => string
}) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const range = trendRange(
    points.map(({ value }) => value),
    target,
  )
  const { line, runningLine, dots, y } = trendShape(points, range, { width, height: HEIGHT })
  const texts = points.map(({ value }) => (value === null ? '' : text(value)))
  const longest = Math.max(...[...texts, ...points.map(({ name }) => name)].map(({ length }) => length)) * DIGIT
  const every = Math.max(1, Math.ceil(((longest + BETWEEN) * points.length) / Math.max(width, 1)))
  const isWritten = (index: number) => (points.length - 1 - index) % every === 0
  /** Where a label stands so that the edge cuts none. */
  const inside = (x: number) => Math.min(Math.max(x, longest / 2), width - longest / 2)
  return (
    <div ref={ref} className={styles.chart}>
      {target !== null && (
        <p className={styles.legend}>
          <svg width={28} height={4} aria-hidden="true">
            <line className={styles.target} x1={0} x2={28} y1={2} y2={2} />
          </svg>
          {targetText}
        </p>
      )}
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={width}
          height={HEIGHT + ABOVE + BELOW}
          viewBox={`0 ${-ABOVE} ${width} ${HEIGHT + ABOVE + BELOW}`}
        >
          <line
            className={styles.axis}
            x1={0}
            x2={width}
            y1={y(Math.max(0, range.low))}
            y2={y(Math.max(0, range.low))}
          />
          {target !== null && <line className={styles.target} x1={0} x2={width} y1={y(target)} y2={y(target)} />}
          <path className={styles.line} d={line} />
          <path className={styles.running} d={runningLine} />
          {dots.map(({ point, x, y: height }) => (
            <circle
              key={point.key}
              className={point.running ? styles.openPoint : styles.point}
              cx={x}
              cy={height}
              r={3.5}
            />
          ))}
          {dots
            .filter(({ point }) => isWritten(points.indexOf(point)))
            .map(({ point, x, y: height }) => (
              <text
                key={point.key}
                className={styles.value}
                x={inside(x)}
                y={valuePlace(height, target === null ? null : y(target))}
              >
                {texts[points.indexOf(point)]}
              </text>
            ))}
          {points.map((point, index) =>
            isWritten(index) ? (
              <text
                key={point.key}
                className={styles.time}
                x={inside(((index + 0.5) * width) / points.length)}
                y={HEIGHT + 16}
              >
                {point.name}
              </text>
            ) : null,
          )}
        </svg>
      )}
    </div>
  )
}

/** A value is written above its point, or below it where the target's line passes there. */
function valuePlace(point: number, target: number | null): number {
  const above = point - 8
  return target !== null && Math.abs(above - VALUE_MIDDLE - target) < VALUE_HEIGHT ? point + 18 : above
}
