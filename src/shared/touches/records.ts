import type { ClaimToken } from '../contract/brands.ts'
import type { DeviceRecord } from '../contract/ingest.ts'
import type { AttributedSpan, Span } from '../contract/work.ts'
import type { HiddenTag, TrackedTouch } from './tracker.ts'

type Draft<R> = R extends DeviceRecord ? Omit<R, 'seq'> : never
/** A record without its seq. */
export type RecordDraft = Draft<DeviceRecord>
export type SpanDraft = Extract<RecordDraft, { kind: 'span' }>

/** Longest name on the wire. */
const MAX_NAME = 200

/** A closed span as it is stored and sent. Attribution is left out where there is none. */
export function spanDraft({
  context: _context,
  attributedToken,
  attribution,
  ...span
}: Span & Partial<AttributedSpan>): SpanDraft {
  return {
    ...span,
    kind: 'span',
    app: span.app?.slice(0, MAX_NAME) || null,
    ruleSetVersion: span.ruleSetVersion ?? 0,
    ...(attribution && { attributedToken, attribution }),
  }
}

/** The span of a draft. Spans of older agents have no attribution. */
export function spanOfDraft({ attributedToken, attribution, ...draft }: SpanDraft): AttributedSpan {
  return {
    ...draft,
    claimToken: draft.claimToken as ClaimToken | null,
    attributedToken: (attributedToken ?? null) as ClaimToken | null,
    attribution: attribution ?? null,
  }
}

/** A touch after its latest span. Tracking the same spans again gives the same id and revision. */
export function touchDraft({ firstRef, ...touch }: TrackedTouch): RecordDraft {
  return { kind: 'touch', touchId: `touch-${firstRef}`, revision: touch.spanCount, ...touch }
}

export function hiddenTagDraft({ kind, recordRef, spanRef, ...tag }: HiddenTag): RecordDraft {
  return { kind: 'hidden_tag', hiddenId: `${kind}-${recordRef}`, hiddenKind: kind, spanSeq: spanRef, ...tag }
}
