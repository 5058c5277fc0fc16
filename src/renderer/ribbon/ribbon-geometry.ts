import type { EpochMs } from '../../shared/contract/brands.ts'
import { HOUR_MS } from '../../shared/time.ts'
import type { RibbonSegment, Shade } from '../../shared/contract/reports.ts'

/** The times at the left and right end of a ribbon. */
export interface Extent {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** Height of each shade as a fraction of the ribbon's. Work is taller, so a day can be read without colors. */
export const shadeHeights: Readonly<Record<Shade, number>> = {
  core: 1,
  hidden: 1,
  support: 0.7,
  non_work: 0.42,
  private: 0.42,
  idle: 0.2,
  away: 0.07,
  paused: 0.2,
}

/** Hidden work reaches below the baseline by this fraction of the height, which is visible at any width and in any color. */
const BELOW = 0.18

/** One path per shade. A segment is at least 1 px wide, so a visit of one second is visible. */
export function ribbonPaths(
  segments: readonly RibbonSegment[],
  x: (at: EpochMs) => number,
  height: number,
): Partial<Record<Shade, string>> {
  const paths: Partial<Record<Shade, string>> = {}
  for (const { startedAt, endedAt, shade } of segments) {
    const left = x(startedAt)
    const wide = x(endedAt) - left
    // A hairline between neighbors where there is room for one.
    const width = Math.max(1, wide > 4 ? wide - 1 : wide)
    const line = Math.round(height * (1 - BELOW))
    const tall = Math.max(1.5, line * shadeHeights[shade])
    const bottom = shade === 'hidden' ? height : line
    paths[shade] =
      `${paths[shade] ?? ''}M${round(left)} ${round(line - tall)}h${round(width)}V${bottom}h${round(-width)}z`
  }
  return paths
}

/** Index of the segment at an instant, or of the nearest one within `withinMs`; -1 if there is none. Segments are in order of time. */
export function segmentAt(segments: readonly RibbonSegment[], at: EpochMs, withinMs: number): number {
  let best = -1
  let bestDistance = withinMs
  segments.forEach(({ startedAt, endedAt }, index) => {
    const distance = at < startedAt ? startedAt - at : at >= endedAt ? at - endedAt + 1 : 0
    if (distance < bestDistance || (distance === 0 && bestDistance > 0)) {
      best = index
      bestDistance = distance
    }
  })
  return best
}

/** The parts of segments within an extent. */
export function clipped(segments: readonly RibbonSegment[], { from, to }: Extent): readonly RibbonSegment[] {
  return segments
    .filter(({ startedAt, endedAt }) => endedAt > from && startedAt < to)
    .map((segment) => ({
      ...segment,
      startedAt: Math.max(segment.startedAt, from),
      endedAt: Math.min(segment.endedAt, to),
    }))
}

/**
 * The working part of a day: from the half hour before the first segment that is not "away" to the half hour after the last one. Null
 * if there is no such segment.
 */
export function workingExtent(ribbons: readonly (readonly RibbonSegment[])[]): Extent | null {
  let from = Infinity
  let to = -Infinity
  for (const ribbon of ribbons) {
    for (const { startedAt, endedAt, shade } of ribbon) {
      if (shade === 'away') continue
      from = Math.min(from, startedAt)
      to = Math.max(to, endedAt)
    }
  }
  return from > to ? null : wholeHalfHours({ from, to })
}

/** The half hours around a time, at least two hours: the first minutes of a morning do not fill the screen. */
export function wholeHalfHours({ from, to }: Extent): Extent {
  const half = HOUR_MS / 2
  const before = Math.floor(from / half) * half
  return { from: before, to: Math.max(Math.ceil(to / half) * half, before + 2 * HOUR_MS) }
}

/** Hours between labels that are at least 56 px apart. */
export function labelStep(extent: Extent, width: number): number {
  const hours = (extent.to - extent.from) / HOUR_MS
  return [1, 2, 3, 4, 6, 12].find((step) => (width / hours) * step >= 56) ?? 24
}

const round = (value: number) => Math.round(value * 100) / 100
