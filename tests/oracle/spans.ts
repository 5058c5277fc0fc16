import type {
  CallEvent,
  ClaimEvent,
  Observation,
  PresenceEvent,
  WindowObservation,
} from '../../src/shared/contract/observation.ts'
import type { Policy, SystemKind } from '../../src/shared/contract/ruleset.ts'
import {
  duringCall,
  nothingKnown,
  sameClassification,
  type OracleClassification,
  type OracleWindow,
} from './classify.ts'
import { normalized } from './reference.ts'

export interface OracleSpan extends OracleClassification {
  readonly startedAt: number
  readonly endedAt: number
  readonly presence: 'active' | 'idle' | 'away'
  readonly systemKind: SystemKind | null
  /** Indexes, in the whole day, of the lines that its first and last piece follow. */
  readonly firstLine: number
  readonly lastLine: number
  /** Claim events before it: one between two spans keeps them apart. */
  readonly claimEvents: number
}

/** Something between spans that attribution depends on, at the line with this index. */
export type Happening = { readonly index: number } & (
  | { readonly kind: 'gap' | 'away' | 'claim_done' | 'session begins' }
  | { readonly kind: 'claim_started'; readonly at: number; readonly claimToken: string }
)

/** Called for each fact of interest in a day, so that a generator can prove its coverage. */
export type Note = (fact: string) => void

const fifteenMinutesMs = 900_000

const isEvent = (line: Observation): line is PresenceEvent | ClaimEvent | CallEvent => 'event' in line
const isClaimEvent = (line: Observation): line is ClaimEvent =>
  isEvent(line) && (line.event === 'claim_started' || line.event === 'claim_done')
const isCallEvent = (line: Observation): line is CallEvent =>
  isEvent(line) && (line.event === 'call_started' || line.event === 'call_ended')
const isObservation = (line: Observation): line is WindowObservation => !isEvent(line)

/** Whether a flag is set after these lines, which start with an observation. */
function isAwayAfter(lines: readonly Observation[]): boolean {
  let locked = false
  let suspended = false
  for (const line of lines) {
    if (isObservation(line)) {
      locked = line.locked
      suspended = false
    } else if (line.event === 'lock') locked = true
    else if (line.event === 'unlock') locked = false
    else if (line.event === 'suspend') suspended = true
    else if (line.event === 'resume') suspended = false
  }
  return locked || suspended
}

/** The programs on a call after these lines, in the order in which they began. */
function callsAfterLines(lines: readonly Observation[]): readonly string[] {
  const calls: string[] = []
  for (const line of lines.filter(isCallEvent)) {
    const place = calls.indexOf(line.app)
    if (line.event === 'call_started' && place < 0) calls.push(line.app)
    if (line.event === 'call_ended' && place >= 0) calls.splice(place, 1)
  }
  return calls
}

/** The lines of each session from a first observation to a shutdown, a restart or the end; others are ignored. */
export function sessionsOf(lines: readonly Observation[], note: Note): readonly (readonly Observation[])[] {
  const sessions: Observation[][] = []
  let open: Observation[] | null = null
  for (const line of lines) {
    const previous: Observation | undefined = open?.at(-1)
    if (open !== null && previous !== undefined && line.mono < previous.mono) {
      if (isAwayAfter(open)) note('mono falls while away')
      else {
        note('restart')
        open = null
      }
    }
    if (open === null) {
      if (isEvent(line)) {
        note(sessions.length === 0 ? 'event before the first observation' : 'event after the end of a session')
        continue
      }
      open = []
      sessions.push(open)
    }
    open.push(line)
    if (isEvent(line) && line.event === 'shutdown') {
      note('shutdown')
      open = null
    }
  }
  return sessions
}

interface Mark {
  readonly mono: number
  readonly presence: 'active' | 'idle'
}

/** Everything about a session besides its own lines. */
interface SessionContext extends Circumstances {
  /** Index of its first line in the day. */
  readonly offset: number
  readonly claimEventsBefore: number
}

interface Circumstances {
  readonly windowOf: (observation: WindowObservation) => OracleWindow
  /** What the first rule for calls says of a call; null without one. */
  readonly callOf: (app: string) => OracleWindow | null
  readonly tokenOf: (reference: string) => string
  readonly policy: Policy
  readonly note: Note
  readonly happen: (happening: Happening) => void
}

