import type { EpochMs, MonoMs } from '../contract/brands.ts'
import type { CallEvent, ClaimEvent, Observation, WindowObservation } from '../contract/observation.ts'
import type { Policy } from '../contract/ruleset.ts'
import type { Classification, ClaimStatement, Span } from '../contract/work.ts'
import { duringCall, type ClassifyCall } from '../classify/calls.ts'
import { normalizeReference } from '../classify/claim-reference.ts'
import {
  sameClassification,
  unobservedWindow,
  type Classified,
  type Classify,
  type Tokenizer,
} from '../classify/classifier.ts'
import { countedObservation } from './readings.ts'
import { cutAt15Min, extended, goesOn, mergeNeighbors, next15MinBoundary } from './cut-at-15min.ts'

/** Classifier and thresholds in force. */
export interface SessionRules {
  readonly classify: Classify
  /** Without it no rule matches a call. */
  readonly classifyCall?: ClassifyCall
  readonly policy: Pick<Policy, 'maxGapMs' | 'clockStepMs'>
  /** For the claims of `claim_started`. Without it they are not known. */
  readonly tokenOf?: Tokenizer
}

/** Wall time by the monotonic clock: `t` at `mono`. */
interface ClockAnchor {
  readonly t: EpochMs
  readonly mono: MonoMs
}

/** The span being recorded. */
interface OpenSpan {
  readonly presence: 'active' | 'idle' | 'away'
  readonly classification: Classification
  readonly startedAt: EpochMs
}

/** From a first observation to a shutdown, a restart or the end. */
interface Session {
  anchor: ClockAnchor
  lastMono: MonoMs
  lastT: EpochMs
  /** Last input as of the last observation. Nothing before it can be back-dated any more. */
  lastInput: MonoMs
  /** Last input by the last observation, also while away. */
  knownInput: MonoMs
  focus: Classified
  /** Programs that use the microphone, in the order in which they began: the first one decides what the call is. */
  calls: readonly string[]
  /** What time is now: that of the window in focus, or of the call. */
  classification: Classification
  /** Since when the window's classification holds without interruption, or since a call began or ended. Idle is never back-dated before it. */
  runStart: MonoMs
  /** When idle began, while idle. */
  idleSince: MonoMs
  open: OpenSpan
  locked: boolean
  suspended: boolean
}

/**
 * Turns observations into spans by the rules of docs/contract.md ("Observations to spans"; comments cite its numbers). Closed spans
 * are returned in recording order, cut at UTC 15-minute boundaries. Line by line or all at once gives the same result.
 */
export class Sessionizer {
  #rules: SessionRules
  #session: Session | null = null
  /** Closed, but a neighbor that starts at its end may still continue it. */
  #closed: Span | null = null
  #out: Span[] = []
  #claimEvents = 0
  #statement: ClaimStatement | null = null
  /** Whether the next span that is not empty follows an interruption. */
  #interrupted = true

  constructor(rules: SessionRules) {
    this.#rules = rules
  }

  /** Whether a session goes on: the next observation does not begin one. */
  get isInSession(): boolean {
    return this.#session !== null
  }

  /** The rules apply from the next observation on. The open span keeps its classification, so no time is lost. */
  useRules(rules: SessionRules): void {
    this.#rules = rules
  }

  /** Takes the next line and returns the spans that are now final. */
  push(line: Observation): Span[] {
    this.#take(line)
    return this.#drain()
  }

  /** Closes everything at the last line. The next line starts a new session. */
  end(): Span[] {
    this.#endSession()
    this.#settleClosed()
    return this.#drain()
  }

