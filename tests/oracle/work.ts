import type { Policy } from '../../src/shared/contract/ruleset.ts'
import { cutAt15Min, type Note, type OracleSpan } from './spans.ts'

export interface OracleTouch {
  readonly claimToken: string
  readonly startedAt: number
  readonly endedAt: number
  readonly activeMs: number
  readonly spanCount: number
}

export interface OracleHiddenWork {
  readonly kind: 'repeat_status_check' | 'portal_switching' | 'manual_documentation'
  readonly startedAt: number
  readonly endedAt: number
  readonly ms: number
  readonly claimToken: string | null
}

/** An active span before the 15-minute cut, with its position among all active ones in recording order. */
interface Segment extends OracleSpan {
  readonly index: number
}

/** A group of segments in recording order. */
type Group = readonly [Segment, ...Segment[]]

const startOf = (group: Group) => group[0].startedAt
const endOf = (group: Group) => Math.max(...group.map((segment) => segment.endedAt))
const lengthOf = (segments: readonly OracleSpan[]) =>
  segments.reduce((sum, segment) => sum + segment.endedAt - segment.startedAt, 0)
const pauseBetween = (group: Group, next: Segment) => Math.max(0, next.startedAt - endOf(group))

/** Splits a chain in recording order wherever `parts` says that the next segment starts a new group. */
function groupsOf(chain: readonly Segment[], parts: (group: Group, next: Segment) => boolean): readonly Group[] {
  const groups: Group[] = []
  for (const segment of chain) {
    const last = groups.at(-1)
    if (last !== undefined && !parts(last, segment)) groups[groups.length - 1] = [...last, segment]
    else groups.push([segment])
  }
  return groups
}

const byStart = (one: Group, other: Group) => startOf(one) - startOf(other) || one[0].index - other[0].index

const tokensOf = (segments: readonly Segment[]): readonly string[] => [
  ...new Set(segments.flatMap((segment) => (segment.claimToken === null ? [] : [segment.claimToken]))),
]

function touchGroups(segments: readonly Segment[], policy: Policy, note: Note): readonly Group[] {
  return tokensOf(segments).flatMap((token) => {
    const groups = groupsOf(
      segments.filter((segment) => segment.claimToken === token),
      (group, next) => pauseBetween(group, next) >= policy.touchGapMs,
    )
    note('touch')
    if (groups.length > 1) note('several touches of one token')
    if (groups.some((group) => group.length > 1)) note('touch of several segments')
    return groups
  })
}

function repeatVisits(segments: readonly Segment[], policy: Policy, note: Note): readonly Group[] {
  const checks = segments.filter((segment) => segment.activity === 'claim_status')
  return tokensOf(checks).flatMap((token) => {
    const visits = groupsOf(
      checks.filter((segment) => segment.claimToken === token),
      (visit, next) => {
        const pause = pauseBetween(visit, next)
        const otherBetween = next.index - (visit.at(-1) as Segment).index > 1
        if (pause >= policy.touchGapMs) note('visit ends by touchGapMs')
        else if (pause >= policy.visitGapMs && otherBetween) note('visit ends by visitGapMs with other work between')
        else if (pause >= policy.visitGapMs) note('visit goes on past visitGapMs without other work between')
        else if (otherBetween) note('visit goes on over other work below visitGapMs')
        return pause >= policy.touchGapMs || (pause >= policy.visitGapMs && otherBetween)
      },
    )
    return visits.filter((visit, position) => {
      const previous = visits[position - 1]
      if (previous === undefined) return false
      const repeat = startOf(visit) - endOf(previous) < policy.recheckWithinMs
      note(repeat ? 'repeat status check' : 'status check after recheckWithinMs')
      return repeat
    })
  })
}

const isPortal = (segment: Segment) => segment.systemKind === 'payer_portal' && segment.system !== null
const isUnproductive = (segment: Segment) => segment.activity === 'portal_login' || segment.activity === 'portal_other'

