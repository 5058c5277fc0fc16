import { sameClassification, type ClassifiedAs } from '../classify/classifier.ts'
import type { EpochMs } from '../contract/brands.ts'
import type { Span } from '../contract/work.ts'

type Classified = ClassifiedAs & Pick<Span, 'startedAt' | 'endedAt'>

/**
 * When the stretch of each span began: spans are cut at 15 minutes of the clock, and a cut begins no stretch.
 * @param spans active ones of one device in recording order
 */
export function stretchStarts(spans: readonly Classified[]): readonly EpochMs[] {
  const starts: EpochMs[] = []
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1]
    const goesOn = before !== undefined && before.endedAt === span.startedAt && sameClassification(before, span)
    starts.push(goesOn ? (starts[index - 1] ?? span.startedAt) : span.startedAt)
  }
  return starts
}
