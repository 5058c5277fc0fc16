import { compileRuleSet } from '../shared/classify/index.ts'
import type { CompiledRuleSet } from '../shared/classify/index.ts'
import { ClientProblem } from '../shared/contract/index.ts'
import type {
  AgentStatus,
  EpochMs,
  MyDay,
  Naming,
  Observation,
  RuleSet,
  SentRecord,
  SupportBundle,
} from '../shared/contract/index.ts'
import type { Agent, AgentOptions } from './agent-options.ts'
import { agentStatus, remedyOf } from './agent-status.ts'
import { BesideWindows, nothingBeside } from './beside-windows/beside-windows.ts'
import { startCapture } from './capture/index.ts'
import type { Capture, CaptureHealth, Occasion } from './capture/index.ts'
import { openAgentJournal } from './journal/agent-journal.ts'
import type { Journal } from './journal/journal.ts'
import { myDayOf } from './my-day.ts'
import { Recorder } from './recorder.ts'
import { supportBundle } from './support/bundle.ts'
import { eventLog } from './support/event-log.ts'
import type { EventLog } from './support/event-log.ts'
import { healthOf } from './support/health-of.ts'
import { axiosTransport } from './sync/axios-transport.ts'
import { enrollPatiently } from './sync/enroll-patiently.ts'
import { healthReport } from './sync/health-report.ts'
import { openIdentityStore } from './sync/identity-store.ts'
import type { Identity, IdentityStore } from './sync/identity-store.ts'
import { realSleep } from './sync/pause.ts'
import { startSync } from './sync/sync.ts'
import type { Sync } from './sync/sync.ts'
import { watched } from './sync/watched.ts'
import { tokenizer } from './tokenizer.ts'
import { Troubles } from './troubles.ts'

const PRUNE_EVERY_MS = 3_600_000
/** The last delivery may take this long: the app has to be gone within a second of being told to end. */
const LAST_DELIVERY_MS = 500

export type { Agent, AgentOptions, Log } from './agent-options.ts'

/** What runs once the device has an identity. */
interface Work {
  readonly identity: Identity
  readonly recorder: Recorder
  readonly beside: BesideWindows
  readonly capture: Capture
  readonly sync: Sync
}

