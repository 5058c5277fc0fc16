import type { EpochMs, InputMinute } from '../../shared/contract/index.ts'
import { FIFTEEN_MINUTES_MS } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/ports.ts'

const MINUTE_MS = 60_000

export type InputKind = 'keys' | 'pointer'

/** Tells that there was input, and of which of the two kinds. What key it was and where the pointer is does not come through here. */
export interface InputSource {
  /**
   * Calls back at each input until the returned function is called.
   * @throws InputUnavailable with what is in the way, for the person to read
   */
  subscribe(onInput: (kind: InputKind) => void): Promise<() => void>
}

export class InputUnavailable extends Error {
  override readonly name = 'InputUnavailable'
}

/** Counts of one quarter hour. */
export interface CountedInput {
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
  readonly minutes: readonly InputMinute[]
}

export type CountingState =
  | { readonly state: 'off' | 'counting'; readonly why: null }
  | { readonly state: 'unavailable'; readonly why: string }

export interface InputCounterOptions {
  readonly source: InputSource
  readonly clock: Clock
  /** A quarter hour is over, or counting has stopped. What it throws is tried again with the next. */
  readonly onCounted: (counted: CountedInput) => void
  readonly onState: () => void
}

/** Time between two tries where input cannot be counted, as until somebody grants the permission, ms. */
const RETRY_MS = 300_000

/** Counts input a minute while it is wanted. The source is not even loaded before. */
export class InputCounter {
  readonly #options: InputCounterOptions
  readonly #minutes = new Map<EpochMs, { keys: number; pointer: number }>()
  #wanted = false
  #present = true
  #why: string | null = null
  #triedAt = Number.NEGATIVE_INFINITY
  #starting = false
  #stop: (() => void) | null = null

  constructor(options: InputCounterOptions) {
    this.#options = options
  }

  status(): CountingState {
    if (!this.#wanted) return { state: 'off', why: null }
    return this.#why === null ? { state: 'counting', why: null } : { state: 'unavailable', why: this.#why }
  }

  /** Whether input is to be counted now: the policy wants it, and recording is not paused. */
  want(wanted: boolean): void {
    if (this.#wanted === wanted) return
    this.#wanted = wanted
    if (wanted) {
      this.#triedAt = Number.NEGATIVE_INFINITY
      this.tick()
    } else {
      this.#end()
      this.flush()
    }
  }

  /** False while the screen is locked: a password's length is nobody's business. */
  present(present: boolean): void {
    this.#present = present
  }

  /** To be called about once a second: hands out what is complete, and tries again what could not start. */
  tick(): void {
    const { clock } = this.#options
    const quarter = quarterOf(clock.now())
    this.#handOut((counted) => quarterOf(counted.startedAt) !== quarter)
    const due = this.#stop === null && !this.#starting && clock.mono() - this.#triedAt >= RETRY_MS
    if (this.#wanted && due) void this.#start()
  }

  /** Hands out all that was counted. */
  flush(): void {
    this.#handOut(() => true)
  }

  /** What is counted and not yet handed out, by minute. */
  open(): InputMinute[] {
    return byQuarter(this.#minutes).flatMap(({ minutes }) => minutes)
  }

  #handOut(due: (counted: CountedInput) => boolean): void {
    for (const counted of byQuarter(this.#minutes).filter(due)) {
      this.#options.onCounted(counted)
      for (const { minuteStart } of counted.minutes) this.#minutes.delete(minuteStart)
    }
  }

  async #start(): Promise<void> {
    const { source, clock, onState } = this.#options
    this.#starting = true
    this.#triedAt = clock.mono()
    try {
      const stop = await source.subscribe((kind) => this.#count(kind))
      this.#why = null
      // It may have become unwanted while it started.
      if (this.#wanted) this.#stop = stop
      else stop()
    } catch (error) {
      this.#why = error instanceof InputUnavailable ? error.message : 'Input cannot be counted on this computer.'
    }
    this.#starting = false
    onState()
  }

  #end(): void {
    this.#stop?.()
    this.#stop = null
    this.#why = null
  }

  #count(kind: InputKind): void {
    if (!this.#wanted || !this.#present) return
    const now = this.#options.clock.now()
    const minute = now - (now % MINUTE_MS)
    const counts = this.#minutes.get(minute) ?? { keys: 0, pointer: 0 }
    counts[kind] += 1
    this.#minutes.set(minute, counts)
  }
}

const quarterOf = (at: EpochMs): number => Math.floor(at / FIFTEEN_MINUTES_MS)

function byQuarter(minutes: ReadonlyMap<EpochMs, { readonly keys: number; readonly pointer: number }>): CountedInput[] {
  const inOrder = [...minutes].map(([minuteStart, counts]) => ({ minuteStart, ...counts }))
  inOrder.sort((a, b) => a.minuteStart - b.minuteStart)
  const quarters: CountedInput[] = []
  for (const minute of inOrder) {
    const { minuteStart } = minute
    const endedAt = minuteStart + MINUTE_MS
    const last = quarters.at(-1)
    if (last && quarterOf(last.startedAt) === quarterOf(minuteStart)) {
      quarters[quarters.length - 1] = { ...last, endedAt, minutes: [...last.minutes, minute] }
    } else {
      quarters.push({ startedAt: minuteStart, endedAt, minutes: [minute] })
    }
  }
  return quarters
}
