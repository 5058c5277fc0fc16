import type { RibbonLook, RibbonSegment, Shade } from '../contract/reports.ts'
import type { HiddenKind, Span } from '../contract/work.ts'

/** The parts of a span that a ribbon shows. */
export type RibbonSpan = Pick<
  Span,
  'startedAt' | 'endedAt' | 'presence' | 'rating' | 'activity' | 'system' | 'payer'
> & {
  readonly hiddenKinds: readonly HiddenKind[]
  readonly call?: boolean | undefined
}

/** The shade of a span. Presence comes first, then a hidden-work tag, then the rule's rating. */
export function shadeOf({
  presence,
  rating,
  hiddenKinds,
}: Pick<RibbonSpan, 'presence' | 'rating' | 'hiddenKinds'>): Shade {
  if (presence === 'idle') return 'idle'
  if (presence === 'paused') return 'paused'
  if (presence !== 'active') return 'away'
  if (hiddenKinds.length > 0 || rating === 'hidden') return 'hidden'
  return rating ?? 'support'
}

/** Spans by start, with equal neighbors merged into one segment. */
export function ribbonOf(spans: readonly RibbonSpan[]): RibbonSegment[] {
  const ribbon: RibbonSegment[] = []
  for (const span of spans.toSorted((a, b) => a.startedAt - b.startedAt)) {
    const { startedAt, endedAt, hiddenKinds } = span
    const next: RibbonSegment = { startedAt, endedAt, ...lookOf(span) }
    const last = ribbon.at(-1)
    if (last && last.endedAt === startedAt && looksAlike(last, next)) {
      ribbon[ribbon.length - 1] = {
        ...last,
        endedAt,
        hiddenKinds: [...new Set([...last.hiddenKinds, ...hiddenKinds])].sort(),
      }
    } else {
      ribbon.push(next)
    }
  }
  return ribbon
}

/** What a segment shows of a span. */
export function lookOf(span: Omit<RibbonSpan, 'startedAt' | 'endedAt'>): RibbonLook {
  const { activity, system, payer, hiddenKinds, call } = span
  return { shade: shadeOf(span), activity, system, payer, hiddenKinds, ...(call === true && { call }) }
}

/** Whether neighbors are one segment, which has the hidden work of both. */
export const looksAlike = (one: RibbonLook, other: RibbonLook): boolean =>
  one.shade === other.shade &&
  one.activity === other.activity &&
  one.system === other.system &&
  one.payer === other.payer &&
  one.call === other.call
