import type { RibbonSegment, Shade } from '../contract/reports.ts'
import type { HiddenKind, Span } from '../contract/work.ts'

/** The parts of a span that a ribbon shows. */
export type RibbonSpan = Pick<
  Span,
  'startedAt' | 'endedAt' | 'presence' | 'rating' | 'activity' | 'system' | 'payer'
> & {
  readonly hiddenKinds: readonly HiddenKind[]
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
    const { startedAt, endedAt, activity, system, payer, hiddenKinds } = span
    const next: RibbonSegment = { startedAt, endedAt, shade: shadeOf(span), activity, system, payer, hiddenKinds }
    const last = ribbon.at(-1)
    if (last && last.endedAt === startedAt && isSameSegment(last, next)) {
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

function isSameSegment(a: RibbonSegment, b: RibbonSegment): boolean {
  return a.shade === b.shade && a.activity === b.activity && a.system === b.system && a.payer === b.payer
}
