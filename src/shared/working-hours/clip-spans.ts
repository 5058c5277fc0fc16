import type { Span } from '../contract/work.ts'
import type { WorkingTime } from './working-time.ts'

/** Spans without what lies outside working time. What follows such a cut does not go on from what was before it. */
export function withinWorkingTime(spans: readonly Span[], time: WorkingTime): Span[] {
  return spans.flatMap((span) =>
    time.partsOf(span).map((part) => {
      if (part.startedAt === span.startedAt && part.endedAt === span.endedAt) return span
      const { context } = span
      const cut = context !== undefined && part.startedAt !== span.startedAt
      return { ...span, ...part, ...(cut && { context: { ...context, interrupted: true } }) }
    }),
  )
}
