import { FIFTEEN_MINUTES_MS } from '../../../src/shared/contract/ingest.ts'
import type { SpanRow } from '../../../src/shared/contract/index.ts'

/** A span as long as the work it records. `cuts`: at how many 15-minute boundaries the agent cut it. */
export type Segment = Omit<SpanRow, 'seq'> & { readonly cuts: number }

/**
 * The spans of one device in recording order, without the cuts at 15-minute boundaries: those are not changes on the screen, and a
 * test that runs across a boundary would count one span as two.
 */
export function uncut(rows: readonly SpanRow[]): Segment[] {
  const segments: Segment[] = []
  for (const { seq: _seq, ...span } of rows.toSorted((one, other) => one.seq - other.seq)) {
    const last = segments.at(-1)
    const { startedAt, endedAt, ...recorded } = span
    const same = (other: Segment) =>
      Object.entries(recorded).every(([key, value]) => String(other[key as keyof typeof recorded]) === String(value))
    if (last && last.endedAt === startedAt && startedAt % FIFTEEN_MINUTES_MS === 0 && same(last)) {
      segments[segments.length - 1] = { ...last, endedAt, cuts: last.cuts + 1 }
    } else segments.push({ ...span, cuts: 0 })
  }
  return segments
}
