import type { EpochMs } from '../../shared/contract/brands.ts'
import type { RibbonSegment, Shade } from '../../shared/contract/reports.ts'

/** The time a ribbon's left and right ends stand for. */
export interface Extent {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** Height of each shade as a part of the ribbon's: what is work stands tall, so that the day reads without its colours. */
export const shadeHeights: Readonly<Record<Shade, number>> = {
  core: 1,
  hidden: 1,
  support: 0.7,
  non_work: 0.42,
  private: 0.42,
  idle: 0.2,
  away: 0.07,
}

/** Hidden work reaches below the line all else stands on by this part of the height: it is seen there at any width, in any colour. */
const BELOW = 0.18

/** One path a shade. A stretch is at least 1 px wide: a second's visit is still seen. */
export function ribbonPaths(
  stretches: readonly RibbonSegment[],
  x: (at: EpochMs) => number,
  height: number,
): Partial<Record<Shade, string>> {
  const paths: Partial<Record<Shade, string>> = {}
  for (const { startedAt, endedAt, shade } of stretches) {
    const left = x(startedAt)
    const wide = x(endedAt) - left
    // A hairline between neighbours, as soon as there is room for one.
    const width = Math.max(1, wide > 4 ? wide - 1 : wide)
    const line = Math.round(height * (1 - BELOW))
    const tall = Math.max(1.5, line * shadeHeights[shade])
    const bottom = shade === 'hidden' ? height : line
    paths[shade] =
      `${paths[shade] ?? ''}M${round(left)} ${round(line - tall)}h${round(width)}V${bottom}h${round(-width)}z`
  }
  return paths
}

/** Index of the stretch at an instant, or of the nearest within `withinMs`; -1 for none. Stretches are in order of time. */
export function stretchAt(stretches: readonly RibbonSegment[], at: EpochMs, withinMs: number): number {
  let best = -1
  let bestDistance = withinMs
  stretches.forEach(({ startedAt, endedAt }, index) => {
    const distance = at < startedAt ? startedAt - at : at >= endedAt ? at - endedAt + 1 : 0
    if (distance < bestDistance || (distance === 0 && bestDistance > 0)) {
      best = index
      bestDistance = distance
    }
  })
  return best
}

/**
 * The working part of a day: from the half hour before the first stretch anybody was there for to the one after the last. Null
 * when nobody was.
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
  if (from > to) return null
  const hour = 3_600_000
  const half = hour / 2
  const before = Math.floor(from / half) * half
  const after = Math.ceil(to / half) * half
  // At least two hours, so that the first minutes of a morning do not fill the screen.
  return { from: before, to: Math.max(after, before + 2 * hour) }
}

/** Hours between labels so that they stand at least 56 px apart. */
export function labelStep(extent: Extent, width: number): number {
  const hours = (extent.to - extent.from) / 3_600_000
  return [1, 2, 3, 4, 6, 12].find((step) => (width / hours) * step >= 56) ?? 24
}

const round = (value: number) => Math.round(value * 100) / 100