function sessionSpans(
  lines: readonly Observation[],
  { offset, claimEventsBefore, tokenOf, windowOf, callOf, policy, note, happen }: SessionContext,
): readonly OracleSpan[] {
  const claimEvents = (index: number) => claimEventsBefore + lines.slice(0, index + 1).filter(isClaimEvent).length
  const at = (index: number): Observation => lines[index] as Observation
  const indexes = lines.map((_, index) => index)

  // The state after each line, and before it.
  const awayAfter = indexes.map((index) => isAwayAfter(lines.slice(0, index + 1)))
  const awayBefore = indexes.map((index) => index > 0 && awayAfter[index - 1] === true)
  const awayEnds = indexes.map((index) => awayBefore[index] === true && awayAfter[index] === false)
  const awayBegins = indexes.map((index) => awayBefore[index] === false && awayAfter[index] === true)
  const windowAfter = indexes.map((index) => {
    const latest = lines.slice(0, index + 1).findLast(isObservation)
    if (latest === undefined) throw new Error('a session begins with an observation')
    return windowOf(latest)
  })
  const windowUpTo = (index: number) => windowAfter[Math.max(0, index - 1)] as OracleWindow
  const changes = indexes.map(
    (index) =>
      index > 0 &&
      !sameClassification(windowUpTo(index).classification, (windowAfter[index] as OracleWindow).classification),
  )

  const callsAfter = indexes.map((index) => callsAfterLines(lines.slice(0, index + 1)))
  const isOnCall = (index: number) => (callsAfter[index]?.length ?? 0) > 0
  const callTurns = indexes.map((index) => isOnCall(index) !== isOnCall(index - 1))
  /** What time is after a line: that of the window, or of the call. */
  const timeAfter = (index: number): OracleWindow => {
    const window = windowAfter[index] as OracleWindow
    const [app] = callsAfter[index] ?? []
    if (app === undefined) return window
    const call = callOf(app)
    if (window.classification.rating === 'private') note('private window during a call')
    else if (call === null) note('call without a rule')
    else note(call.classification.rating === 'private' ? 'private call' : 'call by a rule')
    if ((callsAfter[index]?.length ?? 0) > 1) note('two programs on a call')
    return duringCall(window, call)
  }

  // Rule 2, then the clock anchor after each line (rule 5).
  const gap = indexes.map(
    (index) => index > 0 && !awayBefore[index] && at(index).mono - at(index - 1).mono > policy.maxGapMs,
  )
  const anchors: number[] = []
  const steps: boolean[] = []
  const wall = (anchor: number, mono: number) => at(anchor).t + mono - at(anchor).mono
  for (const index of indexes) {
    const before = anchors[index - 1]
    const off = before === undefined ? 0 : at(index).t - wall(before, at(index).mono)
    const step = index > 0 && !awayBefore[index] && Math.abs(off) > policy.clockStepMs
    steps.push(step)
    anchors.push(before === undefined || step || awayEnds[index] ? index : before)
    if (step) note(off > 0 ? 'clock step forward' : 'clock step back')
    if (step && gap[index]) note('clock step at the end of a gap')
    if (gap[index]) note('unobserved gap')
    if (Math.abs(off) === policy.clockStepMs && !awayBefore[index]) note('clock off by exactly clockStepMs')
  }
  const anchor = (index: number) => anchors[index] as number

  happen({ index: offset, kind: 'session begins' })
  for (const index of indexes) {
    const line = at(index)
    if (gap[index]) happen({ index: offset + index, kind: 'gap' })
    if (awayEnds[index]) happen({ index: offset + index, kind: 'away' })
    if (!isClaimEvent(line)) continue
    note(`${line.event}${awayBefore[index] ? ' while away' : ''}`)
    if (line.event === 'claim_done') happen({ index: offset + index, kind: 'claim_done' })
    else {
      const claimToken = tokenOf(normalized(line.claimRef))
      happen({ index: offset + index, kind: 'claim_started', claimToken, at: wall(anchor(index), line.mono) })
    }
  }

  /** Presence between the lines `from` and `to`, without away time and gaps, as marks on `mono`. */
  const marksOf = (from: number, to: number): readonly Mark[] => {
    const marks: Mark[] = [{ mono: at(from).mono, presence: 'active' }]
    for (let index = from; index <= to; index++) {
      const line = at(index)
      const mark = marks.at(-1) as Mark
      if (steps[index] && mark.presence === 'idle') note('clock step while idle')
      if (callTurns[index] && isOnCall(index) && mark.presence === 'idle') {
        note('a call ends idle')
        marks.push({ mono: line.mono, presence: 'active' })
      }
      if (!isObservation(line)) continue
      if (isOnCall(index - 1)) {
        if (line.idleMs >= (windowUpTo(index).idleAfterMs ?? policy.idleAfterMs)) note('no input during a call')
        continue
      }
      const threshold = windowUpTo(index).idleAfterMs ?? policy.idleAfterMs
      const runStart = indexes
        .filter(
          (j) => j >= from && j <= index && (j === from || steps[j] || (j < index && (changes[j] || callTurns[j]))),
        )
        .map((j) => at(j).mono)
        .at(-1) as number
      const lastInput = line.mono - line.idleMs
      // A claim event cuts the span: neither idle nor its end is back-dated before it.
      const cut = indexes
        .filter((j) => j > from && j < index && isClaimEvent(at(j)))
        .map((j) => at(j).mono)
        .at(-1)
      const begun = Math.max(mark.mono, cut ?? mark.mono)
      if (mark.presence === 'active' && line.idleMs >= threshold) {
        marks.push({ mono: Math.max(lastInput, runStart, begun), presence: 'idle' })
        if (index === from) note('idle from the first line of a segment on')
        else if (lastInput >= runStart && lastInput >= begun) {
          note(lastInput < at(index - 1).mono ? 'idle back-dated past a line' : 'idle back-dated to the last input')
        } else note(begun > runStart ? 'idle held by the active start' : 'idle held by the run start')
      } else if (mark.presence === 'idle' && line.idleMs < threshold && lastInput > mark.mono) {
        marks.push({ mono: Math.max(lastInput, runStart, begun), presence: 'active' })
        note(lastInput < runStart ? 'idle end held by the run start' : 'idle ends at an input')
      } else if (mark.presence === 'idle' && lastInput > mark.mono) {
        note('idle goes on over an input that is long ago again')
      } else if (mark.presence === 'idle' && line.idleMs < threshold) {
        note('idle goes on without new input below the threshold')
      }
      const own = (windowAfter[index] as OracleWindow).idleAfterMs ?? policy.idleAfterMs
      if (line.idleMs >= threshold !== line.idleMs >= own) note('thresholds before and after the switch disagree')
      if (changes[index] && (marks.at(-1) as Mark).presence === 'idle') note('window changes while idle')
      if (line.idleMs === threshold) note('idleMs exactly at the threshold')
    }
    return marks
  }

  const observed = (from: number): readonly OracleSpan[] => {
    const endIndex = indexes.find((index) => index > from && (awayBefore[index] || gap[index]))
    const to = (endIndex ?? lines.length) - 1
    const marks = marksOf(from, to)
    const pieces: OracleSpan[] = []
    for (let index = from; index < to; index++) {
      const start = at(index).mono
      const end = at(index + 1).mono
      const cuts = [start, ...marks.map((mark) => mark.mono).filter((mono) => mono > start && mono < end), end]
      const { classification, systemKind } = timeAfter(index)
      cuts.slice(1).forEach((cut, position) => {
        const begun = cuts[position] as number
        const mark = marks.findLast((candidate) => candidate.mono <= begun) as Mark
        pieces.push({
          ...classification,
          systemKind,
          presence: mark.presence,
          startedAt: wall(anchor(index), begun),
          endedAt: wall(anchor(index), cut),
          firstLine: offset + index,
          lastLine: offset + index,
          claimEvents: claimEvents(index),
        })
      })
    }
    return pieces
  }

  const away = (from: number): OracleSpan => {
    const to = indexes.find((index) => index > from && awayEnds[index]) ?? lines.length - 1
    const startedAt = wall(anchor(from), at(from).mono)
    const endedAt = at(to).t
    note('away')
    if (to === from) note('away begins at the last line')
    if (endedAt < startedAt) note('away with the clock set back')
    if (!awayEnds[to]) note('away to the end of a session')
    if (indexes.some((index) => index > from && index <= to && at(index).mono - at(index - 1).mono > policy.maxGapMs)) {
      note('away longer than maxGapMs')
    }
    const events = lines
      .slice(from, to)
      .map((line) => (isObservation(line) ? (line.locked ? 'lock' : 'none') : line.event))
    if (events.includes('lock') && events.includes('suspend')) note('lock and suspend in one away segment')
    const place = { firstLine: offset + from, lastLine: offset + to, claimEvents: claimEvents(to) }
    return { ...nothingKnown, systemKind: null, presence: 'away', startedAt, endedAt, ...place }
  }

  return indexes.flatMap((index) => [
    ...(index === 0 || awayEnds[index] || gap[index] ? observed(index) : []),
    ...(awayBegins[index] ? [away(index)] : []),
  ])
}