function portalSwitches(segments: readonly Segment[], policy: Policy, note: Note): readonly Group[] {
  const used = segments.filter(isPortal)
  const entries = used.filter((segment, place) => place > 0 && used[place - 1]?.system !== segment.system)
  return entries.flatMap((entry): Group[] => {
    // Everything in this portal until another one is entered; work outside portals in between is ignored.
    const rest = used.slice(used.indexOf(entry))
    const left = rest.findIndex((segment) => segment.system !== entry.system)
    const inside = left === -1 ? rest : rest.slice(0, left)
    const [beforePause, ...afterPause] = groupsOf(
      inside,
      (group, next) => pauseBetween(group, next) >= policy.touchGapMs,
    )
    const visit: readonly Segment[] = beforePause ?? []
    const productive = visit.findIndex((segment) => !isUnproductive(segment))
    const [first, ...others] = productive === -1 ? visit : visit.slice(0, productive)
    if (first === undefined) {
      note('portal entered on a productive page')
      return []
    }
    note('portal switch')
    if (productive !== -1) note('portal switch ends with productive work')
    else if (afterPause.length > 0) note('portal switch ends by touchGapMs')
    else if (left !== -1) note('portal switch ends in another portal')
    if (others.some((segment, place) => segment.index - (others[place - 1] ?? first).index > 1)) {
      note('work elsewhere within a portal switch')
    }
    return [[first, ...others]]
  })
}

function distance(one: OracleSpan, other: OracleSpan): number {
  return Math.max(0, other.startedAt - one.endedAt, one.startedAt - other.endedAt)
}

function nearDocumentation(segments: readonly Segment[], policy: Policy, note: Note): readonly Group[] {
  const withToken = segments.filter((segment) => segment.claimToken !== null)
  return segments
    .filter((segment) => segment.activity === 'documentation')
    .flatMap((segment): Group[] => {
      const near = withToken.filter((other) => distance(segment, other) <= policy.documentationNearMs)
      if (near.length === 0) {
        note('documentation near no token')
        return []
      }
      if (segment.claimToken !== null) note('documentation with its own token')
      else if (near.every((other) => other.index > segment.index)) note('documentation near a later token only')
      else if (near.every((other) => other.index < segment.index)) note('documentation near an earlier token only')
      else note('documentation near tokens on both sides')
      if (near.some((other) => distance(segment, other) === policy.documentationNearMs)) {
        note('documentation exactly documentationNearMs away')
      }
      return [[segment]]
    })
}

/** Touches from spans before the cut, in recording order. */
export function touchesOf(spans: readonly OracleSpan[], policy: Policy, note: Note): readonly OracleTouch[] {
  const segments: readonly Segment[] = spans
    .filter((span) => span.presence === 'active')
    .map((span, index) => ({ ...span, index }))
  return [...touchGroups(segments, policy, note)].sort(byStart).map((group) => ({
    claimToken: group[0].claimToken as string,
    startedAt: startOf(group),
    endedAt: endOf(group),
    activeMs: lengthOf(group),
    spanCount: group.flatMap((segment) => cutAt15Min(segment)).length,
  }))
}

/** Touches, hidden work and its sum from spans before the cut, in recording order. */
export function workOf(
  spans: readonly OracleSpan[],
  policy: Policy,
  note: Note,
): { touches: readonly OracleTouch[]; hiddenWork: readonly OracleHiddenWork[]; hiddenMs: number } {
  const segments: readonly Segment[] = spans
    .filter((span) => span.presence === 'active')
    .map((span, index) => ({ ...span, index }))

  const touches = touchesOf(spans, policy, note)

  const tagged = [
    ...repeatVisits(segments, policy, note).map((group) => ({ kind: 'repeat_status_check' as const, group })),
    ...portalSwitches(segments, policy, note).map((group) => ({ kind: 'portal_switching' as const, group })),
    ...nearDocumentation(segments, policy, note).map((group) => ({ kind: 'manual_documentation' as const, group })),
  ].sort((one, other) => byStart(one.group, other.group))
  const hiddenWork = tagged.map(({ kind, group }) => ({
    kind,
    startedAt: startOf(group),
    endedAt: endOf(group),
    ms: lengthOf(group),
    claimToken: kind === 'portal_switching' ? null : group[0].claimToken,
  }))
  const taggedOnce = [...new Set(tagged.flatMap(({ group }) => group))]
  return { touches, hiddenWork, hiddenMs: lengthOf(taggedOnce) }
}
