import { scaleLinear } from '@visx/scale'
import { type KeyboardEvent, memo, type MouseEvent, useId, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RibbonSegment } from '../../shared/contract/reports.ts'
import { translator } from '../text/translator.ts'
import { capitalized, clock, clockHour, duration } from '../ui/format.ts'
import { hiddenKindLabel, shadeLabels, shades, segmentLabel } from '../ui/labels.ts'
import { hourMarks } from '../ui/zoned-time.ts'
import { type Extent, labelStep, ribbonPaths, segmentAt } from './ribbon-geometry.ts'
import styles from './ribbon.module.css'
import { ShadePatterns, shadeFill } from './shade-patterns.tsx'

interface RibbonProps {
  readonly segments: readonly RibbonSegment[]
  readonly extent: Extent
  readonly zone: string
  /** px */
  readonly width: number
  readonly height: number
  /** The accessible name: whose day it is. */
  readonly label: string
  /** The present, drawn if it lies within the extent. */
  readonly now?: number | undefined
  readonly onOpen?: ((segment: RibbonSegment) => void) | undefined
  readonly onPoint?: ((segment: RibbonSegment | null) => void) | undefined
}

/**
 * A day by activity. It is one tab stop: the arrow keys move between segments and Enter opens the rows of one. A tooltip describes the
 * segment under the pointer or the keyboard focus.
 */
export const Ribbon = memo(function Ribbon(props: RibbonProps) {
  const { segments, extent, zone, width, height, label, now, onOpen, onPoint } = props
  const t = useTranslations('ribbon')
  const id = useId()
  const [pointed, setPointed] = useState<number | null>(null)
  const [reached, setReached] = useState(0)
  const [focused, setFocused] = useState(false)
  const x = useMemo(
    () => scaleLinear<number>({ domain: [extent.from, extent.to], range: [0, width] }),
    [extent.from, extent.to, width],
  )
  const paths = useMemo(() => ribbonPaths(segments, x, height), [segments, x, height])
  const marks = useMemo(() => hourMarks(extent.from, extent.to, zone, 1), [extent.from, extent.to, zone])

  const last = segments.length - 1
  const index = pointed ?? (focused ? Math.min(reached, last) : null)
  const shown = index === null ? undefined : segments[index]

  const point = (next: number | null) => {
    setPointed(next)
    onPoint?.(next === null ? null : (segments[next] ?? null))
  }
  /** Null: there is none. */
  const indexAt = (event: MouseEvent<HTMLElement>): number | null => {
    const box = event.currentTarget.getBoundingClientRect()
    const msPerPixel = (extent.to - extent.from) / width
    const found = segmentAt(segments, x.invert(event.clientX - box.left), msPerPixel * 3)
    return found < 0 ? null : found
  }
  const pointAt = (event: MouseEvent<HTMLElement>) => {
    const found = indexAt(event)
    if (found !== pointed) point(found)
  }
  const step = (event: KeyboardEvent) => {
    const target = { ArrowLeft: reached - 1, ArrowRight: reached + 1, Home: 0, End: last }[event.key]
    if (target !== undefined) {
      event.preventDefault()
      const next = Math.max(0, Math.min(last, target))
      // Focus that came by a click shows nothing until the keyboard is used.
      setFocused(true)
      setReached(next)
      point(null)
      onPoint?.(segments[next] ?? null)
    } else if (event.key === 'Enter' || event.key === ' ') {
      const segment = shown ?? segments[Math.min(reached, last)]
      if (!segment || !onOpen) return
      event.preventDefault()
      setFocused(true)
      onOpen(segment)
    }
  }

  if (segments.length === 0) return <p className={styles.none}>{t('nothingRecorded')}</p>
  const reachedSegment = segments[Math.min(reached, last)]
  return (
    <div
      className={styles.ribbon}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={Math.min(reached, last)}
      aria-valuetext={reachedSegment ? spokenText(reachedSegment, zone) : ''}
      data-opens={onOpen ? '' : undefined}
      style={{ width, height }}
      onPointerMove={pointAt}
      onPointerLeave={() => point(null)}
      onFocus={(event) => setFocused(event.currentTarget.matches(':focus-visible'))}
      onBlur={() => setFocused(false)}
      onKeyDown={step}
      onClick={(event) => {
        // Not the one that was pointed at: a touch or a fast click comes before it is known.
        const clicked = indexAt(event)
        if (clicked === null) return
        setReached(clicked)
        const segment = segments[clicked]
        if (segment) onOpen?.(segment)
      }}
    >
      <svg width={width} height={height} aria-hidden="true">
        <ShadePatterns id={id} />
        {marks.map((mark) => (
          <line key={mark} className={styles.grid} x1={x(mark)} x2={x(mark)} y1={0} y2={height} />
        ))}
        {shades.map((shade) => paths[shade] && <path key={shade} d={paths[shade]} fill={shadeFill(shade, id)} />)}
        {now !== undefined && now >= extent.from && now <= extent.to && (
          <line className={styles.now} x1={x(now)} x2={x(now)} y1={0} y2={height} />
        )}
        {shown && (
          <rect
            className={styles.ring}
            x={x(shown.startedAt) - 1.5}
            y={0.75}
            width={Math.max(1, x(shown.endedAt) - x(shown.startedAt)) + 3}
            height={height - 1.5}
            rx={2}
          />
        )}
      </svg>
      {shown && (
        <div
          className={styles.tip}
          data-side={x(shown.startedAt) > width / 2 ? 'left' : 'right'}
          style={
            x(shown.startedAt) > width / 2
              ? { right: Math.max(0, width - x(shown.endedAt)) }
              : { left: Math.max(0, x(shown.startedAt)) }
          }
        >
          <SegmentText segment={shown} zone={zone} />
          {onOpen && <p className={styles.hint}>{t('viewDetails')}</p>}
        </div>
      )}
    </div>
  )
})

