import { grouped } from '../../../src/shared/grouped.ts'
import type { SpanFact } from './facts.ts'

/**
 * How much of each active span counts, ms: a person works once at a time. Where spans of several devices overlap, the overlap counts for the span
 * that is not a remote desktop, else for the one whose stretch began later, and of two that began at once for the lower device id.
 */
export function countedMs(spans: readonly SpanFact[]): ReadonlyMap<SpanFact, number> {
  const active = spans.filter(({ presence }) => presence === 'active')
  const stretchStart = stretchStarts(active)
  const counted = new Map<SpanFact, number>()
  for (const ofPerson of grouped(active, ({ userId }) => userId).values()) {
    const byStart = ofPerson.toSorted((one, other) => one.startedAt - other.startedAt)
    for (const span of byStart) counted.set(span, lengthOf(span))
    if (new Set(ofPerson.map(({ deviceId }) => deviceId)).size === 1) continue
    const wins = (one: SpanFact, other: SpanFact) => {
      if (one.remote !== other.remote) return other.remote
      const later = (stretchStart.get(one) ?? 0) - (stretchStart.get(other) ?? 0)
      return later === 0 ? one.deviceId < other.deviceId : later > 0
    }
    for (const span of byStart) {
      const winners = byStart.filter(
        (other) =>
          other.deviceId !== span.deviceId &&
          other.startedAt < span.endedAt &&
          span.startedAt < other.endedAt &&
          wins(other, span),
      )
      counted.set(span, uncoveredMs(span, winners))
    }
  }
  return counted
}

export const lengthOf = ({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }): number =>
  endedAt - startedAt

interface Interval {
  readonly startedAt: number
  readonly endedAt: number
}

/** What no other interval covers, in order. */
export function uncovered({ startedAt, endedAt }: Interval, covers: readonly Interval[]): readonly Interval[] {
  const free: Interval[] = []
  let at = startedAt
  for (const cover of covers.toSorted((one, other) => one.startedAt - other.startedAt)) {
    if (cover.startedAt > at) free.push({ startedAt: at, endedAt: Math.min(cover.startedAt, endedAt) })
    at = Math.max(at, Math.min(cover.endedAt, endedAt))
    if (at >= endedAt) return free
  }
  return at < endedAt ? [...free, { startedAt: at, endedAt }] : free
}

export const uncoveredMs = (whole: Interval, covers: readonly Interval[]): number =>
  uncovered(whole, covers).reduce((sum, part) => sum + lengthOf(part), 0)

/** When the stretch of each span began: adjoining spans of equal classification, in recording order, are one stretch. */
function stretchStarts(active: readonly SpanFact[]): ReadonlyMap<SpanFact, number> {
  const starts = new Map<SpanFact, number>()
  for (const ofJournal of grouped(active, ({ journal }) => journal).values()) {
    let before: SpanFact | null = null
    for (const span of ofJournal.toSorted((one, other) => one.seq - other.seq)) {
      const goesOn = before !== null && before.endedAt === span.startedAt && isEqual(before, span)
      starts.set(span, goesOn && before !== null ? (starts.get(before) ?? span.startedAt) : span.startedAt)
      before = span
    }
  }
  return starts
}

const classification = ['activity', 'rating', 'system', 'payer', 'app', 'ruleId', 'claimToken', 'call'] as const
const isEqual = (one: SpanFact, other: SpanFact) => classification.every((part) => one[part] === other[part])
