import type { EpochMs, MonoMs } from '../contract/brands.ts'
import type { Observation, WindowObservation } from '../contract/observation.ts'
import type { Policy } from '../contract/ruleset.ts'
import type { Classification, Span } from '../contract/work.ts'
import { sameClassification, unobservedWindow, type Classified, type Classify } from '../classify/classifier.ts'
import { cutAt15Min, goesOn, mergeNeighbors, next15MinBoundary } from './cut-at-15min.ts'

/** Classifier and thresholds in force. */
export interface SessionRules {
  readonly classify: Classify
  readonly policy: Pick<Policy, 'maxGapMs' | 'clockStepMs'>
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
  focus: Classified
  /** Since when the window's classification holds without interruption. Idle is never back-dated before it. */
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

  constructor(rules: SessionRules) {
    this.#rules = rules
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
      if (endedAt > session.open.startedAt) spans.push(spanOf(session.open, endedAt))
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
    const settled = this.#wall(presence === 'active' ? session.lastInput : session.lastMono)
    for (
      let boundary = next15MinBoundary(session.open.startedAt);
      boundary <= settled;
      boundary = next15MinBoundary(boundary)
    ) {
      out.push(spanOf(session.open, boundary))
      session.open = { ...session.open, startedAt: boundary }
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

  /** 2 and 5. Unobserved time is in no span; after a step the new clock counts. */
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

  /** 4. The line that ends an away segment anchors the clock. */
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
    // The threshold may differ although the classification does not: two private rules have the same one.
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

  /** Closes the open span at `endedAt`. A span without length leaves nothing. */
  #close(session: Session, endedAt: EpochMs): void {
    if (endedAt <= session.open.startedAt) return
    const span = spanOf(session.open, endedAt)
    // 6: a neighbor of equal classification and presence is the same span.
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

  /** Whether the span before the open one may still grow, because the open one may turn out empty or part of it. */
  #closedMayGoOn(session: Session): boolean {
    if (this.#closed === null) return false
    const { open, lastInput, lastMono } = session
    if (lastMono <= this.#openMono(session)) return true
    // The only new input woke the window: idle may resume at that very instant.
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

function spanOf(open: OpenSpan, endedAt: EpochMs): Span {
  return { ...open.classification, presence: open.presence, startedAt: open.startedAt, endedAt }
}
