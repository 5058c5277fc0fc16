import type { EpochMs } from '../contract/brands.ts'

/** Active time of a person on one device: a span, or what a span recorded of one stretch. */
export interface DeviceTime {
  readonly deviceId: string
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  /** When the stretch began that the span is part of: the run of adjoining spans of equal classification. */
  readonly stretchFrom: EpochMs
  /** A remote-desktop window of which nothing inside is known. */
  readonly remote: boolean
}

export interface CountedPart {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
}

/**
 * The parts of each span that count, in order of the spans. A person works once at a time: where spans of several devices overlap, the one counts
 * that is not a remote desktop, then the one whose stretch began later, then that of the lower device id. Overlaps on one device, which a clock
 * that was set back leaves, all count.
 * @param spans active ones of one person, on a common clock
 */
export function countedParts(spans: readonly DeviceTime[]): readonly (readonly CountedPart[])[] {
  const parts = spans.map((): CountedPart[] => [])
  const order = spans
    .map((span, index) => ({ span, index }))
    .toSorted((one, other) => one.span.startedAt - other.span.startedAt)
  const instants = [...new Set(spans.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]))].sort((a, b) => a - b)
  let running: typeof order = []
  let next = 0
  for (const [place, from] of instants.entries()) {
    const to = instants[place + 1]
    if (to === undefined) break
    running = running.filter(({ span }) => span.endedAt > from)
    for (let begun = order[next]; begun && begun.span.startedAt <= from; begun = order[next]) {
      if (begun.span.endedAt > from) running.push(begun)
      next += 1
    }
    const winner = running.reduce<DeviceTime | null>(
      (best, { span }) => (best === null || precedes(span, best) ? span : best),
      null,
    )
    for (const { span, index } of running) {
      if (span.deviceId === winner?.deviceId) extend(parts[index] ?? [], from, to)
    }
  }
  return parts
}

function precedes(one: DeviceTime, other: DeviceTime): boolean {
  if (one.remote !== other.remote) return !one.remote
  if (one.stretchFrom !== other.stretchFrom) return one.stretchFrom > other.stretchFrom
  return one.deviceId < other.deviceId
}

function extend(parts: CountedPart[], startedAt: EpochMs, endedAt: EpochMs): void {
  const last = parts.at(-1)
  if (last?.endedAt === startedAt) parts[parts.length - 1] = { ...last, endedAt }
  else parts.push({ startedAt, endedAt })
}

/** Length of a span that counts elsewhere, ms. */
export const uncountedMs = (
  { startedAt, endedAt }: Pick<DeviceTime, 'startedAt' | 'endedAt'>,
  parts: readonly CountedPart[],
): number => endedAt - startedAt - parts.reduce((sum, part) => sum + part.endedAt - part.startedAt, 0)
