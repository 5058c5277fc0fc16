import { attribute, nothingAttributed } from './attribution/index.ts'
import type { CompiledRuleSet } from './classify/compile.ts'
import { createCallClassifier } from './classify/calls.ts'
import { createClassifier, type Tokenizer } from './classify/classifier.ts'
import type { Observation } from './contract/observation.ts'
import type { Policy } from './contract/ruleset.ts'
import type { AttributedSpan, HiddenWork, Span, Touch } from './contract/work.ts'
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
  readonly spans: readonly AttributedSpan[]
  /** By the tokens that were seen. */
  readonly touches: readonly Touch[]
  readonly attributed: {
    /** By the tokens that time is attributed to. */
    readonly touches: readonly Touch[]
  }
  readonly hiddenWork: readonly HiddenWork[]
  readonly totals: ReplayTotals
}

/** Runs observations through classify -> sessionize -> attribution -> touches, as an agent would. */
export function replay(lines: Iterable<Observation>, compiled: CompiledRuleSet, tokenOf: Tokenizer): Replayed {
  const { policy } = compiled.ruleSet
  const sessionizer = new Sessionizer({
    classify: createClassifier(compiled, tokenOf),
    classifyCall: createCallClassifier(compiled),
    policy,
    tokenOf,
  })
  const tracker = new WorkTracker(policy)
  let attribution = nothingAttributed
  const spans: AttributedSpan[] = []
  const touches = new Map<SpanRef, TrackedTouch>()
  const tags: HiddenTag[] = []
  const track = (closed: readonly Span[]) => {
    for (const span of closed) {
      const next = attribute(attribution, span, policy)
      attribution = next.state
      for (const attributed of next.spans) {
        const change = tracker.push(attributed, spans.push(attributed) - 1)
        if (change.touch) touches.set(change.touch.firstRef, change.touch)
        tags.push(...change.tags)
      }
    }
  }
  for (const line of lines) track(sessionizer.push(line))
  track(sessionizer.end())
  return {
    spans,
    touches: inOrder([...touches.values()]),
    attributed: { touches: attributedTouches(spans, policy) },
    hiddenWork: hiddenWorkOf(tags),
    totals: totalsOf(spans, tags),
  }
}

function inOrder(touches: readonly TrackedTouch[]): readonly TrackedTouch[] {
  return touches.toSorted((a, b) => a.startedAt - b.startedAt || a.firstRef - b.firstRef)
}

/** Touches of the tokens that spans are attributed to: the same rules as for the tokens that were seen. */
function attributedTouches(spans: readonly AttributedSpan[], policy: Policy): readonly Touch[] {
  const tracker = new WorkTracker(policy)
  const touches = new Map<SpanRef, TrackedTouch>()
  spans.forEach((span, ref) => {
    const { touch } = tracker.push({ ...span, claimToken: span.attributedToken }, ref)
    if (touch) touches.set(touch.firstRef, touch)
  })
  return inOrder([...touches.values()])
}

/** The output of `npm run replay`: exactly the fields of docs/contract.md. */
export function printedReplay({ spans, touches, attributed, hiddenWork, totals }: Replayed): object {
  return {
    spans: spans.map(printedSpan),
    touches: touches.map(printedTouch),
    hiddenWork,
    totals,
    attributed: { touches: attributed.touches.map(printedTouch) },
  }
}

function printedSpan(span: AttributedSpan): object {
  const { startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken } = span
  const { attributedToken, attribution, call } = span
  const seen = { startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken }
  return { ...seen, attributedToken, attribution, ...(call && { call }) }
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
