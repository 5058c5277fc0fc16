import { FIFTEEN_MINUTES_MS } from '../contract/ingest.ts'
import type { Span } from '../contract/work.ts'
import { sameClassification } from '../classify/classifier.ts'

/** The first 15-minute boundary (UTC) after `instant`. */
export function next15MinBoundary(instant: number): number {
  return (Math.floor(instant / FIFTEEN_MINUTES_MS) + 1) * FIFTEEN_MINUTES_MS
}

/**
 * Cuts a span at UTC 15-minute boundaries, so that any time zone's day, hour or shift is an exact sum of whole spans. The parts
 * adjoin; an empty span has none.
 */
export function cutAt15Min(span: Span): Span[] {
  const parts: Span[] = []
  let startedAt = span.startedAt
  while (startedAt < span.endedAt) {
    const endedAt = Math.min(span.endedAt, next15MinBoundary(startedAt))
    parts.push({ ...span, startedAt, endedAt })
    startedAt = endedAt
  }
  return parts
}

/** Whether `next`, recorded right after `previous`, continues it: same classification and presence, no time in between. */
export function goesOn(previous: Span, next: Span): boolean {
  return (
    previous.presence === next.presence && previous.endedAt === next.startedAt && sameClassification(previous, next)
  )
}

/** Merges neighbors that continue each other: the inverse of the cut, for spans in recording order. */
export function mergeNeighbors(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && goesOn(last, span)) merged[merged.length - 1] = { ...last, endedAt: span.endedAt }
    else merged.push(span)
  }
  return merged
}
