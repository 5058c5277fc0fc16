import type { Instant } from './instant.ts'
import type { Segment } from './segments.ts'

/** What a test put on the screen, and since when. */
export interface Logged {
  readonly since: Instant
  readonly rule: string | null
  readonly claim: string | null
}

/** What was recorded since the log begins; records from before belong to the setup. */
export const fromStart = (rows: readonly Segment[], log: readonly Logged[]): Segment[] =>
  rows.filter(({ startedAt }) => startedAt >= (log[0]?.since.notBefore ?? Infinity) - 5)

/**
 * The segments without those of an address whose page had not been read yet: where both change at once, a busy machine sees the address first. Each
 * such segment, shorter than `atMostMs`, becomes part of the claim that it is followed by.
 */
export function fieldsReadLate(segments: readonly Segment[], atMostMs: number): Segment[] {
  const read: Segment[] = []
  for (const segment of segments) {
    const before = read.at(-1)
    const late =
      before !== undefined &&
      before.claimToken === null &&
      segment.claimToken !== null &&
      before.ruleId === segment.ruleId &&
      before.endedAt === segment.startedAt &&
      before.endedAt - before.startedAt < atMostMs
    if (late) read[read.length - 1] = { ...segment, startedAt: before.startedAt }
    else read.push(segment)
  }
  return read
}

/** The segments that do not begin when the screen changed, in words. @param tolerance ms */
export const misdated = (spans: readonly Segment[], log: readonly Logged[], tolerance: number): string[] =>
  spans.flatMap(({ startedAt, ruleId }, index) => {
    const since = log[index]?.since
    if (!since) return ['the log has no such line']
    const [late, early] = [startedAt - since.notAfter, since.notBefore - 5 - startedAt]
    return late <= tolerance && early <= 0 ? [] : [`${index} ${ruleId}: late ${late}, early ${early}`]
  })

/** The lengths of the gaps between neighbors, ms, each once. */
export const gapsBetween = (spans: readonly Segment[]): Set<number> =>
  new Set(spans.slice(1).map(({ startedAt }, index) => startedAt - (spans[index]?.endedAt ?? 0)))
