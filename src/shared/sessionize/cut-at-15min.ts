import { FIFTEEN_MINUTES_MS } from '../contract/ingest.ts'
import type { Interval, Span } from '../contract/work.ts'
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
  return partsOf15Min(span).map((part) => {
    const continued = part.startedAt > span.startedAt && span.context?.interrupted
    return { ...span, ...part, ...(continued && { context: { ...span.context, interrupted: false } }) }
  })
}

/** The parts of an interval that lie within 15 minutes of the clock (UTC) each. The parts adjoin; an empty interval has none. */
export function partsOf15Min({ startedAt, endedAt }: Interval): Interval[] {
  const parts: Interval[] = []
  for (let at = startedAt; at < endedAt;) {
    const until = Math.min(endedAt, next15MinBoundary(at))
    parts.push({ startedAt: at, endedAt: until })
    at = until
  }
  return parts
}

/**
 * Whether `next`, recorded right after `previous`, continues it: same classification and presence, no time and no claim event in
 * between.
 */
export function goesOn(previous: Span, next: Span): boolean {
  return (
    previous.presence === next.presence &&
    previous.endedAt === next.startedAt &&
    (previous.context?.claimEvents ?? 0) === (next.context?.claimEvents ?? 0) &&
    sameClassification(previous, next)
  )
}

/**
 * A span that its neighbor continues. It is remote only where both are: of a part of it something inside is known. Its claim stood in a page's
 * element where that holds for either.
 */
export function extended({ remote, ...span }: Span, { endedAt, remote: isNextRemote, claimFrom }: Span): Span {
  return { ...span, endedAt, ...(remote && isNextRemote && { remote }), ...(claimFrom && { claimFrom }) }
}

/** Merges neighbors that continue each other: the inverse of the cut, for spans in recording order. */
export function mergeNeighbors(spans: readonly Span[]): Span[] {
  const merged: Span[] = []
  for (const span of spans) {
    const last = merged.at(-1)
    if (last && goesOn(last, span)) merged[merged.length - 1] = extended(last, span)
    else merged.push(span)
  }
  return merged
}