  /** The spans that `end` would close now, without a change of state: for the checkpoint and for the newest part of the screen. */
  preview(): Span[] {
    const session = this.#session
    const spans = this.#closed ? [this.#closed] : []
    if (session) {
      const endedAt = session.open.presence === 'away' ? session.lastT : this.#wall(session.lastMono)
      if (endedAt > session.open.startedAt) spans.push(this.#spanOf(session.open, endedAt))
    }
    return mergeNeighbors(spans).flatMap(cutAt15Min)
  }

  /**
   * Returns final spans of an ongoing day: the span before the open one, and the open span's complete 15-minute parts. Relies on
   * capture's last inputs, which never move back, and on a clock that is not set back while away.
   */
  settleOpen(): Span[] {
    const session = this.#session
    if (session && this.#closedMayGoOn(session)) return []
    this.#settleClosed()
    const out = this.#drain()
    if (!session || session.open.presence === 'away') return out
    const { presence } = session.open
    // Idle may still be back-dated to the last input, but not into a call.
    const settled = this.#wall(presence === 'active' && !isOnCall(session) ? session.lastInput : session.lastMono)
    for (
      let boundary = next15MinBoundary(session.open.startedAt);
      boundary <= settled;
      boundary = next15MinBoundary(boundary)
    ) {
      out.push(this.#spanOf(session.open, boundary))
      this.#interrupted = false
      session.open = { ...session.open, startedAt: boundary }
    }
    return out
  }

  #take(read: Observation): void {
    let session = this.#session
    // 5: a restart counts as a shutdown at the line before.
    if (session && session.open.presence !== 'away' && read.mono < session.lastMono) {
      this.#endSession()
      session = null
    }
    // While away the clock may have started again; inputs by the old one say nothing.
    if (session && read.mono < session.lastMono) session.knownInput = Number.NEGATIVE_INFINITY
    const line = 'event' in read ? read : countedObservation(read, session?.knownInput ?? Number.NEGATIVE_INFINITY)
    if (!session) {
      // Events before the first observation are ignored.
      if ('event' in line) return
      session = this.#begin(line)
    } else if (session.open.presence !== 'away') {
      this.#gapAndClockStep(session, line)
    }

    if ('event' in line && line.event === 'shutdown') {
      session.lastMono = line.mono
      session.lastT = line.t
      this.#endSession()
      return
    }

    if ('event' in line && (line.event === 'claim_started' || line.event === 'claim_done')) {
      this.#claimEvent(session, line)
    }
    if ('event' in line && (line.event === 'call_started' || line.event === 'call_ended')) {
      this.#callEvent(session, line)
    }
    applyFlags(session, line)
    const away = session.locked || session.suspended
    if (session.open.presence === 'away' && !away) this.#endAway(session, line)
    if (session.open.presence !== 'away' && !('event' in line)) this.#idle(session, line)
    if (session.open.presence !== 'away' && away) {
      this.#switchTo(session, line.mono, { presence: 'away', classification: unobservedWindow })
    }
    if (!('event' in line)) {
      this.#focus(session, line)
      session.knownInput = line.mono - line.idleMs
    }
    session.lastMono = line.mono
    session.lastT = line.t
  }

  #begin(line: WindowObservation): Session {
    const focus = this.#rules.classify(line)
    const session: Session = {
      anchor: { t: line.t, mono: line.mono },
      lastMono: line.mono,
      lastT: line.t,
      lastInput: line.mono - line.idleMs,
      knownInput: line.mono - line.idleMs,
      focus,
      calls: [],
      classification: focus.classification,
      runStart: line.mono,
      idleSince: line.mono,
      open: { presence: 'active', classification: focus.classification, startedAt: line.t },
      locked: false,
      suspended: false,
    }
    this.#session = session
    this.#interrupted = true
    return session
  }

  /** The event cuts the open span, unless that is away. */
  #claimEvent(session: Session, line: ClaimEvent): void {
    const at = this.#wall(line.mono)
    const { open } = session
    if (open.presence !== 'away') this.#switchTo(session, line.mono, open)
    this.#claimEvents += 1
    const reference = line.event === 'claim_started' ? normalizeReference(line.claimRef) : null
    const claimToken = reference === null ? null : (this.#rules.tokenOf?.(reference) ?? null)
    this.#statement = claimToken && { claimToken, at }
    if (line.event === 'claim_done') this.#interrupted = true
  }

  /** A call lasts while any program is on one. Idle ends where it begins, and does not begin before it ends. */
  #callEvent(session: Session, line: CallEvent): void {
    const calls = callsAfter(session.calls, line)
    if (calls === session.calls) return
    const wasOnCall = isOnCall(session)
    session.calls = calls
    if (isOnCall(session) !== wasOnCall) session.runStart = line.mono
    if (session.open.presence === 'idle') {
      this.#switchTo(session, line.mono, { presence: 'active', classification: session.classification })
    }
    this.#classify(session, line.mono)
  }

  /** 2 and 5. Unobserved time is in no span; after a step the new clock counts. */
  #gapAndClockStep(session: Session, line: Observation): void {
    const { maxGapMs, clockStepMs } = this.#rules.policy
    const { classification } = session
    const gap = line.mono - session.lastMono > maxGapMs
    const step = Math.abs(line.t - this.#wall(line.mono)) > clockStepMs
    if (!gap && !step) return
    const presence = gap ? 'active' : session.open.presence
    this.#close(session, this.#wall(gap ? session.lastMono : line.mono))
    if (step) session.anchor = { t: line.t, mono: line.mono }
    session.runStart = line.mono
    session.open = { presence, classification, startedAt: this.#wall(line.mono) }
    if (gap) this.#interrupted = true
  }

  /** 4. The line that ends an away segment anchors the clock. */
  #endAway(session: Session, line: Observation): void {
    this.#close(session, line.t)
    session.anchor = { t: line.t, mono: line.mono }
    session.runStart = line.mono
    session.open = { presence: 'active', classification: session.classification, startedAt: line.t }
    this.#interrupted = true
  }

