import type { Tokenizer } from '../../shared/classify/index.ts'
import { ClientProblem } from '../../shared/contract/index.ts'
import type {
  AgentStatus,
  DeviceRecord,
  EpochMs,
  LaterKind,
  MyDay,
  Naming,
  Observation,
  Policy,
  Span,
} from '../../shared/contract/index.ts'
import { coveredMs, gapsOf } from '../../shared/manual-time/index.ts'
import { InputCounter } from '../capture/index.ts'
import type { Clock, CountingState, InputSource } from '../capture/index.ts'
import { Connectivity, LOOK_EVERY_MS } from './connectivity.ts'
import type { NetworkSource } from './connectivity.ts'
import type { Journal } from '../journal/journal.ts'
import type { CapturedDay } from '../my-day.ts'
import { ManualTime } from './manual-time.ts'
import type { SendResult } from '../sync/transport.ts'

export interface BesideWindowsOptions {
  readonly journal: Journal
  readonly clock: Clock
  readonly tokenOf: Tokenizer
  /** Left out: input is never counted. */
  readonly input?: InputSource | undefined
  /** Left out: only what sending says is known of the network. */
  readonly network?: NetworkSource | undefined
  /** Recorded and not yet in the journal's records. */
  readonly open: () => readonly Span[]
  /** The last instant at which the desk was looked at; null: it is not being looked at. */
  readonly lastCaptureAt: () => EpochMs | null
  readonly onChanged: () => void
  readonly log: (level: 'info' | 'warn', message: string) => void
  readonly onTrouble: (error: unknown) => void
}

type DayPart = Omit<MyDay, keyof CapturedDay>
const countsNothing: CountingState = { state: 'off', why: null }
export const nothingBeside: DayPart = { manualTime: [], manualMs: 0, gaps: [], nameable: false, input: [] }

/**
 * What is recorded beside the windows: time the biller names, counts of input, stretches without the endpoint. Each is a kind of record of its
 * own that an endpoint says it takes; an older endpoint would refuse them, so for it none is made.
 */
export class BesideWindows {
  readonly #options: BesideWindowsOptions
  readonly #manualTime: ManualTime
  readonly #connectivity: Connectivity
  readonly #counter: InputCounter | null
  readonly #looking: ReturnType<typeof setInterval>

  constructor(options: BesideWindowsOptions) {
    const { journal, clock, tokenOf, open, input } = options
    this.#options = options
    this.#manualTime = new ManualTime({ journal, open, tokenOf, knownTo: () => this.#knownTo() })
    this.#connectivity = new Connectivity({
      journal,
      clock,
      network: options.network ?? { online: () => true },
      taken: () => this.#takes('connectivity'),
    })
    this.#counter =
      input === undefined
        ? null
        : new InputCounter({
            source: input,
            clock,
            onCounted: (counted) =>
              void journal.write((tx) =>
                tx.append({ kind: 'input_counts', ...counted, minutes: [...counted.minutes] }),
              ),
            onState: () => this.#tellCounting(),
          })
    this.#looking = setInterval(() => this.#quietly(() => this.#connectivity.look()), LOOK_EVERY_MS)
    this.#looking.unref()
  }

  /** An acknowledgement says what the endpoint takes; the last one is remembered. */
  #takes(kind: LaterKind): boolean {
    return this.#options.journal.settings.get('lastAck')?.ack.takes?.includes(kind) ?? false
  }

  #knownTo(): EpochMs {
    return this.#options.lastCaptureAt() ?? this.#options.clock.now()
  }

  /** The policy in force, and whether the person has paused recording. */
  follow(policy: Policy, paused: boolean): void {
    this.#quietly(() => this.#counter?.want(policy.inputCounts === true && !paused))
  }

  observed(observation: Observation): void {
    if ('event' in observation) {
      if (observation.event === 'lock' || observation.event === 'suspend') this.#counter?.present(false)
      if (observation.event === 'unlock' || observation.event === 'resume') this.#counter?.present(true)
    } else {
      this.#counter?.present(!observation.locked)
    }
    this.#quietly(() => this.#counter?.tick())
  }

  /** What came of an attempt to send. */
  sent({ kind }: SendResult): void {
    this.#quietly(() => this.#connectivity.contact(kind === 'retry' ? 'failed' : 'reached'))
  }

  /** @throws ClientProblem, and journal errors */
  name(naming: Naming): void {
    this.#refuseIfUntaken()
    this.#manualTime.name(naming)
  }

  /** @throws ClientProblem, and journal errors */
  withdraw(id: string): void {
    this.#refuseIfUntaken()
    this.#manualTime.withdraw(id)
  }

  #refuseIfUntaken(): void {
    if (this.#takes('manual_time')) return
    throw new ClientProblem({
      code: 'not_taken',
      status: 409,
      detail: 'The endpoint does not take named time: it is older than this app, or has not answered yet.',
    })
  }

  /** @param records the journal's that overlap the day */
  day(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): DayPart {
    const { knownFrom, knownTo } = this.#manualTime.known()
    const whole = { startedAt: Math.max(from, knownFrom), endedAt: Math.min(to, Math.max(from, knownTo)) }
    const named = this.#manualTime.named().filter(({ startedAt, endedAt }) => startedAt < to && endedAt > from)
    const nameable = this.#takes('manual_time')
    const spans = [...records.filter((record) => record.kind === 'span'), ...this.#options.open()]
    return {
      manualTime: named.map(({ manualTimeId: id, manualTimeKind: kind, startedAt, endedAt, claimToken }) => ({
        id,
        kind,
        startedAt,
        endedAt,
        claimToken,
      })),
      manualMs: coveredMs({ startedAt: from, endedAt: to }, named),
      gaps: nameable ? gapsOf(whole, spans, named, this.#options.clock.now() < to) : [],
      nameable,
      input: this.#inputOf(from, to, records),
    }
  }

  #inputOf(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): MyDay['input'] {
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

  status(): Pick<Required<AgentStatus>, 'offlineSince' | 'inputCounts'> {
    return {
      offlineSince: this.#connectivity.offlineSince(),
      inputCounts: this.#counter?.status() ?? countsNothing,
    }
  }

  #tellCounting(): void {
    const { log, onChanged } = this.#options
    // Not of the rest of the status: the hook may say that it started when the journal is closed.
    const { state, why } = this.#counter?.status() ?? countsNothing
    if (state === 'counting') log('info', 'input is counted, as the policy says')
    if (why !== null) log('warn', why)
    onChanged()
  }

  stop(): void {
    clearInterval(this.#looking)
    this.#quietly(() => this.#counter?.want(false))
  }

  /** After the last attempt to send. */
  end(): void {
    this.#quietly(() => this.#connectivity.stop())
  }

  /** The journal may be full; what was counted is kept and written with the next. */
  #quietly(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#options.onTrouble(error)
    }
  }
}
