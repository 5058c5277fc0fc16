import { type EpochMs, type InputMinute, FIFTEEN_MINUTES_MS } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/ports.ts'

const MINUTE_MS = 60_000

export type InputKind = 'keys' | 'pointer'

/** Reports that a key or the pointer was used. It never passes on which key or where. */
export interface InputSource {
  /**
   * Calls back at each input until the returned function is called.
   * @throws InputUnavailable with a reason for the person to read
   */
  subscribe(onInput: (kind: InputKind) => void): Promise<() => void>
}

export class InputUnavailable extends Error {
  override readonly name = 'InputUnavailable'
}

/** Counts within one 15-minute interval. */
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
  /** Whether what happens at an instant may be counted; left out: all of it. */
  readonly counts?: ((at: EpochMs) => boolean) | undefined
  /** Called when a 15-minute interval is over or counting stopped. If it throws, the counts are handed out again later. */
  readonly onCounted: (counted: CountedInput) => void
  readonly onState: () => void
}

/** Time between two attempts to start counting, for example until the person grants the permission, ms. */
const RETRY_MS = 300_000

/** Counts input per minute while it is wanted. The source is not loaded before that. */
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

  /** Whether to count now: the policy asks for it and recording is not paused. */
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

  /** False while the screen is locked, so that the length of a password is never counted. */
  present(present: boolean): void {
    this.#present = present
  }

  /** To be called about once a second. Hands out complete intervals and retries a failed start. */
  tick(): void {
    const { clock } = this.#options
    const current = intervalOf(clock.now())
    this.#handOut((counted) => intervalOf(counted.startedAt) !== current)
    const due = this.#stop === null && !this.#starting && clock.mono() - this.#triedAt >= RETRY_MS
    if (this.#wanted && due) void this.#start()
  }

  /** Hands out all counts. */
  flush(): void {
    this.#handOut(() => true)
  }

  /** Counts that were not handed out yet, by minute. */
  open(): InputMinute[] {
    return by15Min(this.#minutes).flatMap(({ minutes }) => minutes)
  }

  #handOut(due: (counted: CountedInput) => boolean): void {
    for (const counted of by15Min(this.#minutes).filter(due)) {
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
      // Counting may have been turned off while the source started.
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
    if (this.#options.counts?.(now) === false) return
    const minute = now - (now % MINUTE_MS)
    const counts = this.#minutes.get(minute) ?? { keys: 0, pointer: 0 }
    counts[kind] += 1
    this.#minutes.set(minute, counts)
  }
}

const intervalOf = (at: EpochMs): number => Math.floor(at / FIFTEEN_MINUTES_MS)

function by15Min(minutes: ReadonlyMap<EpochMs, { readonly keys: number; readonly pointer: number }>): CountedInput[] {
  const inOrder = [...minutes].map(([minuteStart, counts]) => ({ minuteStart, ...counts }))
  inOrder.sort((a, b) => a.minuteStart - b.minuteStart)
  const intervals: CountedInput[] = []
  for (const minute of inOrder) {
    const { minuteStart } = minute
    const endedAt = minuteStart + MINUTE_MS
    const last = intervals.at(-1)
    if (last && intervalOf(last.startedAt) === intervalOf(minuteStart)) {
      intervals[intervals.length - 1] = { ...last, endedAt, minutes: [...last.minutes, minute] }
    } else {
      intervals.push({ startedAt: minuteStart, endedAt, minutes: [minute] })
    }
  }
  return intervals
}