/**
 * The composition root of the agent: capture -> classify -> sessionize -> journal -> sync. Knows no Electron; the shell and the tests give it
 * their adapters. Resolves when the journal is open; enrolment and recording go on from there.
 * @throws DirectoryInUse when another process has the data directory; DirectoryNotWritable; JournalLocked.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  let agent: RunningAgent | null = null
  agent = new RunningAgent(options, await openAgentJournal(options, () => agent?.journalReplaced()))
  await agent.begin()
  return agent
}

class RunningAgent implements Agent {
  readonly #options: AgentOptions
  readonly #journal: Journal
  readonly #listeners = new Set<() => void>()
  readonly #stopping = new AbortController()
  readonly #pruning: ReturnType<typeof setInterval>
  readonly #events: EventLog
  readonly #troubles: Troubles
  #enrolling: Promise<void> = Promise.resolve()
  #stopped: Promise<void> | null = null
  #work: Work | null = null
  #rules: CompiledRuleSet | null = null
  #sight: CaptureHealth | null = null
  #lastCaptureAt: EpochMs | null = null
  /** Once the journal is closed, which would have to be asked. */
  #statusAtEnd: AgentStatus | null = null

  constructor(options: AgentOptions, journal: Journal) {
    this.#options = options
    this.#journal = journal
    this.#events = eventLog(() => options.clock.now())
    this.#troubles = new Troubles(options.log, this.#events)
    this.#events.note('started')
    if (journal.recovered) this.#tellGap(journal.recovered.message)
    this.#pruning = setInterval(() => this.#prune(), PRUNE_EVERY_MS)
    this.#pruning.unref()
  }

  async begin(): Promise<void> {
    const store = openIdentityStore(this.#options.dataDirectory, this.#options.sealer)
    if (store.protection === 'file-permissions') {
      this.#options.log(
        'warn',
        'no key store of the operating system: the device key is protected by file permissions only',
      )
    }
    try {
      const identity = await store.load()
      if (identity) return this.#record(identity, this.#journal.settings.get('rules'))
    } catch (error) {
      return this.#troubleEnrolling(error)
    }
    const { enrollCode, endpointUrl } = this.#options
    if (enrollCode === undefined || endpointUrl === undefined) {
      return this.#troubleEnrolling(
        new Error('This computer is not enrolled yet: it needs an enrolment code from an admin.'),
      )
    }
    // Not awaited: the app is there, and says what it waits for, while the endpoint is not.
    this.#enrolling = this.#enrol(endpointUrl, enrollCode, store)
  }

  async #enrol(endpointUrl: string, code: string, store: IdentityStore): Promise<void> {
    const { agentVersion, fetch, log } = this.#options
    const onTrouble = (error: unknown) => this.#troubleEnrolling(error)
    const { signal } = this.#stopping
    const enrollment = await enrollPatiently({ endpointUrl, code, agentVersion, fetch, store, onTrouble, signal })
    if (enrollment === null) return
    this.#troubles.enrolled()
    log('info', `enrolled as ${enrollment.identity.userName}`)
    this.#record(enrollment.identity, enrollment.rules)
  }

  #troubleEnrolling(error: unknown): void {
    this.#troubles.enrolling(error)
    this.#changed()
  }

  /**
   * Starts recording and sending. Where the rules were lost with a damaged journal it begins with none, so that no time is, and the first
   * acknowledgement brings them.
   */
  #record(stored: Identity, rules: RuleSet | undefined): void {
    const { windows, pages, idle, power, clock, fetch, log } = this.#options
    const identity = { ...stored, endpointUrl: this.#options.endpointUrl ?? stored.endpointUrl }
    const compiled = this.#compile(rules ?? { version: 0, rules: [] })
    if (!compiled || this.#stopping.signal.aborted) return
    this.#rules = compiled
    this.#keepRules(compiled.ruleSet)

    const tokenOf = tokenizer(identity.tokenKey)
    const recorder = new Recorder({ journal: this.#journal, compiled, tokenOf, clock })
    const beside = new BesideWindows({
      journal: this.#journal,
      clock,
      tokenOf,
      input: this.#options.input,
      network: this.#options.network,
      open: () => recorder.open(),
      lastCaptureAt: () => (this.#paused() ? null : this.#lastCaptureAt),
      onChanged: () => this.#changed(),
      log,
      onTrouble: (error) => this.#troubles.writing(error),
    })
    const capture = startCapture({
      windows,
      pages,
      idle,
      power,
      clock,
      sink: (observation, occasion) => {
        this.#observe(recorder, observation, occasion)
        beside.observed(observation)
      },
      onHealth: (health) => {
        this.#sight = health
        this.#events.note(health.seeing ? 'windows_seen' : 'windows_lost')
        if (!health.seeing) log('warn', `windows cannot be seen (${health.source}): ${health.reason}`)
        this.#changed()
      },
    })
    if (this.#paused()) capture.pause()
    beside.follow(compiled.ruleSet.policy, this.#paused())
    const transport = axiosTransport({ ...identity, fetch, clock })
    const health = healthReport({
      health: () => healthOf(this.status()),
      send: (report) => transport.sendHealth(report),
      now: () => clock.now(),
    })
    const sync = startSync({
      journal: this.#journal,
      transport: watched(transport, (result) => beside.sent(result)),
      everyMs: this.#options.syncEveryMs ?? compiled.ruleSet.policy.syncEveryMs,
      retry: this.#options.retry,
      rulesVersion: () => this.#rules?.ruleSet.version ?? 0,
      onRules: (fresh) => this.#useRules(fresh),
      onState: (state) => {
        this.#troubles.sending(state)
        this.#changed()
      },
      onAck: () => void health.contact(),
      onFork: () => {
        this.#events.note('new_epoch')
        log('warn', 'the endpoint knows this journal with other content (a copied profile?): a new epoch begins')
      },
      clock,
    })
    this.#work = { identity, recorder, beside, capture, sync }
    this.#events.note('recording')
    log('info', `recording by ${windows.name}, rules version ${compiled.ruleSet.version}`)
    this.#changed()
  }

  #compile(rules: unknown): CompiledRuleSet | null {
    const result = compileRuleSet(rules)
    if (result.ok) return result.compiled
    const [first] = result.errors
    this.#events.note('rules_refused')
    this.#options.log('error', `rules not taken: ${first?.pointer}: ${first?.detail}`)
    return null
  }

  #useRules(rules: RuleSet): void {
    const compiled = this.#compile(rules)
    if (!compiled || !this.#work) return
    this.#rules = compiled
    this.#keepRules(compiled.ruleSet)
    this.#work.recorder.useRules(compiled)
    this.#followPolicy()
    if (this.#options.syncEveryMs === undefined) this.#work.sync.setEveryMs(compiled.ruleSet.policy.syncEveryMs)
    this.#events.note('rules_taken')
    this.#options.log('info', `rules version ${compiled.ruleSet.version}`)
    this.#changed()
  }

  #followPolicy(): void {
    if (this.#rules) this.#work?.beside.follow(this.#rules.ruleSet.policy, this.#paused())
  }

  #observe(recorder: Recorder, observation: Observation, occasion: Occasion): void {
    this.#options.onObservation?.(observation)
    this.#troubles.unlessWriting(() => {
      recorder.observe(observation, occasion)
      this.#troubles.written()
    })
    this.#lastCaptureAt = observation.t
    this.#changed()
  }

  /** The file was found damaged while in use: the rules in force go into the new one. */
  journalReplaced(): void {
    if (this.#journal.recovered) this.#tellGap(this.#journal.recovered.message)
    if (this.#rules) this.#keepRules(this.#rules.ruleSet)
  }

  /** Kept, so that it is still there to be read when the person next looks. */
  #tellGap(message: string): void {
    this.#events.note('gap_found')
    this.#options.log('warn', message)
    this.#troubles.unlessWriting(() =>
      this.#journal.settings.set('gap', { foundAt: this.#options.clock.now(), message }),
    )
  }

  /** Rules that cannot be kept, as on a full disk, are in force all the same; the next start asks for them again. */
  #keepRules(rules: RuleSet): void {
    this.#troubles.unlessWriting(() => this.#journal.settings.set('rules', rules))
  }

  #prune(): void {
    this.#troubles.unlessWriting(() => this.#journal.prune(this.#options.clock.now()))
  }

  #paused(): boolean {
    return this.#journal.settings.get('paused') ?? false
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  status(): AgentStatus {
    if (this.#statusAtEnd !== null) return this.#statusAtEnd
    const { windows, idle, endpointUrl, agentVersion } = this.#options
    const status = agentStatus({
      journal: this.#journal,
      windows,
      idle,
      identity: this.#work?.identity,
      endpointUrl,
      rules: this.#rules?.ruleSet,
      agentVersion,
      companions: this.#options.pages?.browsers() ?? [],
      sight: this.#sight,
      sync: this.#work?.sync.status(),
      lastCaptureAt: this.#lastCaptureAt,
      paused: this.#paused(),
      troubles: this.#troubles.all(),
    })
    return { ...status, ...this.#work?.beside.status() }
  }

  supportBundle(): SupportBundle {
    const sync = this.#statusAtEnd === null ? (this.#work?.sync.status() ?? null) : null
    return supportBundle({
      now: this.#options.clock.now(),
      status: this.status(),
      sync,
      rules: this.#rules?.ruleSet ?? null,
      events: this.#events.events(),
    })
  }

  day({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }): MyDay {
    const records = this.#journal.recordsBetween(from, to)
    const captured = myDayOf(from, to, records, this.#work?.recorder.open() ?? [])
    return { ...captured, ...(this.#work?.beside.day(from, to, records) ?? nothingBeside) }
  }

  nameTime(naming: Naming): null {
    this.#working().name(naming)
    this.#changed()
    return null
  }

  withdrawTime(id: string): null {
    this.#working().withdraw(id)
    this.#changed()
    return null
  }

  #working(): BesideWindows {
    if (this.#work) return this.#work.beside
    throw new ClientProblem({ code: 'not_enrolled', status: 409, detail: 'This computer is not enrolled yet.' })
  }

  sent(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[] {
    return this.#journal.newest(query)
  }

  pause(): AgentStatus {
    this.#journal.settings.set('paused', true)
    this.#events.note('paused')
    this.#work?.capture.pause()
    this.#endRecording()
    this.#followPolicy()
    this.#changed()
    return this.status()
  }

  resume(): AgentStatus {
    this.#journal.settings.set('paused', false)
    this.#events.note('resumed')
    this.#work?.capture.resume()
    this.#followPolicy()
    this.#changed()
    return this.status()
  }

  applyRemedy(): string {
    try {
      return remedyOf(this.#options.windows, this.#sight)?.apply() ?? 'Nothing is to be done.'
    } catch (error) {
      return error instanceof Error ? error.message : 'It did not work.'
    }
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#end()
    return this.#stopped
  }

  async #end(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#pruning)
    this.#listeners.clear()
    if (this.#work) {
      this.#work.capture.stop()
      this.#endRecording()
      this.#work.beside.stop()
    } else {
      this.#options.windows.close()
    }
    await this.#enrolling
    if (this.#work) {
      // What was just closed is delivered now where that is quick; else it waits in the journal for the next start.
      const enough = new AbortController()
      await Promise.race([this.#work.sync.flush(), realSleep(LAST_DELIVERY_MS, enough.signal)])
      enough.abort()
      await this.#work.sync.stop()
      this.#work.beside.end()
    }
    try {
      this.#statusAtEnd = this.status()
    } finally {
      this.#journal.close()
    }
  }

  /** Where it cannot be written the checkpoint in the journal still holds the open span; the next start closes it. */
  #endRecording(): void {
    this.#troubles.unlessWriting(() => this.#work?.recorder.end())
  }
}