function mergeNeighbors(pieces: readonly OracleSpan[], note: Note): readonly OracleSpan[] {
  const merged: OracleSpan[] = []
  for (const piece of pieces) {
    if (piece.endedAt <= piece.startedAt) {
      note('empty piece')
      continue
    }
    const last = merged.at(-1)
    if (
      last !== undefined &&
      last.endedAt === piece.startedAt &&
      last.presence === piece.presence &&
      last.claimEvents === piece.claimEvents &&
      sameClassification(last, piece)
    ) {
      merged[merged.length - 1] = { ...last, endedAt: piece.endedAt, lastLine: piece.lastLine }
      note('merged')
    } else {
      if (last !== undefined && piece.startedAt < last.endedAt) note('spans overlap in wall time')
      merged.push(piece)
    }
  }
  return merged
}

const lockScreens =
  /^(lockapp|logonui|loginwindow|screensaverengine|(gnome|cinnamon|mate|xfce4)-screensaver|xscreensaver|kscreenlocker_greet|light-locker|i3lock|swaylock|slock|xlock|xsecurelock)(\.exe)?$/i

/** A lock screen in front counts as `locked: true`. */
function withLockScreens(lines: readonly Observation[], note: Note): readonly Observation[] {
  return lines.map((line) => {
    if (!isObservation(line) || line.app === null || !lockScreens.test(line.app)) return line
    note('lock screen in front')
    return { ...line, locked: true }
  })
}

