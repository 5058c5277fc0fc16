import type { DeviceRecord, EpochMs, HiddenKind, MyDay, MyTouch, Span, TouchRecord } from '../shared/contract/index.ts'
import { ribbonOf, shadeOf, type RibbonSpan } from '../shared/touches/index.ts'

/** The part of a day that was captured from windows, without manual time, input counts, changes of the rules and what no rule names. */
export type CapturedDay = Omit<
  MyDay,
  | 'manualTime'
  | 'manualMs'
  | 'gaps'
  | 'nameable'
  | 'input'
  | 'privateTimes'
  | 'rulesChanges'
  | 'annotations'
  | 'annotatable'
  | 'unclassified'
>

/**
 * Everything captured in `[from, to)`, for the person it is about.
 * @param records the journal's records that overlap the day, in recording order
 * @param open spans that are not closed yet
 */
export function myDayOf(
  from: EpochMs,
  to: EpochMs,
  records: readonly DeviceRecord[],
  open: readonly Span[],
): CapturedDay {
  const hiddenBySpan = new Map<number, HiddenKind[]>()
  const touches = new Map<string, TouchRecord>()
  for (const record of records) {
    if (record.kind === 'hidden_tag') {
      hiddenBySpan.set(record.spanSeq, [...(hiddenBySpan.get(record.spanSeq) ?? []), record.hiddenKind])
    } else if (record.kind === 'touch' && record.startedAt >= from && record.startedAt < to) {
      touches.set(record.touchId, record)
    }
  }
  const spans = [
    ...records
      .filter((record) => record.kind === 'span')
      .map((record) => ({ ...record, hiddenKinds: hiddenBySpan.get(record.seq) ?? [] })),
    ...open.map((span) => ({ ...span, hiddenKinds: [] })),
  ].filter((span) => span.startedAt >= from && span.startedAt < to)

  const byShade: Record<string, number> = {}
  const hiddenByKind = new Map<HiddenKind, number>()
  let hiddenMs = 0
  for (const span of spans) {
    const ms = span.endedAt - span.startedAt
    byShade[shadeOf(span)] = (byShade[shadeOf(span)] ?? 0) + ms
    if (span.hiddenKinds.length > 0) hiddenMs += ms
    for (const kind of span.hiddenKinds) hiddenByKind.set(kind, (hiddenByKind.get(kind) ?? 0) + ms)
  }
  const sumOf = (presence: Span['presence']) =>
    spans.reduce((sum, span) => (span.presence === presence ? sum + span.endedAt - span.startedAt : sum), 0)

  return {
    from,
    to,
    ribbon: ribbonOf(spans),
    activeMs: sumOf('active'),
    idleMs: sumOf('idle'),
    awayMs: sumOf('away'),
    byShade,
    touches: [...touches.values()].sort((a, b) => b.startedAt - a.startedAt).map((touch) => myTouch(touch, spans)),
    denials: new Set([...touches.values()].map((touch) => touch.claimToken)).size,
    readInPagesMs: spans.reduce((sum, span) => (span.claimFrom ? sum + span.endedAt - span.startedAt : sum), 0),
    hiddenMs,
    hiddenByKind: [...hiddenByKind].map(([kind, ms]) => ({ kind, ms })).sort((a, b) => b.ms - a.ms),
  }
}

/** A touch takes the activity with the most time in it. */
function myTouch(touch: TouchRecord, spans: readonly (RibbonSpan & { readonly claimToken: string | null })[]): MyTouch {
  const msByActivity = new Map<string, { ms: number; system: string | null }>()
  const hiddenKinds = new Set<HiddenKind>()
  for (const span of spans) {
    const inTouch =
      span.presence === 'active' &&
      span.claimToken === touch.claimToken &&
      span.startedAt >= touch.startedAt &&
      span.endedAt <= touch.endedAt
    if (!inTouch || span.activity === null) continue
    const ms = (msByActivity.get(span.activity)?.ms ?? 0) + span.endedAt - span.startedAt
    msByActivity.set(span.activity, { ms, system: span.system })
    for (const kind of span.hiddenKinds) hiddenKinds.add(kind)
  }
  const [longest] = [...msByActivity].sort(([, a], [, b]) => b.ms - a.ms)
  return {
    claimToken: touch.claimToken,
    activity: longest?.[0] ?? 'unclassified',
    system: longest?.[1].system ?? null,
    startedAt: touch.startedAt,
    endedAt: touch.endedAt,
    activeMs: touch.activeMs,
    hiddenKinds: [...hiddenKinds],
  }
}
