import type { ClaimToken, EpochMs } from '../contract/brands.ts'
import type { Policy } from '../contract/ruleset.ts'
import type { DeviceHiddenKind, HiddenWork, Interval, Span, Touch } from '../contract/work.ts'
import { goesOn } from '../sessionize/cut-at-15min.ts'
import { IntervalUnion } from './intervals.ts'

/** Reference to a span: the journal's `seq`, or the index in a replay. Increases in recording order. */
export type SpanRef = number

/** A touch after its latest span. `spanCount` increases with every change and serves as its revision. */
export interface TrackedTouch extends Touch {
  /** Reference of its first span: unique, and stable when the same spans are tracked again. */
  readonly firstRef: SpanRef
}

/** A span tagged as hidden work. A record is the sum of the tags with the same kind and `recordRef`. */
export interface HiddenTag extends Interval {
  readonly kind: DeviceHiddenKind
  /** Reference of the record's first span. */
  readonly recordRef: SpanRef
  readonly spanRef: SpanRef
  readonly payer: string | null
  readonly system: string | null
  /** The record's token. */
  readonly claimToken: ClaimToken | null
}

/** Changes caused by one span. */
export interface TrackerChange {
  readonly touch: TrackedTouch | null
  readonly tags: readonly HiddenTag[]
}

type TrackerPolicy = Pick<Policy, 'touchGapMs' | 'visitGapMs' | 'recheckWithinMs' | 'documentationNearMs'>

/** A chain of adjoining active spans of equal classification; 15-minute cuts do not count. docs/contract.md calls it a stretch. */
interface Segment {
  /** Number of the active segment in recording order. */
  readonly index: number
  readonly first: Span
  endedAt: EpochMs
  readonly spans: { readonly ref: SpanRef; readonly span: Span }[]
  /** The hidden-work record of its spans, once it is known. */
  record: HiddenRecord | null
}

interface HiddenRecord {
  readonly kind: DeviceHiddenKind
  readonly ref: SpanRef
  readonly claimToken: ClaimToken | null
}

interface Visit {
  endedAt: EpochMs
  lastSegment: number
  record: HiddenRecord | null
}

interface PortalSwitch {
  endedAt: EpochMs
  record: HiddenRecord | null
}

/**
 * Derives touches and hidden work of one user on one device, by the rules of docs/contract.md ("Spans to touches and hidden work").
 * Incremental: each span returns its changes, and no change is ever taken back.
 */
export class WorkTracker {
  readonly #policy: TrackerPolicy
  readonly #touches = new Map<ClaimToken, TrackedTouch>()
  readonly #visits = new Map<ClaimToken, Visit>()
  readonly #nearTokens = new IntervalUnion()
  #previous: Span | null = null
  #segment: Segment | null = null
  #segmentCount = 0
  #latestEnd = Number.NEGATIVE_INFINITY
  #lastPortal: string | null = null
  #switch: PortalSwitch | null = null
  /** Documentation that is not near a claim so far. Distant documentation is kept separately, in case the clock is set back. */
  #documentation: Segment[] = []
  #distantDocumentation: Segment[] = []
  #tags: HiddenTag[] = []

  constructor(policy: TrackerPolicy) {
    this.#policy = policy
  }

