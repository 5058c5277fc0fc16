import type { DeviceRecord, Interval, SpanRecord, TouchRecord } from '../../shared/contract/index.ts'
import type { RecordDraft } from '../../shared/touches/index.ts'

/** What marking a time private does to a journal. */
export interface TakenOut {
  /** Records that go. */
  readonly seqs: readonly number[]
  /** Spans that take their place, each with the seq of the one that it is of. */
  readonly spans: readonly { readonly of: number; readonly draft: Extract<RecordDraft, { kind: 'span' }> }[]
  /** Tags of the spans that go. */
  readonly tags: readonly Extract<DeviceRecord, { kind: 'hidden_tag' }>[]
  readonly inputCounts: readonly RecordDraft[]
  /** The touches that go, with the active spans that are left of each. */
  readonly touches: readonly { readonly touch: TouchRecord; readonly spans: readonly Interval[] }[]
}

/**
 * @param time the private time
 * @param records the journal's records around it, as far as any touch reaches that overlaps it
 */
export function whatRemains(time: Interval, records: readonly DeviceRecord[]): TakenOut {
  const spans = records.filter((record): record is SpanRecord => record.kind === 'span')
  const inside = spans.filter((span) => overlaps(span, time))
  const tokens = new Set(
    inside.flatMap(({ presence, claimToken }) => (presence === 'active' && claimToken ? [claimToken] : [])),
  )
  const inferred = inferredFrom(time, tokens, spans)
  // The claim that they are attributed to is known from the private time alone.
  const gone = spans.filter((span) => inside.includes(span) || inferred.has(span))
  const remains = gone.flatMap((span) => {
    const { seq, attributedToken, attribution, ...plain } = span
    const kept = inferred.has(span) ? {} : { attributedToken, attribution }
    return without(span, time).map((part) => ({ of: seq, draft: { ...plain, ...kept, ...part } }))
  })
  const goneSeqs = new Set(gone.map(({ seq }) => seq))
  const tags = records.filter((record) => record.kind === 'hidden_tag' && goneSeqs.has(record.spanSeq))
  const said = records.filter((record) => record.kind === 'annotation' && overlaps(record, time))
  const counts = records.filter((record) => record.kind === 'input_counts' && overlaps(record, time))
  const touched = records.filter((record): record is TouchRecord => record.kind === 'touch')
  const ids = new Set(
    touched.filter((touch) => tokens.has(touch.claimToken) && overlaps(touch, time)).map(({ touchId }) => touchId),
  )
  const revisions = touched.filter(({ touchId }) => ids.has(touchId))
  const left = [...spans.filter(({ seq }) => !goneSeqs.has(seq)), ...remains.map(({ draft }) => draft)].filter(
    ({ presence }) => presence === 'active',
  )
  return {
    seqs: [...gone, ...tags, ...counts, ...revisions, ...said].map(({ seq }) => seq),
    spans: remains,
    tags: tags as TakenOut['tags'],
    inputCounts: counts.flatMap((record) => (record.kind === 'input_counts' ? countsWithout(record, time) : [])),
    touches: [...new Map(revisions.map((touch) => [touch.touchId, touch])).values()].map((touch) => ({
      touch,
      spans: left.filter(
        ({ claimToken, startedAt, endedAt }) =>
          claimToken === touch.claimToken && startedAt >= touch.startedAt && endedAt <= touch.endedAt,
      ),
    })),
  }
}

/** Spans that end after a time and are attributed to a claim that was last seen in it. */
function inferredFrom(time: Interval, tokens: ReadonlySet<string>, spans: readonly SpanRecord[]): Set<SpanRecord> {
  const seenSince = new Set<string>()
  const inferred = new Set<SpanRecord>()
  for (const span of spans.filter(({ endedAt }) => endedAt > time.startedAt)) {
    const { attribution, attributedToken, claimToken, startedAt } = span
    if (claimToken && startedAt >= time.endedAt) seenSince.add(claimToken)
    if (attribution !== 'inferred' || !attributedToken) continue
    if (tokens.has(attributedToken) && !seenSince.has(attributedToken)) inferred.add(span)
  }
  return inferred
}

const overlaps = (one: Interval, other: Interval): boolean =>
  one.startedAt < other.endedAt && one.endedAt > other.startedAt

/** The parts of an interval outside another one. */
function without({ startedAt, endedAt }: Interval, time: Interval): Interval[] {
  return [
    { startedAt, endedAt: Math.min(endedAt, time.startedAt) },
    { startedAt: Math.max(startedAt, time.endedAt), endedAt },
  ].filter((part) => part.startedAt < part.endedAt)
}

/** Only whole minutes outside the private time remain. */
function countsWithout(record: Extract<DeviceRecord, { kind: 'input_counts' }>, time: Interval): RecordDraft[] {
  const minutes = record.minutes.filter(
    ({ minuteStart }) => !overlaps({ startedAt: minuteStart, endedAt: minuteStart + 60_000 }, time),
  )
  const [first, last] = [minutes[0], minutes.at(-1)]
  if (!first || !last) return []
  return [{ kind: 'input_counts', startedAt: first.minuteStart, endedAt: last.minuteStart + 60_000, minutes }]
}