/** An idle time that reaches over a day behind the input of the observation before is no reading: that input holds. */
function withKnownInputs(session: readonly Observation[], note: Note): readonly Observation[] {
  let known = Number.NEGATIVE_INFINITY
  return session.map((line, index) => {
    if (line.mono < (session[index - 1]?.mono ?? line.mono)) known = Number.NEGATIVE_INFINITY
    if (!isObservation(line)) return line
    const wrapped = line.mono - line.idleMs < known - 86_400_000
    if (wrapped) note('idle time of a wrapped counter')
    known = wrapped ? known : line.mono - line.idleMs
    return { ...line, idleMs: line.mono - known }
  })
}

/** The day's spans before the 15-minute cut, in recording order. */
export function uncutSpansOf(lines: readonly Observation[], circumstances: Circumstances): readonly OracleSpan[] {
  const { note } = circumstances
  const counted = withLockScreens(lines, note)
  let claimEventsBefore = 0
  const pieces = sessionsOf(counted, note).flatMap((session) => {
    const offset = counted.indexOf(session[0] as Observation)
    const spans = sessionSpans(withKnownInputs(session, note), { ...circumstances, offset, claimEventsBefore })
    claimEventsBefore += session.filter(isClaimEvent).length
    return spans
  })
  return mergeNeighbors(pieces, note)
}

/** A span cut at the UTC 15-minute boundaries within it. */
export function cutAt15Min<Span extends OracleSpan>(span: Span): readonly Span[] {
  const cuts: Span[] = []
  let start = span.startedAt
  while (start < span.endedAt) {
    const end = Math.min(span.endedAt, (Math.floor(start / fifteenMinutesMs) + 1) * fifteenMinutesMs)
    cuts.push({ ...span, startedAt: start, endedAt: end })
    start = end
  }
  return cuts
}
