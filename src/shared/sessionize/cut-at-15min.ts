import { FIFTEEN_MINUTES_MS } from '../contract/ingest.ts'
import type { Span } from '../contract/work.ts'
import { sameClassification } from '../classify/classifier.ts'

/** The first UTC quarter hour after `instant`. */
export function next15MinBoundary(instant: number): number {
  return (Math.floor(instant / FIFTEEN_MINUTES_MS) + 1) * FIFTEEN_MINUTES_MS
}

/**
 * Cuts a span at the UTC quarter hours it crosses, so that any zone's day, hour or shift is an exact sum of whole spans.
 * The parts adjoin and together are the span; an empty span has none.
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

/** Whether `next`, recorded right after `previous`, goes on with it: same classification and presence, no time between. */
export function goesOn(previous: Span, next: Span): boolean {
  return (
    previous.presence === next.presence && previous.endedAt === next.startedAt && sameClassification(previous, next)
  )
}

/** Makes one span of neighbours that go on: the inverse of the cut, for spans in recording order. */
export function mergeNeighbors(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && goesOn(last, span)) merged[merged.length - 1] = { ...last, endedAt: span.endedAt }
    else merged.push(span)
  }
  return merged
}
