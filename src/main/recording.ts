import { compileRuleSet } from '../shared/classify/index.ts'
import type { CompiledRuleSet } from '../shared/classify/index.ts'
import type { AgentStatus, EpochMs, Observation, RuleSet } from '../shared/contract/index.ts'
import type { AgentOptions } from './agent-options.ts'
import { BesideWindows } from './beside-windows/beside-windows.ts'
import { startCapture } from './capture/index.ts'
import type { Capture, CaptureHealth, Occasion } from './capture/index.ts'
import type { Journal } from './journal/journal.ts'
import { Recorder } from './recorder.ts'
import type { EventLog } from './support/event-log.ts'
import { healthOf } from './support/health-of.ts'
import { axiosTransport } from './sync/axios-transport.ts'
import { healthReport } from './sync/health-report.ts'
import type { Identity } from './sync/identity-store.ts'
import { realSleep } from './sync/pause.ts'
import { startSync } from './sync/sync.ts'
import type { Sync, SyncStatus } from './sync/sync.ts'
import { watched } from './sync/watched.ts'
import { tokenizer } from './tokenizer.ts'
import type { Troubles } from './troubles.ts'

/** The last delivery may take this long: the app has to be gone within a second of being told to end. */
const LAST_DELIVERY_MS = 500

/** What a recording has of the agent. */
export interface RecordingContext {
  readonly options: AgentOptions
  readonly journal: Journal
  readonly events: EventLog
  readonly troubles: Troubles
  readonly status: () => AgentStatus
  readonly changed: () => void
}

/** What rules are compiled to; null, and told, where they have an error. */
export function compileRules(rules: unknown, { options, events }: RecordingContext): CompiledRuleSet | null {
  const result = compileRuleSet(rules)
  if (result.ok) return result.compiled
  const [first] = result.errors
  events.note('rules_refused')
  options.log('error', `rules not taken: ${first?.pointer}: ${first?.detail}`)
  return null
}

export const isPaused = (journal: Journal): boolean => journal.settings.get('paused') ?? false

/** What runs once the device has an identity: capture -> classify -> sessionize -> journal -> sync, by the rules in force. */
export class Recording {
  readonly identity: Identity
  readonly beside: BesideWindows
  readonly #context: RecordingContext
  readonly #recorder: Recorder
  readonly #capture: Capture
  readonly #sync: Sync
  #rules: CompiledRuleSet
  #sight: CaptureHealth | null = null
  #lastCaptureAt: EpochMs | null = null

  constructor(context: RecordingContext, stored: Identity, rules: CompiledRuleSet) {
    const { options, journal, events, troubles, changed } = context
    const { windows, pages, idle, power, clock, fetch, log } = options
    this.#context = context
    this.identity = { ...stored, endpointUrl: options.endpointUrl ?? stored.endpointUrl }
    this.#rules = rules
    this.keepRules()

    const tokenOf = tokenizer(this.identity.tokenKey)
    const recorder = new Recorder({ journal, compiled: rules, tokenOf, clock })
    const beside = new BesideWindows({
      journal,
      clock,
      tokenOf,
      input: options.input,
      network: options.network,
      open: () => recorder.open(),
      lastCaptureAt: () => (isPaused(journal) ? null : this.#lastCaptureAt),
      onChanged: changed,
      log,
      onTrouble: (error) => troubles.writing(error),
    })
    this.#recorder = recorder
    this.beside = beside
    this.#capture = startCapture({
      windows,
      pages,
      idle,
      power,
      clock,
      sink: (observation, occasion) => {
        this.#observe(observation, occasion)
        beside.observed(observation)
      },
      onHealth: (health) => {
        this.#sight = health
        events.note(health.seeing ? 'windows_seen' : 'windows_lost')
        if (!health.seeing) log('warn', `windows cannot be seen (${health.source}): ${health.reason}`)
        changed()
      },
    })
    if (isPaused(journal)) this.#capture.pause()
    this.#followPolicy()
    const transport = axiosTransport({ ...this.identity, fetch, clock })
    const health = healthReport({
      health: () => healthOf(context.status()),
      send: (report) => transport.sendHealth(report),
      now: () => clock.now(),
    })
    this.#sync = startSync({
      journal,
      transport: watched(transport, (result) => beside.sent(result)),
      everyMs: options.syncEveryMs ?? rules.ruleSet.policy.syncEveryMs,
      retry: options.retry,
      rulesVersion: () => this.rules.version,
      onRules: (fresh) => this.#useRules(fresh),
      onState: (state) => {
        troubles.sending(state)
        changed()
      },
      onAck: () => void health.contact(),
      onFork: () => {
        events.note('new_generation')
        log('warn', 'the endpoint knows this journal with other content (a copied profile?): a new generation begins')
      },
      clock,
    })
    events.note('recording')
    log('info', `recording by ${windows.name}, rules version ${rules.ruleSet.version}`)
  }

  /** The rules in force. */
  get rules(): RuleSet {
    return this.#rules.ruleSet
  }

  /** Whether windows can be seen; null until that is known. */
  get sight(): CaptureHealth | null {
    return this.#sight
  }

  get lastCaptureAt(): EpochMs | null {
    return this.#lastCaptureAt
  }

  syncStatus(): SyncStatus {
    return this.#sync.status()
  }

  /** What is being recorded and not closed yet. */
  open(): ReturnType<Recorder['open']> {
    return this.#recorder.open()
  }

  /** Rules that cannot be kept, as on a full disk, are in force all the same; the next start asks for them again. */
  keepRules(): void {
    const { journal, troubles } = this.#context
    troubles.unlessWriting(() => journal.settings.set('rules', this.rules))
  }

  pause(): void {
    this.#capture.pause()
    this.#endSpans()
    this.#followPolicy()
  }

  resume(): void {
    this.#capture.resume()
    this.#followPolicy()
  }

  /** Closes what is open: nothing is recorded any more. */
  stop(): void {
    this.#capture.stop()
    this.#endSpans()
    this.beside.stop()
  }

  /** What was just closed is delivered now where that is quick; else it waits in the journal for the next start. */
  async end(): Promise<void> {
    const enough = new AbortController()
    await Promise.race([this.#sync.flush(), realSleep(LAST_DELIVERY_MS, enough.signal)])
    enough.abort()
    await this.#sync.stop()
    this.beside.end()
  }

  #useRules(fresh: RuleSet): void {
    const { options, events, changed } = this.#context
    const compiled = compileRules(fresh, this.#context)
    if (!compiled) return
    this.#rules = compiled
    this.keepRules()
    this.#recorder.useRules(compiled)
    this.#followPolicy()
    if (options.syncEveryMs === undefined) this.#sync.setEveryMs(compiled.ruleSet.policy.syncEveryMs)
    events.note('rules_taken')
    options.log('info', `rules version ${compiled.ruleSet.version}`)
    changed()
  }

  #followPolicy(): void {
    this.beside.follow(this.rules.policy, isPaused(this.#context.journal))
  }

  #observe(observation: Observation, occasion: Occasion): void {
    const { options, troubles, changed } = this.#context
    options.onObservation?.(observation)
    troubles.unlessWriting(() => {
      this.#recorder.observe(observation, occasion)
      troubles.written()
    })
    this.#lastCaptureAt = observation.t
    changed()
  }

  /** Where it cannot be written the checkpoint in the journal still holds the open span; the next start closes it. */
  #endSpans(): void {
    this.#context.troubles.unlessWriting(() => this.#recorder.end())
  }
}
