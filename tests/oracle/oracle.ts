import type { Observation } from '../../src/shared/contract/observation.ts'
import type { Policy, Remote, Rule, RuleSet } from '../../src/shared/contract/ruleset.ts'
import { attributed, type AttributedPart } from './attribution.ts'
import { callOf, windowOf } from './classify.ts'
import { cutAt15Min, uncutSpansOf, type Happening, type Note, type OracleSpan } from './spans.ts'
import { touchesOf, workOf, type OracleHiddenWork, type OracleTouch } from './work.ts'

/** A rule set from a file: every threshold may be missing. */
export interface OracleRuleSet {
  readonly version: number
  readonly policy?: Partial<Policy> | undefined
  readonly rules: readonly Rule[]
  readonly remote?: readonly Remote[] | undefined
}

type PrintedSpan = Omit<AttributedPart, 'systemKind' | 'remote' | 'firstLine' | 'lastLine' | 'claimEvents'>

function printed({
  systemKind: _s,
  remote: _r,
  firstLine: _f,
  lastLine: _l,
  claimEvents: _c,
  ...span
}: AttributedPart): PrintedSpan {
  return span
}

/** Replay's output. Times in epoch ms, lengths in ms. */
export interface OracleOutput {
  readonly spans: readonly PrintedSpan[]
  readonly attributed: { readonly touches: readonly OracleTouch[] }
  readonly touches: readonly OracleTouch[]
  readonly hiddenWork: readonly OracleHiddenWork[]
  readonly totals: {
    readonly byPresence: Readonly<Record<string, number>>
    readonly byActivity: Readonly<Record<string, number>>
    readonly hiddenByKind: Readonly<Record<string, number>>
    readonly hiddenMs: number
  }
}

const defaults: Policy = {
  idleAfterMs: 180_000,
  touchGapMs: 1_800_000,
  visitGapMs: 300_000,
  recheckWithinMs: 604_800_000,
  documentationNearMs: 120_000,
  maxGapMs: 10_000,
  clockStepMs: 2_000,
  syncEveryMs: 60_000,
}

function sumBy<T>(items: readonly T[], key: (item: T) => string | null, ms: (item: T) => number) {
  const sums: Record<string, number> = {}
  for (const item of items) {
    const name = key(item)
    if (name !== null && ms(item) > 0) sums[name] = (sums[name] ?? 0) + ms(item)
  }
  return sums
}

/**
 * A second, independent implementation of the contract's replay: slow, over the whole file at once, and written from the contract's
 * text alone. A difference means an error in one of them or an ambiguous sentence. `lines` are parsed and valid.
 */
export function oracle(
  lines: readonly unknown[],
  ruleSet: OracleRuleSet | RuleSet,
  tokenOf: (reference: string) => string = (reference) => reference,
  note: Note = () => undefined,
): OracleOutput {
  const policy: Policy = { ...defaults, ...ruleSet.policy }
  const happenings: Happening[] = []
  const uncut = uncutSpansOf(lines as readonly Observation[], {
    windowOf: (observation) => windowOf(observation, ruleSet, tokenOf),
    callOf: (app) => callOf(app, ruleSet),
    tokenOf,
    policy,
    note,
    happen: (happening) => happenings.push(happening),
  })
  const parts = attributed(uncut, happenings, policy, note)
  const cut = parts.flatMap((part) => cutAt15Min(part))
  if (cut.length > parts.length) note('cut at a quarter hour')
  const { touches, hiddenWork, hiddenMs } = workOf(uncut, policy, note)
  const attributedTouches = touchesOf(
    parts.map((part) => ({ ...part, claimToken: part.attributedToken })),
    policy,
    () => undefined,
  )
  const length = (span: OracleSpan) => span.endedAt - span.startedAt
  return {
    spans: cut.map(printed),
    attributed: { touches: attributedTouches },
    touches,
    hiddenWork,
    totals: {
      byPresence: sumBy(uncut, (span) => span.presence, length),
      byActivity: sumBy(
        uncut.filter((span) => span.presence === 'active'),
        (span) => span.activity,
        length,
      ),
      hiddenByKind: sumBy(
        hiddenWork,
        (record) => record.kind,
        (record) => record.ms,
      ),
      hiddenMs,
    },
  }
}