  /** Takes the next span; `ref` identifies it in the result. */
  push(span: Span, ref: SpanRef): TrackerChange {
    const previous = this.#previous
    this.#previous = span
    if (span.presence !== 'active') return { touch: null, tags: [] }
    this.#tags = []

    const continues = this.#segment !== null && previous !== null && goesOn(previous, span)
    const segment = continues && this.#segment ? this.#segment : this.#newSegment(span)
    segment.endedAt = span.endedAt
    segment.spans.push({ ref, span })

    const touch = this.#touch(segment, span, ref, continues)
    if (!continues) {
      this.#visit(segment, ref)
      this.#portal(segment, ref)
    }
    this.#extendOpenWork(segment)
    if (segment.record) this.#tag(segment.record, ref, span)
    this.#documentationNear(segment, continues)

    this.#latestEnd = Math.max(this.#latestEnd, span.endedAt)
    return { touch, tags: this.#tags }
  }

  /** What follows begins new touches; visits and all else go on. */
  endTouches(): void {
    this.#touches.clear()
    this.#segment = null
  }

  #newSegment(span: Span): Segment {
    this.#segment = {
      index: this.#segmentCount++,
      first: span,
      endedAt: span.endedAt,
      spans: [],
      record: null,
    }
    return this.#segment
  }

  #touch(segment: Segment, span: Span, ref: SpanRef, continues: boolean): TrackedTouch | null {
    const token = span.claimToken
    if (token === null) return null
    const last = this.#touches.get(token)
    const same = last && (continues || touchGap(last.endedAt, segment.first.startedAt) < this.#policy.touchGapMs)
    const activeMs = span.endedAt - span.startedAt
    const touch: TrackedTouch = same
      ? {
          ...last,
          endedAt: Math.max(last.endedAt, span.endedAt),
          activeMs: last.activeMs + activeMs,
          spanCount: last.spanCount + 1,
        }
      : { claimToken: token, startedAt: span.startedAt, endedAt: span.endedAt, activeMs, spanCount: 1, firstRef: ref }
    this.#touches.set(token, touch)
    return touch
  }

  /** A repeat visit to the same claim's status within the recheck time. */
  #visit(segment: Segment, ref: SpanRef): void {
    const { claimToken, activity, startedAt } = segment.first
    if (activity !== 'claim_status' || claimToken === null) return
    const last = this.#visits.get(claimToken)
    const waited = last ? touchGap(last.endedAt, startedAt) : 0
    const workBetween = last !== undefined && segment.index - last.lastSegment > 1
    const { touchGapMs, visitGapMs, recheckWithinMs } = this.#policy
    if (last && waited < touchGapMs && !(waited >= visitGapMs && workBetween)) {
      last.lastSegment = segment.index
      segment.record = last.record
      return
    }
    const repeat = last !== undefined && startedAt - last.endedAt < recheckWithinMs
    const record: HiddenRecord | null = repeat ? { kind: 'repeat_status_check', ref, claimToken } : null
    this.#visits.set(claimToken, { endedAt: segment.endedAt, lastSegment: segment.index, record })
    segment.record = record
  }

  /** From entering another portal to its first productive page. */
  #portal(segment: Segment, ref: SpanRef): void {
    const { systemKind, system, activity, startedAt } = segment.first
    if (systemKind !== 'payer_portal' || system === null) return
    if (system !== this.#lastPortal) {
      const first = this.#lastPortal === null
      this.#lastPortal = system
      this.#switch = first ? null : { endedAt: Number.NEGATIVE_INFINITY, record: null }
    } else if (this.#switch && touchGap(this.#switch.endedAt, startedAt) >= this.#policy.touchGapMs) {
      this.#switch = null
    }
    if (!this.#switch) return
    if (activity !== 'portal_login' && activity !== 'portal_other') {
      this.#switch = null
      return
    }
    this.#switch.record ??= { kind: 'portal_switching', ref, claimToken: null }
    segment.record = this.#switch.record
  }

  /** Extends the open visit and portal switch along with the segment. */
  #extendOpenWork(segment: Segment): void {
    const { claimToken, activity } = segment.first
    if (activity === 'claim_status' && claimToken !== null) {
      const visit = this.#visits.get(claimToken)
      if (visit) visit.endedAt = Math.max(visit.endedAt, segment.endedAt)
    }
    if (this.#switch && segment.record !== null && segment.record === this.#switch.record) {
      this.#switch.endedAt = Math.max(this.#switch.endedAt, segment.endedAt)
    }
  }

  /** Documentation near work on a claim, before or after it. */
  #documentationNear(segment: Segment, continues: boolean): void {
    const { startedAt, claimToken, activity } = segment.first
    const near = this.#policy.documentationNearMs
    const clockRanBack = startedAt < this.#latestEnd
    if (!continues) {
      const outOfReach = (other: Segment) => other.endedAt + near < startedAt
      if (!clockRanBack) {
        this.#distantDocumentation.push(...this.#documentation.filter(outOfReach))
        this.#documentation = this.#documentation.filter((other) => !outOfReach(other))
      }
      if (activity === 'documentation') this.#documentation.push(segment)
    }
    if (claimToken !== null) {
      this.#nearTokens.add(startedAt - near, segment.endedAt + near)
      this.#documentation = this.#documentation.filter((candidate) => !this.#tagIfNear(candidate))
      if (clockRanBack) {
        this.#distantDocumentation = this.#distantDocumentation.filter((candidate) => !this.#tagIfNear(candidate))
      }
    } else if (activity === 'documentation' && segment.record === null && this.#tagIfNear(segment)) {
      this.#documentation = this.#documentation.filter((candidate) => candidate !== segment)
    }
  }

  /** Tags all spans of a documentation segment that is near work on a claim. Its later spans are tagged through its record. */
  #tagIfNear(segment: Segment): boolean {
    if (!this.#nearTokens.meets(segment.first.startedAt, segment.endedAt)) return false
    const first = segment.spans[0]
    if (!first) return false
    segment.record = { kind: 'manual_documentation', ref: first.ref, claimToken: segment.first.claimToken }
    for (const { ref, span } of segment.spans) this.#tag(segment.record, ref, span)
    return true
  }

  #tag(record: HiddenRecord, spanRef: SpanRef, span: Span): void {
    this.#tags.push({
      kind: record.kind,
      recordRef: record.ref,
      spanRef,
      startedAt: span.startedAt,
      endedAt: span.endedAt,
      payer: span.payer,
      system: span.system,
      claimToken: record.claimToken,
    })
  }
}

/** From the largest end so far to the next start; zero if the clock was set back. */
function touchGap(end: EpochMs, start: EpochMs): number {
  return Math.max(0, start - end)
}

/** Sums tags into hidden-work records, by start, ties in recording order. Each tag counts once. */
export function hiddenWorkOf(tags: readonly HiddenTag[]): HiddenWork[] {
  const records = new Map<string, { work: HiddenWork; ref: SpanRef }>()
  for (const tag of tags.toSorted((a, b) => a.spanRef - b.spanRef)) {
    const key = `${tag.kind} ${tag.recordRef}`
    const ms = tag.endedAt - tag.startedAt
    const known = records.get(key)?.work
    const work: HiddenWork = known
      ? { ...known, endedAt: Math.max(known.endedAt, tag.endedAt), ms: known.ms + ms }
      : { kind: tag.kind, startedAt: tag.startedAt, endedAt: tag.endedAt, ms, claimToken: tag.claimToken }
    records.set(key, { work, ref: tag.recordRef })
  }
  return [...records.values()]
    .sort((a, b) => a.work.startedAt - b.work.startedAt || a.ref - b.ref)
    .map(({ work }) => work)
}
