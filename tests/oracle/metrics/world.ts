import { grouped } from '../../../src/shared/grouped.ts'
import { calendarOf, shiftAt, type Calendar } from './business-hours.ts'
import { daysBetween } from './days.ts'
import type { DenialFact, EventFact, Facts, SpanFact, TouchFact, UserFact } from './facts.ts'
import type { Key } from './item.ts'
import { manualWork, type ManualWork } from './manual-time.ts'
import { countedMs } from './person-time.ts'
import { valueBandOf, ageBucketOf } from './bands.ts'

/** A span with what of it counts, and the denial that it was for. */
export interface Work extends SpanFact {
  readonly ms: number
  readonly user: UserFact
  readonly shift: Key
  /** The claim that was seen, else the one that the time is attributed to; null also where the question leaves out how. */
  readonly claim: string | null
  /** How the claim came to it. */
  readonly how: Key
  /** The latest denial of its claim. */
  readonly denial: Denial | null
  /** Of the rule, else of the claim. */
  readonly payerName: Key
  readonly kinds: readonly string[]
}

export interface Touch extends TouchFact {
  readonly ms: number
  readonly user: UserFact
  readonly shift: Key
  /** The latest denial of its claim. */
  readonly latest: Denial | null
  readonly payers: readonly Key[]
}

/** A denial with the touches that count toward it: from its receipt to the receipt of the next denial of its claim. */
export interface Denial extends DenialFact {
  readonly team: Key
  readonly calendar: Calendar
  readonly touches: readonly Touch[]
  /** Payer calls and paper entered by hand, where they count as effort, ms. */
  readonly manualMs: number
  readonly events: readonly EventFact[]
}

export interface World {
  readonly facts: Facts
  readonly zone: string
  readonly work: readonly Work[]
  readonly touches: readonly Touch[]
  readonly denials: readonly Denial[]
  readonly calendarOf: (team: Key) => Calendar
}

/** The claim of a span and how it came to it, where that is one of the ways that count. */
function claimOf(span: SpanFact, ways: readonly Key[]): Pick<Work, 'claim' | 'how'> {
  const [claim, how] = span.claimToken === null ? [span.attributedToken, span.attribution] : [span.claimToken, 'seen']
  return claim === null || how === null || !ways.includes(how) ? { claim: null, how: null } : { claim, how }
}

export const everyWay: readonly Key[] = ['seen', 'stated', 'inferred']

/**
 * Joins the facts: time with people and denials, denials with touches and events.
 * @param ways in which a claim may have come to time; time to which it came otherwise names none
 */
export function worldOf(facts: Facts, ways = everyWay): World {
  const calendars = new Map<Key, Calendar>()
  const calendar = (team: Key) => {
    const found = calendars.get(team) ?? calendarOf(facts.calendar, facts.zone, team)
    calendars.set(team, found)
    return found
  }
  const latest = latestDenials(facts.denials)
  const people = new Map(facts.users.map((user) => [user.userId, user]))
  const userOf = (id: string) => {
    const user = people.get(id)
    if (user === undefined) throw new Error(`there is no user ${id}`)
    return user
  }
  const counted = countedMs(facts.spans)
  const firstAnswer = new Map(
    facts.claims
      .toSorted((one, other) => other.firstReceived - one.firstReceived)
      .map((claim) => [claim.claimToken, claim.payer]),
  )
  const kinds = grouped(facts.tags, ({ journal, spanSeq }) => `${journal} ${spanSeq}`)

  const denials = new Map<number, Denial & { touches: Touch[]; manualMs: number }>()
  const teams = new Map(facts.users.map(({ name, team }) => [name, team]))
  const events = grouped(facts.events, ({ denialNo }) => denialNo)
  for (const fact of facts.denials) {
    const team = fact.owner === null ? null : (teams.get(fact.owner) ?? null)
    const own = (events.get(fact.denialNo) ?? []).toSorted((one, other) => one.eventNo - other.eventNo)
    denials.set(fact.denialNo, { ...fact, team, calendar: calendar(team), touches: [], manualMs: 0, events: own })
  }
  const denialOf = (token: string | null) => denials.get((token !== null && latest.get(token)) || 0) ?? null

  const payerOf = (token: string | null) =>
    denialOf(token)?.payer ?? (token === null ? null : (firstAnswer.get(token) ?? null))

  const work = facts.spans.map((span): Work => {
    const user = userOf(span.userId)
    const ofWork = claimOf(span, ways)
    return {
      ...span,
      ...ofWork,
      ms: counted.get(span) ?? span.endedAt - span.startedAt,
      user,
      shift: shiftAt(span.startedAt, calendar(user.team)),
      denial: denialOf(ofWork.claim),
      payerName: nameOrNull(span.payer ?? payerOf(span.claimToken)),
      kinds: [...new Set((kinds.get(`${span.journal} ${span.seq}`) ?? []).map(({ kind }) => kind))],
    }
  })
  const byHand = facts.economics.manualTime === 'effort' ? manualWork(facts) : []
  const manual = byHand.map((part): Work => {
    const user = userOf(part.userId)
    const [claim, how] =
      ways.includes('stated') && part.claimToken !== null ? [part.claimToken, 'stated'] : [null, null]
    return {
      ...part,
      ...windowless,
      ...{ presence: 'manual', rating: 'core', claim, how },
      activity: part.kind === 'paper' ? 'documentation' : 'payer_call',
      ms: part.endedAt - part.startedAt,
      user,
      shift: shiftAt(part.startedAt, calendar(user.team)),
      denial: denialOf(claim),
      payerName: nameOrNull(payerOf(part.claimToken)),
    }
  })
  const touches = touchesOf(facts.touches, work, denialOf, (at, team) => shiftAt(at, calendar(team)), userOf)
  assignTouches(touches, [...denials.values()])
  assignManual(byHand, [...denials.values()])
  return {
    facts,
    zone: facts.zone,
    work: [...work, ...manual],
    touches,
    denials: [...denials.values()],
    calendarOf: calendar,
  }
}

