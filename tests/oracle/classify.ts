import type { WindowObservation } from '../../src/shared/contract/observation.ts'
import type { Policy, Remote, Rule, SystemKind } from '../../src/shared/contract/ruleset.ts'
import { referenceIn } from './reference.ts'

/** Spans are equal by the contract if these fields are equal. */
export interface OracleClassification {
  readonly activity: string | null
  readonly rating: string | null
  readonly system: string | null
  readonly payer: string | null
  readonly app: string | null
  readonly ruleId: string | null
  readonly claimToken: string | null
  /** Printed only where it is true. */
  readonly call?: boolean | undefined
  /** Not printed. */
  readonly remote: boolean
}

/** A window as the rules see it. `systemKind` and `idleAfterMs` come from the rule and are not compared. */
export interface OracleWindow {
  readonly classification: OracleClassification
  readonly systemKind: SystemKind | null
  /** The threshold of the rule or of the activity in ms, if any. */
  readonly idleAfterMs: number | null
}

export const nothingKnown: OracleClassification = {
  activity: null,
  rating: null,
  system: null,
  payer: null,
  app: null,
  ruleId: null,
  claimToken: null,
  remote: false,
}

export function sameClassification(one: OracleClassification, other: OracleClassification): boolean {
  return (
    one.activity === other.activity &&
    one.rating === other.rating &&
    one.system === other.system &&
    one.payer === other.payer &&
    one.app === other.app &&
    one.ruleId === other.ruleId &&
    one.claimToken === other.claimToken &&
    one.call === other.call
  )
}

interface Address {
  readonly host: string
  readonly pathAndHash: string
}

function addressOf(url: string | null | undefined): Address | null {
  if (url === null || url === undefined || url === '') return null
  try {
    const parsed = new URL(url)
    return { host: parsed.hostname.toLowerCase().replace(/\.$/, ''), pathAndHash: parsed.pathname + parsed.hash }
  } catch {
    return null
  }
}

const found = (pattern: string, text: string | null) => text !== null && new RegExp(pattern, 'i').test(text)

function hostMatches(domain: string, host: string): boolean {
  const wanted = domain.toLowerCase()
  return host === wanted || host.endsWith('.' + wanted)
}

function ruleMatches(rule: Rule, observation: Shown, address: Address | null): boolean {
  const { app, title, host, path } = rule.when
  if (rule.enabled === false || rule.when.call) return false
  if (app !== undefined && !found(app, observation.app)) return false
  if (title !== undefined && !found(title, observation.title)) return false
  if (host !== undefined && (address === null || !hostMatches(host, address.host))) return false
  if (path !== undefined && (address === null || !found(path, address.pathAndHash))) return false
  return true
}

type Shown = Pick<WindowObservation, 'app' | 'title' | 'url' | 'field'>

function entryOf({ app, title }: Shown, remote: readonly Remote[]): Remote | undefined {
  return remote.find(
    (candidate) =>
      candidate.enabled !== false &&
      (candidate.app === undefined || found(candidate.app, app)) &&
      found(candidate.title, title),
  )
}

/** The inner window of a remote one; null without one. */
function innerOf(outer: Shown, remote: readonly Remote[]): Shown | null {
  const { title } = outer
  const entry = entryOf(outer, remote)
  if (entry === undefined || title === null) return null
  const groups = new RegExp(entry.title, 'i').exec(title)?.groups ?? {}
  const inner = (groups['inner'] ?? '').trim()
  const innerApp = (groups['app'] ?? '').trim().toLowerCase()
  return inner === '' ? null : { app: innerApp === '' ? null : innerApp, title: inner, url: null }
}

/** Whether the program's own entry, whatever the title, makes an unclassified window a remote one. */
const isOfRemoteProgram = ({ app }: Shown, remote: readonly Remote[]) =>
  remote.some((entry) => entry.enabled !== false && entry.app !== undefined && found(entry.app, app))

/** What classification reads of a rule set. */
export interface OracleRules {
  readonly policy?: Pick<Partial<Policy>, 'privacy' | 'idleAfterMsByActivity'> | undefined
  readonly rules: readonly Rule[]
  readonly remote?: readonly Remote[] | undefined
}

/** Whether the policy keeps a program private, whatever the rules say. */
function isPrivateProgram(app: string | null, { policy }: OracleRules): boolean {
  if (app === null) return false
  const plain = (name: string) =>
    name
      .trim()
      .toLowerCase()
      .replace(/\.exe$/, '')
  return (policy?.privacy?.privatePrograms ?? []).some((program) => plain(program) === plain(app))
}

