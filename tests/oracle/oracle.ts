import type { Observation } from '../../src/shared/contract/observation.ts'
import type { Policy, Remote, Rule, RuleSet } from '../../src/shared/contract/ruleset.ts'
import { windowOf } from './classify.ts'
import { cutAt15Min, uncutSpansOf, type Note, type OracleSpan } from './spans.ts'
import { workOf, type OracleHiddenWork, type OracleTouch } from './work.ts'

/** A rule set from a file: every threshold may be missing. */
export interface OracleRuleSet {
  readonly version: number
  readonly policy?: Partial<Policy> | undefined
  readonly rules: readonly Rule[]
  readonly remote?: readonly Remote[] | undefined
}

/** Replay's output. Times in epoch ms, lengths in ms. */
export interface OracleOutput {
  readonly spans: readonly Omit<OracleSpan, 'systemKind'>[]
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
  const uncut = uncutSpansOf(
    lines as readonly Observation[],
    (observation) => windowOf(observation, ruleSet, tokenOf),
    policy,
    note,
  )
  const cut = uncut.flatMap((span) => cutAt15Min(span))
  if (cut.length > uncut.length) note('cut at a quarter hour')
  const { touches, hiddenWork, hiddenMs } = workOf(uncut, policy, note)
  const length = (span: OracleSpan) => span.endedAt - span.startedAt
  return {
    spans: cut.map(({ startedAt, endedAt, presence, activity, rating, system, payer, app, ruleId, claimToken }) => ({
      startedAt,
      endedAt,
      presence,
      activity,
      rating,
      system,
      payer,
      app,
      ruleId,
      claimToken,
    })),
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
