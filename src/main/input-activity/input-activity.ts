import type { AgentStatus, DeviceRecord, EpochMs, MyDay, Observation, Policy } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'
import { InputCounter, type CountingState, type InputSource } from './input-counter.ts'

export interface InputActivityOptions {
  readonly journal: Journal
  readonly clock: Clock
  /** Without one, input is never counted. */
  readonly source: InputSource | undefined
  /** Whether what happens at an instant may be counted. */
  readonly counts: (at: EpochMs) => boolean
  /** Runs work that may fail on a full disk; counts that were not written are kept and written with the next ones. */
  readonly guard: (work: () => void) => void
  readonly onChanged: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
}

const notCounting: CountingState = { state: 'off', why: null }

/** Counts keys and pointer events a minute while the policy asks for it, and writes the counts to the journal. */
export class InputActivity {
  readonly #options: InputActivityOptions
  readonly #counter: InputCounter | null

  constructor(options: InputActivityOptions) {
    const { journal, clock, counts, source } = options
    this.#options = options
    this.#counter =
      source === undefined
        ? null
        : new InputCounter({
            source,
            clock,
            counts,
            onCounted: (counted) =>
              void journal.write((tx) =>
                tx.append({ kind: 'input_counts', ...counted, minutes: [...counted.minutes] }),
              ),
            onState: () => this.#reportState(),
          })
  }

  followPolicy(policy: Policy, recordingPaused: boolean): void {
    this.#options.guard(() => this.#counter?.want(policy.inputCounts === true && !recordingPaused))
  }

  observe(observation: Observation): void {
    if ('event' in observation) {
      if (observation.event === 'lock' || observation.event === 'suspend') this.#counter?.present(false)
      if (observation.event === 'unlock' || observation.event === 'resume') this.#counter?.present(true)
    } else {
      this.#counter?.present(!observation.locked)
    }
    this.#options.guard(() => this.#counter?.tick())
  }

  /** Counts by minute in `[from, to)`. @param records the journal's records that overlap it */
  minutes(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): MyDay['input'] {
    const recorded = records.flatMap((record) => (record.kind === 'input_counts' ? record.minutes : []))
    const sums = new Map<EpochMs, { keys: number; pointer: number }>()
    for (const { minuteStart, keys, pointer } of [...recorded, ...(this.#counter?.open() ?? [])]) {
      if (minuteStart < from || minuteStart >= to) continue
      const sum = sums.get(minuteStart) ?? { keys: 0, pointer: 0 }
      sums.set(minuteStart, { keys: sum.keys + keys, pointer: sum.pointer + pointer })
    }
    return [...sums]
      .map(([minuteStart, sum]) => ({ minuteStart, ...sum }))
      .sort((a, b) => a.minuteStart - b.minuteStart)
  }

  status(): NonNullable<AgentStatus['inputCounts']> {
    return this.#counter?.status() ?? notCounting
  }

  stop(): void {
    this.#options.guard(() => this.#counter?.want(false))
  }

  #reportState(): void {
    const { log, onChanged } = this.#options
    // Only the counter's own state: the hook may report its start after the journal is closed.
    const { state, why } = this.status()
    if (state === 'counting') log('info', 'input is counted, as the policy requires')
    if (why !== null) log('warn', why)
    onChanged()
  }
}
