import type { EpochMs, MonoMs } from '../contract/brands.ts'
import type { Observation, WindowObservation } from '../contract/observation.ts'
import type { Policy } from '../contract/ruleset.ts'
import type { Classification, Span } from '../contract/work.ts'
import { sameClassification, unobservedWindow } from '../classify/classifier.ts'
import type { Classified, Classify } from '../classify/classifier.ts'
import { cutAt15Min, goesOn, mergeNeighbors, next15MinBoundary } from './cut-at-15min.ts'

/** What turns windows into classifications, and the thresholds that go with it. */
export interface SessionRules {
  readonly classify: Classify
  readonly policy: Pick<Policy, 'maxGapMs' | 'clockStepMs'>
}

/** Wall time by the monotonic clock: `t` at `mono`, and on from there. */
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
  /** Last input as of the last observation; before it nothing can be back-dated any more. */
  lastInput: MonoMs
  focus: Classified
  /** Since when the window's classification holds, seen without a break. Idle is never back-dated before it. */
  runStart: MonoMs
  /** The instant idle began, while idle. */
  idleSince: MonoMs
  open: OpenSpan
  locked: boolean
  suspended: boolean
}

/**
 * Turns observations, in order, into spans, by the rules of docs/contract.md ("Observations to spans"; numbers in comments are its).
 * Closed spans come back from each call, in recording order and cut at UTC quarter hours. All state is in memory and small, so lines may
 * come one at a time (the agent) or all at once (replay): the result is the same.
 */
export class Sessionizer {
  #rules: SessionRules
  #session: Session | null = null
  /** Closed, but a neighbour that goes on with it may still come at the same instant. */
  #closed: Span | null = null
  #out: Span[] = []

  constructor(rules: SessionRules) {
    this.#rules = rules
  }

  /** Other rules from the next observation on. The span being recorded keeps what the old ones said; no time is lost between. */
  useRules(rules: SessionRules): void {
    this.#rules = rules
  }

  /** Takes the next line and answers the spans that are closed for good. */
  push(line: Observation): Span[] {
    this.#take(line)
    return this.#drain()
  }

  /** The last line ends everything: closes what is open. The next line begins anew. */
  end(): Span[] {
    this.#endSession()
    this.#settleClosed()
    return this.#drain()
  }

  /** What `end` would close now, changing nothing: the checkpoint a crash falls back on, and the newest stretch on a screen. */
  preview(): Span[] {
    const session = this.#session
    const spans = this.#closed ? [this.#closed] : []
    if (session) {
      const endedAt = session.open.presence === 'away' ? session.lastT : this.#wall(session.lastMono)
      if (endedAt > session.open.startedAt) spans.push(spanOf(session.open, endedAt))
    }
    return mergeNeighbors(spans).flatMap(cutAt15Min)
  }

  /**
   * Answers what can change no more, although the day goes on: the span before the open one, and the open one's whole quarter hours up to the
   * last input while active, up to now while idle. For the agent, so that an hour in one window need not wait for its end. It relies on
   * last inputs that never move back and a clock not set back while away, as capture guarantees and a replay file may not.
   */
  settleOpen(): Span[] {
    const session = this.#session
    if (session && this.#closedMayGoOn(session)) return []
    this.#settleClosed()
    const out = this.#drain()
    if (!session || session.open.presence === 'away') return out
    const { presence } = session.open
    const settled = this.#wall(presence === 'active' ? session.lastInput : session.lastMono)
    for (
      let quarter = next15MinBoundary(session.open.startedAt);
      quarter <= settled;
      quarter = next15MinBoundary(quarter)
    ) {
      out.push(spanOf(session.open, quarter))
      session.open = { ...session.open, startedAt: quarter }
    }
    return out
  }

  #take(line: Observation): void {
    let session = this.#session
    // 5: a restart counts as a shutdown at the line before.
    if (session && session.open.presence !== 'away' && line.mono < session.lastMono) {
      this.#endSession()
      session = null
    }
    if (!session) {
      // Events before a first observation are no lines.
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

    applyFlags(session, line)
    const away = session.locked || session.suspended
    if (session.open.presence === 'away' && !away) this.#endAway(session, line)
    if (session.open.presence !== 'away' && !('event' in line)) this.#idle(session, line)
    if (session.open.presence !== 'away' && away) {
      this.#switchTo(session, line.mono, { presence: 'away', classification: unobservedWindow })
    }
    if (!('event' in line)) this.#focus(session, line)
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
      focus,
      runStart: line.mono,
      idleSince: line.mono,
      open: { presence: 'active', classification: focus.classification, startedAt: line.t },
      locked: false,
      suspended: false,
    }
    this.#session = session
    return session
  }

