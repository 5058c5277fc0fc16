import { idleThreshold } from '../../shared/classify/index.ts'
import {
  carryDefaults,
  type EpochMs,
  IDLE_OF_ACTIVITY,
  type Policy,
  type Privacy,
  type Remote,
  type Rule,
  type RulesChange,
  type RuleSet,
} from '../../shared/contract/index.ts'
import { hoursText } from '../../shared/working-hours/index.ts'

/** The latest changes stay for this many. */
const KEEP = 50

/** What of the rules is new for the person they record. */
export function rulesChange(before: RuleSet, after: RuleSet, at: EpochMs): RulesChange {
  const rules = listChange(before.rules, after.rules)
  const remote = listChange(before.remote ?? [], after.remote ?? [])
  return {
    at,
    version: after.version,
    added: rules.added + remote.added,
    changed: rules.changed + remote.changed,
    removed: rules.removed + remote.removed,
    reordered: rules.reordered || remote.reordered,
    policy: policyChanges(before.policy, after.policy),
  }
}

/** With one change more, newest first. */
export function withChange(changes: readonly RulesChange[], change: RulesChange): RulesChange[] {
  return [change, ...changes].slice(0, KEEP)
}

function listChange(before: readonly (Rule | Remote)[], after: readonly (Rule | Remote)[]) {
  const olds = new Map(before.map((item) => [item.id, item]))
  const news = new Map(after.map((item) => [item.id, item]))
  const stayed = before.filter(({ id }) => news.has(id)).map(({ id }) => id)
  const order = after.filter(({ id }) => olds.has(id)).map(({ id }) => id)
  return {
    added: news.size - order.length,
    changed: order.filter((id) => JSON.stringify(olds.get(id)) !== JSON.stringify(news.get(id))).length,
    removed: olds.size - stayed.length,
    reordered: stayed.some((id, index) => id !== order[index]),
  }
}

function policyChanges(before: Policy, after: Policy): RulesChange['policy'] {
  const activities = [before, after].flatMap(({ idleAfterMsByActivity = {} }) => Object.keys(idleAfterMsByActivity))
  const old = { ...valuesOf(before), ...idleValues(before, activities) }
  const fresh = { ...valuesOf(after), ...idleValues(after, activities) }
  return Object.entries(fresh).flatMap(([name, value]) => {
    const was = old[name]
    return was === undefined || value === undefined || was === value ? [] : [{ name, before: was, after: value }]
  })
}

/** With what a left-out field means. */
function valuesOf({
  privacy,
  idleAfterMsByActivity: _single,
  ...policy
}: Policy): Readonly<Record<string, number | boolean | string | undefined>> {
  return { inputCounts: false, observeCalls: false, ...carryDefaults, ...policy, ...privacyValues(privacy) }
}

/** The idle threshold of each activity, also where it is that of the policy. */
function idleValues(policy: Policy, activities: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    activities.map((activity) => [`${IDLE_OF_ACTIVITY}${activity}`, idleThreshold(policy, { activity })]),
  )
}

function privacyValues(privacy: Privacy | undefined) {
  return {
    contact: privacy?.contact ?? '',
    workingHours: privacy?.workingHours ? hoursText(privacy.workingHours) : '',
    recordOutsideHours: privacy?.recordOutsideHours === true,
    pauseMinutesPerDay: privacy?.pauseMinutesPerDay ?? '',
    weeklyCounts: privacy?.weeklyCounts !== false,
    privatePrograms: privacy?.privatePrograms?.join(', ') ?? '',
  }
}