export const nameOrNull = (name: string | null): Key => (name === '' ? null : name)

/** Of each claim the number of its latest denial. */
function latestDenials(denials: readonly DenialFact[]): ReadonlyMap<string, number> {
  const inOrder = denials.toSorted((one, other) => one.received - other.received || one.denialNo - other.denialNo)
  return new Map(inOrder.flatMap(({ claimToken, denialNo }) => (claimToken === null ? [] : [[claimToken, denialNo]])))
}

/** Touches with the time of their spans that counts. */
function touchesOf(
  facts: readonly TouchFact[],
  work: readonly Work[],
  denialOf: (token: string | null) => Denial | null,
  shiftOf: (at: number, team: Key) => Key,
  userOf: (id: string) => UserFact,
): readonly Touch[] {
  const seen = grouped(
    work.filter(({ presence, claimToken }) => presence === 'active' && claimToken !== null),
    ({ journal, claimToken }) => `${journal} ${claimToken}`,
  )
  return facts.map((touch): Touch => {
    const spans = (seen.get(`${touch.journal} ${touch.claimToken}`) ?? []).filter(
      ({ startedAt, endedAt }) => startedAt >= touch.startedAt && endedAt <= touch.endedAt,
    )
    const user = userOf(touch.userId)
    return {
      ...touch,
      ms: spans.reduce((sum, { ms }) => sum + ms, 0),
      user,
      shift: shiftOf(touch.startedAt, user.team),
      latest: denialOf(touch.claimToken),
      payers: [...new Set(spans.map(({ payerName }) => payerName))],
    }
  })
}

function assignTouches(touches: readonly Touch[], denials: readonly (Denial & { touches: Touch[] })[]): void {
  const ofClaim = grouped(
    denials.toSorted((one, other) => one.received - other.received || one.denialNo - other.denialNo),
    ({ claimToken }) => claimToken,
  )
  for (const touch of touches.toSorted((one, other) => one.startedAt - other.startedAt)) {
    ofClaim
      .get(touch.claimToken)
      ?.findLast(({ received }) => received <= touch.startedAt)
      ?.touches.push(touch)
  }
}

/** As touches are: to the denial of the claim that was the latest at that time. */
function assignManual(parts: readonly ManualWork[], denials: readonly (Denial & { manualMs: number })[]): void {
  for (const { claimToken, startedAt, endedAt } of parts) {
    const [latest] = denials
      .filter((denial) => claimToken !== null && denial.claimToken === claimToken && denial.received <= startedAt)
      .toSorted((one, other) => other.received - one.received || other.denialNo - one.denialNo)
    if (latest) latest.manualMs += endedAt - startedAt
  }
}

/** What a window would have. */
const windowless = {
  ...{ deviceId: '', journal: 0, seq: 0, system: null, payer: null, app: null, ruleId: null, remote: false },
  ...{ call: false, attributedToken: null, attribution: null, kinds: [] },
} as const

/** The value of a denial in a dimension. @param asOf the age is as of this instant */
export function denialKey(denial: Denial, dimension: string, asOf: number, zone: string): Key {
  switch (dimension) {
    case 'user':
      return denial.owner
    case 'team':
      return denial.team
    case 'payer':
      return nameOrNull(denial.payer)
    case 'category':
      return denial.category
    case 'carc':
      return denial.carcs[0] ?? null
    case 'rarc':
      return denial.rarcs[0] ?? null
    case 'procedure':
      return denial.procedure
    case 'claim_filing_indicator':
      return denial.claimFilingIndicator
    case 'practice':
      return denial.practice
    case 'service_line':
      return denial.serviceLine
    case 'provider':
      return denial.provider
    case 'location':
      return denial.location
    case 'queue':
      return denial.queue
    case 'state':
      return denial.state
    case 'appeal_level':
      return denial.appealLevel
    case 'value_band':
      return valueBandOf(denial.deniedCents)
    case 'age_bucket':
      return ageBucketOf(daysBetween(denial.received, asOf, zone))
    default:
      throw new Error(`a denial has no ${dimension}`)
  }
}