  /** 3. Idle begins and ends at an input, not at its detection. */
  #idle(session: Session, line: WindowObservation): void {
    const { classification } = session
    const { idleAfterMs } = session.focus
    const lastInput = line.mono - line.idleMs
    session.lastInput = lastInput
    if (isOnCall(session)) return
    if (session.open.presence === 'active') {
      if (line.idleMs < idleAfterMs) return
      session.idleSince = Math.max(lastInput, session.runStart, this.#openMono(session))
      this.#switchTo(session, session.idleSince, { presence: 'idle', classification })
    } else if (line.idleMs < idleAfterMs && lastInput > session.idleSince) {
      const endedAt = Math.max(lastInput, session.runStart, this.#openMono(session))
      this.#switchTo(session, endedAt, { presence: 'active', classification })
    }
  }

  /** 1. The old window's span ends at the instant the new one got the focus. */
  #focus(session: Session, line: WindowObservation): void {
    // The threshold may differ although the classification does not: two private rules have the same one.
    session.focus = this.#rules.classify(line)
    this.#classify(session, line.mono)
  }

  /** What time is from `mono` on, by the window in focus and the call. */
  #classify(session: Session, mono: MonoMs): void {
    const [app] = session.calls
    const window = session.focus.classification
    const classification = app === undefined ? window : duringCall(window, this.#rules.classifyCall?.(app) ?? null)
    const changed = !sameClassification(classification, session.classification)
    session.classification = classification
    if (!changed) {
      this.#moreIsKnown(session, classification)
      return
    }
    session.runStart = mono
    const { presence } = session.open
    if (presence !== 'away') this.#switchTo(session, mono, { presence, classification })
  }

  /** What is known of the same window by now: something inside it, or that its claim stands in the page. */
  #moreIsKnown(session: Session, { remote: isStillRemote, claimFrom }: Classification): void {
    if (session.open.presence === 'away') return
    const { remote, ...classification } = session.open.classification
    if (!(remote && !isStillRemote) && claimFrom === classification.claimFrom) return
    session.open = {
      ...session.open,
      classification: {
        ...classification,
        ...(remote && isStillRemote && { remote }),
        ...(claimFrom && { claimFrom }),
      },
    }
  }

  #switchTo(session: Session, mono: MonoMs, next: Omit<OpenSpan, 'startedAt'>): void {
    const instant = this.#wall(mono)
    this.#close(session, instant)
    session.open = { ...next, startedAt: instant }
  }

  /** Closes the open span at `endedAt`. A span without length leaves nothing. */
  #close(session: Session, endedAt: EpochMs): void {
    if (endedAt <= session.open.startedAt) return
    const span = this.#spanOf(session.open, endedAt)
    this.#interrupted = false
    // 6: a neighbor of equal classification and presence is the same span.
    if (this.#closed && goesOn(this.#closed, span)) {
      this.#closed = extended(this.#closed, span)
    } else {
      this.#settleClosed()
      this.#closed = span
    }
  }

  #endSession(): void {
    const session = this.#session
    if (!session) return
    this.#close(session, session.open.presence === 'away' ? session.lastT : this.#wall(session.lastMono))
    this.#session = null
    this.#statement = null
  }

  #settleClosed(): void {
    if (this.#closed) this.#out.push(...cutAt15Min(this.#closed))
    this.#closed = null
  }

  #drain(): Span[] {
    const out = this.#out
    this.#out = []
    return out
  }

  /** Whether the span before the open one may still grow, because the open one may turn out empty or part of it. */
  #closedMayGoOn(session: Session): boolean {
    if (this.#closed === null) return false
    const { open, lastInput, lastMono } = session
    if (lastMono <= this.#openMono(session)) return true
    // The only new input woke the window: idle may resume at that very instant.
    const wokenOnly =
      open.presence === 'active' &&
      this.#closed.presence === 'idle' &&
      lastInput <= this.#openMono(session) &&
      !isOnCall(session)
    return wokenOnly || goesOn(this.#closed, this.#spanOf(open, open.startedAt))
  }

  #spanOf({ classification, presence, startedAt }: OpenSpan, endedAt: EpochMs): Span {
    const context = { claimEvents: this.#claimEvents, statement: this.#statement, interrupted: this.#interrupted }
    return { ...classification, presence, startedAt, endedAt, context }
  }

  #openMono({ anchor, open }: Session): MonoMs {
    return anchor.mono + (open.startedAt - anchor.t)
  }

  #wall(mono: MonoMs): EpochMs {
    const anchor = this.#session?.anchor
    return anchor ? anchor.t + (mono - anchor.mono) : Number.NaN
  }
}

const isOnCall = ({ calls }: Session): boolean => calls.length > 0

/** The programs on a call after an event; the same list if it changes nothing. */
function callsAfter(calls: readonly string[], { event, app }: CallEvent): readonly string[] {
  if (calls.includes(app) === (event === 'call_started')) return calls
  return event === 'call_started' ? [...calls, app] : calls.filter((other) => other !== app)
}

/** 4: two flags; presence is away while either is set. */
function applyFlags(session: Session, line: Observation): void {
  if (!('event' in line)) {
    session.locked = line.locked
    session.suspended = false
    return
  }
  if (line.event === 'lock') session.locked = true
  if (line.event === 'unlock') session.locked = false
  if (line.event === 'suspend') session.suspended = true
  if (line.event === 'resume') session.suspended = false
}
