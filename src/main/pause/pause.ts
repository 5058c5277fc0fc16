import {
  ClientProblem,
  type EpochMs,
  type Interval,
  type MonoMs,
  pauseLengths,
  type PauseMinutes,
  type PauseStatus,
  type Span,
} from '../../shared/contract/index.ts'
import { cutAt15Min } from '../../shared/sessionize/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { spanDraft } from '../../shared/touches/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'

export interface PauseOptions {
  readonly journal: Journal
  readonly clock: Clock
  /** Minutes a day that the policy allows; null: no limit. */
  readonly minutesADay: () => number | null
  /** The parts of a pause that may be recorded. */
  readonly partsOf: (pause: Interval) => readonly Interval[]
}

/** A pause that runs. It is measured by the monotonic clock: a wall clock that jumps neither shortens nor prolongs it. */
interface Running {
  readonly startedAt: EpochMs
  readonly lengthMs: number
  /** When it began by this process's clock; negative values are before its start. */
  readonly startedMono: MonoMs
}

/** The pause of recording: a length chosen by the person, after which recording resumes by itself. A restart goes on with it. */
export class Pause {
  readonly #options: PauseOptions
  #running: Running | null = null
  /** Of pauses that are over: what was recorded since the beginning of a local day. */
  #recorded: { readonly from: EpochMs; readonly ms: number } | null = null

  constructor(options: PauseOptions) {
    const { journal, clock } = options
    this.#options = options
    const kept = journal.settings.get('pause')
    if (kept === undefined) return
    // A clock that was set back counts as no time.
    const passed = Math.min(Math.max(0, clock.now() - kept.startedAt), kept.lengthMs)
    this.#running = { ...kept, startedMono: clock.mono() - passed }
  }

  isPaused(): boolean {
    return this.#running !== null
  }

  status(): PauseStatus {
    const minutesLeft = this.#minutesLeft()
    const choices = pauseLengths.filter((minutes) => minutesLeft === null || minutes <= minutesLeft)
    return { until: this.#until(), choices, minutesLeft }
  }

  /**
   * Begins a pause; one that runs ends.
   * @throws ClientProblem 409 `pause_limit` if the policy does not allow it; journal errors
   */
  begin(minutes: PauseMinutes): void {
    this.end()
    if (!this.status().choices.includes(minutes)) {
      const left = this.#minutesLeft() ?? 0
      throw new ClientProblem({
        code: 'pause_limit',
        status: 409,
        detail: `Your company limits pauses: ${left === 1 ? '1 minute is' : `${left} minutes are`} left today.`,
      })
    }
    const { journal, clock } = this.#options
    const pause = { startedAt: clock.now(), lengthMs: minutes * MINUTE_MS }
    journal.settings.set('pause', pause)
    this.#running = { ...pause, startedMono: clock.mono() }
  }

  /** Ends the pause that runs, and records it. @throws journal errors; then it goes on */
  end(): void {
    if (this.#running === null) return
    const { journal, partsOf } = this.#options
    const { startedAt, endedAt } = this.#interval(this.#running)
    const spans = startedAt < endedAt ? partsOf({ startedAt, endedAt }).flatMap((part) => cutAt15Min(paused(part))) : []
    journal.write((tx) => {
      for (const span of spans) tx.append(spanDraft(span))
      // In the same transaction: a crash in between would record the pause twice.
      journal.settings.remove('pause')
    })
    this.#running = null
    this.#recorded = null
  }

  /** Ends the pause if its time has come. To be called often. Answers whether it ended. @throws as `end` */
  settle(): boolean {
    if (this.#running === null || this.#passed(this.#running) < this.#running.lengthMs) return false
    this.end()
    return true
  }

  /** The part of the pause that is not recorded yet. */
  open(): readonly Span[] {
    if (this.#running === null) return []
    const interval = this.#interval(this.#running)
    if (interval.startedAt >= interval.endedAt) return []
    return this.#options.partsOf(interval).flatMap((part) => cutAt15Min(paused(part)))
  }

  /** Stores the pause that runs in a new journal. @throws journal errors */
  keep(): void {
    if (this.#running === null) return
    const { startedAt, lengthMs } = this.#running
    this.#options.journal.settings.set('pause', { startedAt, lengthMs })
  }

  #passed({ startedMono }: Running): number {
    return this.#options.clock.mono() - startedMono
  }

  #interval(running: Running): Interval {
    const { startedAt, lengthMs } = running
    return { startedAt, endedAt: startedAt + Math.round(Math.min(this.#passed(running), lengthMs)) }
  }

  #until(): EpochMs | null {
    if (this.#running === null) return null
    const left = Math.max(0, this.#running.lengthMs - this.#passed(this.#running))
    return Math.round(this.#options.clock.now() + left)
  }

  #minutesLeft(): number | null {
    const limit = this.#options.minutesADay()
    if (limit === null) return null
    const now = this.#options.clock.now()
    const from = new Date(now).setHours(0, 0, 0, 0)
    // Asked for with every status, and a day has thousands of records.
    if (this.#recorded?.from !== from) this.#recorded = { from, ms: lengthSince(from, this.#pausedSince(from, now)) }
    const usedMs = this.#recorded.ms + lengthSince(from, this.open())
    return Math.max(0, limit - Math.ceil(usedMs / MINUTE_MS))
  }

  #pausedSince(from: EpochMs, to: EpochMs): readonly Interval[] {
    const records = this.#options.journal.recordsBetween(from, to)
    return records.filter((record) => record.kind === 'span' && record.presence === 'paused')
  }
}

const lengthSince = (from: EpochMs, intervals: readonly Interval[]): number =>
  intervals.reduce((ms, { startedAt, endedAt }) => ms + Math.max(0, endedAt - Math.max(startedAt, from)), 0)

/** Nothing is known about any window. */
const paused = (interval: Interval): Span => ({
  ...interval,
  presence: 'paused',
  ...{ activity: null, rating: null, system: null, systemKind: null, payer: null, app: null },
  ...{ ruleId: null, claimToken: null, ruleSetVersion: null },
})