const idleOf = (activity: string, { policy }: OracleRules): number | null =>
  Object.entries(policy?.idleAfterMsByActivity ?? {}).find(([name]) => name === activity)?.[1] ?? null

const privateWindow = (idleAfterMs: number | null): OracleWindow => ({
  classification: { ...nothingKnown, activity: 'private', rating: 'private' },
  systemKind: null,
  idleAfterMs,
})

/** What the first rule that matches a call says of it. Null: none does. */
export function callOf(app: string, ruleSet: OracleRules): OracleWindow | null {
  if (isPrivateProgram(app, ruleSet)) return privateWindow(null)
  const { rules } = ruleSet
  const rule = rules.find(({ when, then, enabled }) => {
    const isForCalls =
      when.call === true ||
      (Object.keys(when).join() === 'app' && (then.activity === 'payer_call' || then.activity === 'communication'))
    return enabled !== false && isForCalls && found(when.app ?? '', app)
  })
  if (rule === undefined) return null
  const { activity, rating, system = null, systemKind = null, payer = null } = rule.then
  const isPrivate = activity === 'private' || rating === 'private'
  return {
    classification: isPrivate
      ? { ...nothingKnown, activity: 'private', rating: 'private' }
      : { ...nothingKnown, activity, rating, system, payer, app, ruleId: rule.id },
    systemKind: isPrivate ? null : systemKind,
    idleAfterMs: null,
  }
}

/** What time is while a call lasts. @param call null: no rule says what it is */
export function duringCall(window: OracleWindow, call: OracleWindow | null): OracleWindow {
  const { classification } = window
  if (classification.rating === 'private') return window
  if (call === null) return { ...window, classification: { ...classification, call: true } }
  if (call.classification.rating === 'private') return call
  const { claimToken } = classification
  return { ...call, classification: { ...call.classification, claimToken, call: true } }
}

/** Classifies the window of an observation; `tokenOf` makes a token of a normalized claim reference. */
export function windowOf(
  observation: WindowObservation,
  ruleSet: OracleRules,
  tokenOf: (reference: string) => string,
): OracleWindow {
  const { rules, remote = [] } = ruleSet
  const inner = innerOf(observation, remote)
  if ([inner?.app ?? null, observation.app].some((app) => isPrivateProgram(app, ruleSet)))
    return privateWindow(idleOf('private', ruleSet))
  const rule = rules.find(
    (candidate) =>
      (inner !== null && ruleMatches(candidate, inner, null)) ||
      ruleMatches(candidate, observation, addressOf(observation.url)),
  )
  const shown = rule !== undefined && inner !== null && ruleMatches(rule, inner, null) ? inner : observation
  const address = addressOf(shown.url)
  if (rule === undefined) {
    return {
      classification: {
        ...nothingKnown,
        activity: 'unclassified',
        rating: 'support',
        app: observation.app,
        remote: entryOf(observation, remote) !== undefined,
      },
      systemKind: null,
      idleAfterMs: idleOf('unclassified', ruleSet),
    }
  }
  if (rule.then.activity === 'private' || rule.then.rating === 'private')
    return privateWindow(rule.then.idleAfterMs ?? idleOf('private', ruleSet))
  const idleAfterMs = rule.then.idleAfterMs ?? idleOf(rule.then.activity, ruleSet)
  const named =
    rule.claimRef === undefined
      ? null
      : (referenceIn(rule.claimRef, shown.title) ?? referenceIn(rule.claimRef, address?.pathAndHash ?? null))
  const fieldText = (shown.field ?? '').length > 200 ? null : (shown.field ?? null)
  const reference = named ?? (rule.field === undefined ? null : referenceIn(rule.field.pattern, fieldText))
  const isUnclassified = rule.then.activity === 'unclassified'
  const isRemoteWindow =
    entryOf(observation, remote) !== undefined || (isUnclassified && isOfRemoteProgram(observation, remote))
  const isInsideKnown = reference !== null || (inner !== null && (shown === inner || !isUnclassified))
  return {
    classification: {
      activity: rule.then.activity,
      rating: rule.then.rating,
      system: rule.then.system ?? null,
      payer: rule.then.payer ?? null,
      app: observation.app,
      ruleId: rule.id,
      claimToken: reference === null ? null : tokenOf(reference),
      remote: isRemoteWindow && !isInsideKnown,
    },
    systemKind: rule.then.systemKind ?? null,
    idleAfterMs,
  }
}