  /** 2 and 5. Unobserved time belongs to nobody; after a step the new clock counts. */
  #gapAndClockStep(session: Session, line: Observation): void {
    const { maxGapMs, clockStepMs } = this.#rules.policy
    const { classification } = session.focus
    const gap = line.mono - session.lastMono > maxGapMs
    const step = Math.abs(line.t - this.#wall(line.mono)) > clockStepMs
    if (!gap && !step) return
    const presence = gap ? 'active' : session.open.presence
    this.#close(session, this.#wall(gap ? session.lastMono : line.mono))
    if (step) session.anchor = { t: line.t, mono: line.mono }
    session.runStart = line.mono
    session.open = { presence, classification, startedAt: this.#wall(line.mono) }
  }

  /** 4. The line that ends an away stretch anchors the clock. */
  #endAway(session: Session, line: Observation): void {
    this.#close(session, line.t)
    session.anchor = { t: line.t, mono: line.mono }
    session.runStart = line.mono
    session.open = { presence: 'active', classification: session.focus.classification, startedAt: line.t }
  }

  /** 3. Idle begins and ends at an input, not at its detection. */
  #idle(session: Session, line: WindowObservation): void {
    const { classification, idleAfterMs } = session.focus
    const lastInput = line.mono - line.idleMs
    session.lastInput = lastInput
    if (session.open.presence === 'active') {
      if (line.idleMs < idleAfterMs) return
      session.idleSince = Math.max(lastInput, session.runStart, this.#openMono(session))
      this.#switchTo(session, session.idleSince, { presence: 'idle', classification })
    } else if (line.idleMs < idleAfterMs && lastInput > session.idleSince) {
      this.#switchTo(session, Math.max(lastInput, session.runStart), { presence: 'active', classification })
    }
  }

  /** 1. The old window's span ends at the instant the new one got the focus. */
  #focus(session: Session, line: WindowObservation): void {
    const focus = this.#rules.classify(line)
    const changed = !sameClassification(focus.classification, session.focus.classification)
    // The threshold may differ where the classification does not: two private rules leave the same.
    session.focus = focus
    if (!changed) return
    session.runStart = line.mono
    const { presence } = session.open
    if (presence !== 'away') this.#switchTo(session, line.mono, { presence, classification: focus.classification })
  }

  #switchTo(session: Session, mono: MonoMs, next: Omit<OpenSpan, 'startedAt'>): void {
    const instant = this.#wall(mono)
    this.#close(session, instant)
    session.open = { ...next, startedAt: instant }
  }

  /** Closes the open span at `endedAt`. Empty ones, and those that would end before they began, leave nothing. */
  #close(session: Session, endedAt: EpochMs): void {
    if (endedAt <= session.open.startedAt) return
    const span = spanOf(session.open, endedAt)
    // 6: a neighbour of equal classification and presence is the same span.
    if (this.#closed && goesOn(this.#closed, span)) {
      this.#closed = { ...this.#closed, endedAt }
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

  /** Whether the span before the open one may still grow, the open one turning out empty or a part of it. */
  #closedMayGoOn(session: Session): boolean {
    if (this.#closed === null) return false
    const { open, lastInput, lastMono } = session
    if (lastMono <= this.#openMono(session)) return true
    // Input that woke the window and was the last one: idle will begin again at that very instant.
    const wokenOnly =
      open.presence === 'active' && this.#closed.presence === 'idle' && lastInput <= this.#openMono(session)
    return wokenOnly || goesOn(this.#closed, spanOf(open, open.startedAt))
  }

  #openMono({ anchor, open }: Session): MonoMs {
    return anchor.mono + (open.startedAt - anchor.t)
  }

  #wall(mono: MonoMs): EpochMs {
    const anchor = this.#session?.anchor
    return anchor ? anchor.t + (mono - anchor.mono) : Number.NaN
  }
}

/** 4: two flags; while either stands, nobody is there. */
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

function spanOf(open: OpenSpan, endedAt: EpochMs): Span {
  return { ...open.classification, presence: open.presence, startedAt: open.startedAt, endedAt }
}
