import type { RibbonStretch, Shade, SpanRow } from '../../shared/contract/reports.ts'

type RibbonSpan = Pick<
  SpanRow,
  'startedAt' | 'endedAt' | 'presence' | 'activity' | 'rating' | 'system' | 'payer' | 'hiddenKinds'
>

/** Hidden wins over the rating; without presence the rating says nothing. */
export function shadeOf(span: Pick<RibbonSpan, 'presence' | 'rating' | 'hiddenKinds'>): Shade {
  if (span.presence === 'idle') return 'idle'
  if (span.presence !== 'active') return 'away'
  if (span.hiddenKinds.length > 0) return 'hidden'
  return span.rating ?? 'support'
}

/** One person's spans in order of their start, those that adjoin and look alike joined. */
export function ribbonOf(spans: readonly RibbonSpan[]): RibbonStretch[] {
  const ribbon: RibbonStretch[] = []
  for (const span of spans) {
    const { startedAt, endedAt, activity, system, payer, hiddenKinds } = span
    const stretch: RibbonStretch = { startedAt, endedAt, shade: shadeOf(span), activity, system, payer, hiddenKinds }
    const before = ribbon.at(-1)
    if (before && before.endedAt === startedAt && looksAlike(before, stretch)) {
      const kinds = [...new Set([...before.hiddenKinds, ...hiddenKinds])].sort()
      ribbon[ribbon.length - 1] = { ...before, endedAt, hiddenKinds: kinds }
    } else {
      ribbon.push(stretch)
    }
  }
  return ribbon
}

function looksAlike(one: RibbonStretch, other: RibbonStretch): boolean {
  return (
    one.shade === other.shade &&
    one.activity === other.activity &&
    one.system === other.system &&
    one.payer === other.payer
  )
}