function SegmentText({ segment, zone }: { readonly segment: RibbonSegment; readonly zone: string }) {
  const t = useTranslations('ribbon')
  const { startedAt, endedAt, shade, hiddenKinds } = segment
  const kinds = hiddenKinds.map((kind) => hiddenKindLabel(kind)).join(', ')
  return (
    <>
      <p className={styles.when}>
        {t('timeRange', {
          from: clock(startedAt, zone),
          to: clock(endedAt, zone),
          duration: duration(endedAt - startedAt),
        })}
      </p>
      <p className={styles.what}>{capitalized(segmentLabel(segment))}</p>
      <p className={styles.shade}>
        <Swatch shade={shade} />{' '}
        {kinds ? t('shadeWithKinds', { shade: shadeLabels[shade], kinds }) : shadeLabels[shade]}
      </p>
    </>
  )
}

export function Swatch({ shade }: { readonly shade: RibbonSegment['shade'] }) {
  const id = useId()
  const path = ribbonPaths(
    [{ startedAt: 0, endedAt: 12, shade, activity: null, system: null, payer: null, hiddenKinds: [] }],
    (at) => at,
    12,
  )
  return (
    <svg className={styles.swatch} width={12} height={12} aria-hidden="true">
      <ShadePatterns id={id} />
      <path d={path[shade]} fill={shadeFill(shade, id)} />
    </svg>
  )
}

/** The hours above a column of ribbons. */
export function TimeAxis({
  extent,
  zone,
  width,
}: {
  readonly extent: Extent
  readonly zone: string
  readonly width: number
}) {
  const x = scaleLinear<number>({ domain: [extent.from, extent.to], range: [0, width] })
  return (
    <svg className={styles.axis} width={width} height={16} aria-hidden="true">
      {hourMarks(extent.from, extent.to, zone, labelStep(extent, width)).map((mark) => {
        const at = x(mark)
        return (
          <text key={mark} x={at} y={12} textAnchor={at < 16 ? 'start' : at > width - 16 ? 'end' : 'middle'}>
            {clockHour(mark, zone)}
          </text>
        )
      })}
    </svg>
  )
}

function spokenText(segment: RibbonSegment, zone: string): string {
  const t = translator('ribbon')
  const { startedAt, endedAt, shade, hiddenKinds } = segment
  const kinds = hiddenKinds.map((kind) => hiddenKindLabel(kind)).join(', ')
  const parts = {
    from: clock(startedAt, zone),
    to: clock(endedAt, zone),
    duration: duration(endedAt - startedAt),
    segment: segmentLabel(segment),
    shade: shadeLabels[shade],
  }
  return kinds ? t('spokenWithKinds', { ...parts, kinds }) : t('spoken', parts)
}
