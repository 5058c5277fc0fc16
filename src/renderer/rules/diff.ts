import { carryDefaults, type Policy, type Remote, type Rule, type RuleSet } from '../../shared/contract/ruleset.ts'
import type { Privacy } from '../../shared/contract/privacy.ts'
import { type Draft, draftOf } from './draft.ts'
import { type ListChange, listChanges, rebaseList } from './list-diff.ts'

export type Change =
  | ListChange<Rule>
  /** A change of a remote window type. */
  | { readonly kind: 'remote'; readonly change: ListChange<Remote> }
  | { readonly kind: 'policy'; readonly name: ThresholdName; readonly before: number; readonly after: number }
  /** The idle threshold of an activity; undefined: that of the policy. */
  | {
      readonly kind: 'idle'
      readonly activity: string
      readonly before: number | undefined
      readonly after: number | undefined
    }
  /** What people are told and may do. */
  | { readonly kind: 'privacy'; readonly before: Privacy; readonly after: Privacy }
  /** Whether input is counted, or calls are observed. */
  | { readonly kind: keyof typeof switches; readonly before: boolean; readonly after: boolean }

/** What a policy turns on. */
export const switches = { counting: 'inputCounts', calls: 'observeCalls' } as const
type Switch = (typeof switches)[keyof typeof switches]

/** The durations of a policy. */
export type ThresholdName = Exclude<keyof Policy, Switch | 'privacy' | 'idleAfterMsByActivity'>

/** A duration of a policy, ms; its default where the policy leaves it out. */
export function thresholdOf(
  { privacy: _told, idleAfterMsByActivity: _single, ...policy }: Policy,
  name: ThresholdName,
): number {
  return { ...carryDefaults, ...policy }[name] ?? 0
}

/** What publishing the draft would change, in the order of the draft. */
export function changesOf(draft: Draft): readonly Change[] {
  const { base } = draft
  const changes: Change[] = [
    ...listChanges(base.rules, draft.rules),
    ...listChanges(base.remote ?? [], draft.remote).map((change) => ({ kind: 'remote', change }) as const),
  ]
  const { inputCounts: _counted, observeCalls: _observed, privacy: told = {}, ...durations } = draft.policy
  const { idleAfterMsByActivity: own = {}, ...thresholds } = durations
  for (const name of Object.keys(thresholds) as ThresholdName[]) {
    const [before, after] = [thresholdOf(base.policy, name), thresholdOf(draft.policy, name)]
    if (before !== after) changes.push({ kind: 'policy', name, before, after })
  }
  const ownBefore = base.policy.idleAfterMsByActivity ?? {}
  for (const activity of new Set([...Object.keys(ownBefore), ...Object.keys(own)])) {
    const [before, after] = [ownBefore[activity], own[activity]]
    if (before !== after) changes.push({ kind: 'idle', activity, before, after })
  }
  for (const kind of ['counting', 'calls'] as const) {
    const [before, after] = [base, draft].map(({ policy }) => policy[switches[kind]] === true)
    if (before !== undefined && after !== undefined && before !== after) changes.push({ kind, before, after })
  }
  const toldBefore = base.policy.privacy ?? {}
  if (privacyText(toldBefore) !== privacyText(told)) changes.push({ kind: 'privacy', before: toldBefore, after: told })
  return changes
}

/** The same text for the same content, in whatever order its fields were set. */
function privacyText(privacy: Privacy): string {
  return JSON.stringify(Object.entries(privacy).toSorted(([one], [other]) => one.localeCompare(other)))
}

/** Sets the idle threshold of an activity, ms; undefined: that of the policy. None is left out, as for `switched`. */
export function withActivityIdle(policy: Policy, activity: string, ms: number | undefined): Policy {
  const { idleAfterMsByActivity: before = {}, ...others } = policy
  const { [activity]: _before, ...rest } = before
  // A threshold that changes keeps its place in the list.
  const own = ms === undefined ? rest : { ...before, [activity]: ms }
  return Object.keys(own).length === 0 ? others : { ...others, idleAfterMsByActivity: own }
}

/** Changes a part of what people are told and may do. */
export const withPrivacyPart = (draft: Draft, part: Privacy): Draft => ({
  ...draft,
  policy: withPrivacy(draft.policy, { ...draft.policy.privacy, ...part }),
})

/** What people are told and may do. Nothing means left out, as for `switched`. */
function withPrivacy({ privacy: _before, ...others }: Policy, privacy: Privacy): Policy {
  const given = Object.fromEntries(Object.entries(privacy).filter(([, value]) => value !== undefined)) as Privacy
  return Object.keys(given).length === 0 ? others : { ...others, privacy: given }
}

/** Turns something on or off. Off means left out, because agents older than the option accept only policies without it. */
export function switched(policy: Policy, name: Switch, isOn: boolean): Policy {
  const { [name]: _before, ...others } = policy
  return isOn ? { ...others, [name]: true } : others
}

/** A draft on top of a version that someone else published in the meantime. */
export interface Rebased {
  readonly draft: Draft
  /** Rules and remote types that both sides changed. The draft's version is kept and needs a review. */
  readonly conflicts: readonly string[]
}

/** Applies the draft's changes to `latest`, matching rules by id. */
export function rebase(draft: Draft, latest: RuleSet): Rebased {
  const start = draftOf(latest)
  const rules = rebaseList(draft.base.rules, draft.rules, start.rules, start.nextKey)
  const remote = rebaseList(draft.base.remote ?? [], draft.remote, start.remote, rules.nextKey)
  let policy = { ...latest.policy }
  for (const change of changesOf(draft)) {
    if (change.kind === 'policy') policy[change.name] = change.after
    if (change.kind === 'counting' || change.kind === 'calls')
      policy = switched(policy, switches[change.kind], change.after)
    if (change.kind === 'idle') policy = withActivityIdle(policy, change.activity, change.after)
    if (change.kind === 'privacy') policy = withPrivacy(policy, change.after)
  }
  return {
    draft: {
      base: latest,
      policy,
      rules: rules.entries,
      remote: remote.entries,
      nextKey: remote.nextKey,
      unreadable: rebasedUnreadable(draft, rules.entries),
    },
    conflicts: [...rules.conflicts, ...remote.conflicts],
  }
}

/** Keys of rules change with the version, so a text that could not be read follows the id of its rule. */
function rebasedUnreadable(draft: Draft, rules: Draft['rules']): Draft['unreadable'] {
  const moved = Object.entries(draft.unreadable).flatMap(([path, text]) => {
    if (!path.startsWith('rule/')) return [[path, text] as const]
    const id = draft.rules.find(({ key }) => path === `rule/${key}`)?.item.id
    const entry = rules.find(({ item }) => item.id === id)
    return entry ? [[`rule/${entry.key}`, text] as const] : []
  })
  return Object.fromEntries(moved)
}
