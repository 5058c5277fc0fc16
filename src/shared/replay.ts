import type { CompiledRuleSet } from './classify/compile.ts'
import { createClassifier, type Tokenizer } from './classify/classifier.ts'
import type { Observation } from './contract/observation.ts'
import type { HiddenWork, Span, Touch } from './contract/work.ts'
import { Sessionizer } from './sessionize/sessionizer.ts'
import { WorkTracker, hiddenWorkOf, type HiddenTag, type SpanRef, type TrackedTouch } from './touches/tracker.ts'

/** Sums in ms, without zero entries. */
export interface ReplayTotals {
  readonly byPresence: Readonly<Record<string, number>>
  /** Active spans only. */
  readonly byActivity: Readonly<Record<string, number>>
  readonly hiddenByKind: Readonly<Record<string, number>>
  /** Each tagged span once. */
  readonly hiddenMs: number
}

export interface Replayed {
  readonly spans: readonly Span[]
  readonly touches: readonly Touch[]
  readonly hiddenWork: readonly HiddenWork[]
  readonly totals: ReplayTotals
}

/** Runs observations through classify -> sessionize -> touches, as an agent would. */
export function replay(lines: Iterable<Observation>, compiled: CompiledRuleSet, tokenOf: Tokenizer): Replayed {
  const { policy } = compiled.ruleSet
  const sessionizer = new Sessionizer({ classify: createClassifier(compiled, tokenOf), policy })
  const tracker = new WorkTracker(policy)
  const spans: Span[] = []
  const touches = new Map<SpanRef, TrackedTouch>()
  const tags: HiddenTag[] = []
  const track = (closed: readonly Span[]) => {
    for (const span of closed) {
      const change = tracker.push(span, spans.push(span) - 1)
      if (change.touch) touches.set(change.touch.firstRef, change.touch)
      tags.push(...change.tags)
    }
  }
  for (const line of lines) track(sessionizer.push(line))
  track(sessionizer.end())
  const inOrder = [...touches.values()].sort((a, b) => a.startedAt - b.startedAt || a.firstRef - b.firstRef)
  return { spans, touches: inOrder, hiddenWork: hiddenWorkOf(tags), totals: totalsOf(spans, tags) }
}

/** The output of `npm run replay`: exactly the fields of docs/contract.md. */
export function printedReplay({ spans, touches, hiddenWork, totals }: Replayed): object {
  return { spans: spans.map(printedSpan), touches: touches.map(printedTouch), hiddenWork, totals }
}

function printedSpan(span: Span): object {
  const { startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken } = span
  return { startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken }
}

function printedTouch({ claimToken, startedAt, endedAt, activeMs, spanCount }: Touch): object {
  return { claimToken, startedAt, endedAt, activeMs, spanCount }
}

function totalsOf(spans: readonly Span[], tags: readonly HiddenTag[]): ReplayTotals {
  const byPresence: Record<string, number> = {}
  const byActivity: Record<string, number> = {}
  const hiddenByKind: Record<string, number> = {}
  const hiddenBySpan = new Map<SpanRef, number>()
  for (const span of spans) {
    const ms = span.endedAt - span.startedAt
    byPresence[span.presence] = (byPresence[span.presence] ?? 0) + ms
    if (span.presence === 'active' && span.activity !== null)
      byActivity[span.activity] = (byActivity[span.activity] ?? 0) + ms
  }
  for (const tag of tags) {
    const ms = tag.endedAt - tag.startedAt
    hiddenByKind[tag.kind] = (hiddenByKind[tag.kind] ?? 0) + ms
    hiddenBySpan.set(tag.spanRef, ms)
  }
  return { byPresence, byActivity, hiddenByKind, hiddenMs: [...hiddenBySpan.values()].reduce((sum, ms) => sum + ms, 0) }
}
