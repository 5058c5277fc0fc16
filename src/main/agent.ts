import { createHmac } from 'node:crypto'
import { compileRuleSet } from '../shared/classify/index.ts'
import type { CompiledRuleSet, Tokenizer } from '../shared/classify/index.ts'
import { ClientProblem } from '../shared/contract/index.ts'
import type {
  AgentStatus,
  DenialToken,
  EpochMs,
  MyDay,
  Naming,
  Observation,
  RuleSet,
  SentRecord,
} from '../shared/contract/index.ts'
import { BesideWindows, nothingBeside } from './beside-windows.ts'
import { startCapture } from './capture/index.ts'
import type {
  Capture,
  CaptureHealth,
  Clock,
  IdleSource,
  InputSource,
  Occasion,
  PageSource,
  PowerSource,
  Remedy,
  WindowSource,
} from './capture/index.ts'
import type { NetworkSource } from './connectivity.ts'
import { holdJournal, openJournal } from './journal/journal.ts'
import { journalKey } from './journal/key-file.ts'
import type { Journal } from './journal/journal.ts'
import { myDayOf } from './my-day.ts'
import { Recorder } from './recorder.ts'
import { axiosTransport } from './sync/axios-transport.ts'
import { enrollPatiently } from './sync/enroll-patiently.ts'
import type { Fetch } from './sync/http.ts'
import { openIdentityStore } from './sync/identity-store.ts'
import type { Identity, IdentityStore } from './sync/identity-store.ts'
import { realSleep } from './sync/pause.ts'
import type { RetryPolicy } from './sync/retrying.ts'
import type { Sealer } from './sync/sealer.ts'
import { startSync } from './sync/sync.ts'
import type { Sync } from './sync/sync.ts'
import { watched } from './sync/watched.ts'

const PRUNE_EVERY_MS = 3_600_000
/** The last delivery may take this long: the app has to be gone within a second of being told to end. */
const LAST_DELIVERY_MS = 500

export type Log = (level: 'info' | 'warn' | 'error', message: string) => void

export interface AgentOptions {
  readonly dataDirectory: string
  readonly agentVersion: string
  /** Where to enrol, or where the endpoint is now; default: where the device enrolled. */
  readonly endpointUrl?: string | undefined
  /** Single-use; not used when the device is enrolled already. */
  readonly enrollCode?: string | undefined
  /** The agent owns it: `stop` closes it. */
  readonly windows: WindowSource
  /** Tells the page a browser shows. Without it rules on host and path match only where the platform gives the address. */
  readonly pages?: PageSource | undefined
  readonly idle: IdleSource
  readonly power: PowerSource
  /** Input to be counted where the policy has it so; left out: it never is. */
  readonly input?: InputSource | undefined
  readonly network?: NetworkSource | undefined
  readonly clock: Clock
  readonly sealer: Sealer
  readonly fetch?: Fetch | undefined
  /** Default: the policy's `syncEveryMs`. */
  readonly syncEveryMs?: number | undefined
  /** How long to wait after a failure of sending. */
  readonly retry?: RetryPolicy | undefined
  readonly log: Log
}

export interface Agent {
  /** Also after `stop`, for whoever is just about to show it: then how it was at the end. */
  status(): AgentStatus
  /** Everything recorded in `[from, to)`, with what is being recorded now. */
  day(query: { readonly from: EpochMs; readonly to: EpochMs }): MyDay
  sent(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[]
  /** Names time that nothing was captured in, or changes what was named. @throws ClientProblem, JournalFull and other journal errors */
  nameTime(naming: Naming): null
  /** Takes named time back. @throws as `nameTime` */
  withdrawTime(id: string): null
  pause(): AgentStatus
  resume(): AgentStatus
  /** Does what `status().remedy` offers. Answers what is to be done next, in plain words. */
  applyRemedy(): string
  /** Called when what is recorded or the status changed. Returns how to stop. */
  onChange(callback: () => void): () => void
  /** Ends the open span, lets a request under way end, closes the journal. */
  stop(): Promise<void>
}

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
  const { clock, dataDirectory, sealer } = options
  const lock = holdJournal(dataDirectory)
  const { key, lost } = await journalKey(dataDirectory, sealer, () => clock.now()).catch((error: unknown) => {
    lock.release()
    throw error
  })
  const journal = openJournal(dataDirectory, { clock, key, keyLost: lost, lock })
  const agent = new RunningAgent(options, journal)
  await agent.begin()
  return agent
}

class RunningAgent implements Agent {
  readonly #options: AgentOptions
  readonly #journal: Journal
  readonly #listeners = new Set<() => void>()
  readonly #stopping = new AbortController()
  readonly #pruning: ReturnType<typeof setInterval>
  #enrolling: Promise<void> = Promise.resolve()
  #stopped: Promise<void> | null = null
  #work: Work | null = null
  #rules: CompiledRuleSet | null = null
  #sight: CaptureHealth | null = null
  #lastCaptureAt: EpochMs | null = null
  /** What keeps the agent from its work, in plain words. */
  #enrolmentTrouble: string | null = null
  #journalTrouble: string | null = null
  /** Once the journal is closed, which would have to be asked. */
  #statusAtEnd: AgentStatus | null = null

  constructor(options: AgentOptions, journal: Journal) {
    this.#options = options
    this.#journal = journal
    if (!journal.encrypted) options.log('warn', plainJournal(options.sealer))
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
    this.#enrolmentTrouble = null
    log('info', `enrolled as ${enrollment.identity.userName}`)
    this.#record(enrollment.identity, enrollment.rules)
  }

  #troubleEnrolling(error: unknown): void {
    this.#enrolmentTrouble = error instanceof Error ? error.message : 'not enrolled'
    this.#options.log('error', this.#enrolmentTrouble)
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
      onTrouble: (error) => this.#troubleWriting(error),
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
        if (!health.seeing) log('warn', `windows cannot be seen (${health.source}): ${health.reason}`)
        this.#changed()
      },
    })
    if (this.#paused()) capture.pause()
    beside.follow(compiled.ruleSet.policy, this.#paused())
    const sync = startSync({
      journal: this.#journal,
      transport: watched(axiosTransport({ ...identity, fetch, clock }), (result) => beside.sent(result)),
      everyMs: this.#options.syncEveryMs ?? compiled.ruleSet.policy.syncEveryMs,
      retry: this.#options.retry,
      rulesVersion: () => this.#rules?.ruleSet.version ?? 0,
      onRules: (fresh) => this.#useRules(fresh),
      onState: () => this.#changed(),
      onFork: () =>
        log('warn', 'the endpoint knows this journal with other content (a copied profile?): a new epoch begins'),
      clock,
    })
    this.#work = { identity, recorder, beside, capture, sync }
    log('info', `recording by ${windows.name}, rules version ${compiled.ruleSet.version}`)
    this.#changed()
  }

  #compile(rules: unknown): CompiledRuleSet | null {
    const result = compileRuleSet(rules)
    if (result.ok) return result.compiled
    const [first] = result.errors
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
    this.#options.log('info', `rules version ${compiled.ruleSet.version}`)
    this.#changed()
  }

  #followPolicy(): void {
    if (this.#rules) this.#work?.beside.follow(this.#rules.ruleSet.policy, this.#paused())
  }

  #observe(recorder: Recorder, observation: Observation, occasion: Occasion): void {
    try {
      recorder.observe(observation, occasion)
      this.#journalTrouble = null
    } catch (error) {
      this.#troubleWriting(error)
    }
    this.#lastCaptureAt = observation.t
    this.#changed()
  }

  /** Journal errors say what is wrong without a word of content; what was not written is tried again with the next observation. */
  #troubleWriting(error: unknown): void {
    const trouble = error instanceof Error ? error.message : 'the journal cannot be written'
    if (this.#journalTrouble !== trouble) this.#options.log('error', trouble)
    this.#journalTrouble = trouble
  }

  /** Kept, so that it is still there to be read when the person next looks. */
  #tellGap(message: string): void {
    this.#options.log('warn', message)
    try {
      this.#journal.settings.set('gap', { foundAt: this.#options.clock.now(), message })
    } catch (error) {
      this.#troubleWriting(error)
    }
  }

  /** Rules that cannot be kept, as on a full disk, are in force all the same; the next start asks for them again. */
  #keepRules(rules: RuleSet): void {
    try {
      this.#journal.settings.set('rules', rules)
    } catch (error) {
      this.#troubleWriting(error)
    }
  }

  #prune(): void {
    try {
      this.#journal.prune(this.#options.clock.now())
    } catch (error) {
      this.#troubleWriting(error)
    }
  }

  #paused(): boolean {
    return this.#journal.settings.get('paused') ?? false
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  status(): AgentStatus {
    if (this.#statusAtEnd !== null) return this.#statusAtEnd
    const sync = this.#work?.sync.status()
    const identity = this.#work?.identity
    const blind = this.#sight?.seeing === false ? `Windows cannot be seen: ${this.#sight.reason}` : null
    const trouble = this.#enrolmentTrouble ?? this.#journalTrouble ?? blind ?? sync?.holding?.why ?? null
    const paused = this.#paused()
    return {
      state: trouble !== null ? 'needs_attention' : paused ? 'paused' : 'recording',
      reason:
        trouble ??
        (paused ? 'Paused by you. Nothing is recorded.' : (sync?.trouble?.why ?? this.#options.idle.unknown ?? null)),
      userName: identity?.userName ?? '',
      deviceId: identity?.deviceId ?? '',
      endpointUrl: identity?.endpointUrl ?? this.#options.endpointUrl ?? '',
      rulesVersion: this.#rules?.ruleSet.version ?? 0,
      agentVersion: this.#options.agentVersion,
      captureAdapter: this.#options.windows.name,
      companions: this.#options.pages?.browsers() ?? [],
      lastCaptureAt: this.#lastCaptureAt,
      lastSyncAt: sync?.lastSyncAt ?? null,
      backlog: sync?.backlog ?? this.#journal.counts().waiting,
      quarantined: sync?.quarantined ?? this.#journal.counts().quarantined,
      observable: this.#sight?.seeing !== false,
      remedy: this.#remedy()?.label ?? null,
      idleSource: this.#options.idle.name ?? 'unnamed',
      journalEncrypted: this.#journal.encrypted,
      gap: this.#journal.settings.get('gap') ?? null,
      ...this.#work?.beside.status(),
    }
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
    this.#work?.capture.pause()
    this.#endRecording()
    this.#followPolicy()
    this.#changed()
    return this.status()
  }

  resume(): AgentStatus {
    this.#journal.settings.set('paused', false)
    this.#work?.capture.resume()
    this.#followPolicy()
    this.#changed()
    return this.status()
  }

  /** Only while windows cannot be seen. */
  #remedy(): Remedy | null {
    return this.#sight?.seeing === false ? (this.#options.windows.remedy?.() ?? null) : null
  }

  applyRemedy(): string {
    try {
      return this.#remedy()?.apply() ?? 'Nothing is to be done.'
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

  #endRecording(): void {
    try {
      this.#work?.recorder.end()
    } catch (error) {
      // The checkpoint in the journal still holds the open span; the next start closes it.
      this.#troubleWriting(error)
    }
  }
}

const plainJournal = ({ protection }: Sealer): string =>
  protection === 'os'
    ? 'the journal is not encrypted: the SQLite at hand cannot, or there was no room for it'
    : 'the journal is not encrypted: without a key store of the operating system its key would lie beside it'

/** HMAC-SHA-256 of the normalised reference under the tenant's key. */
function tokenizer(tokenKey: string): Tokenizer {
  const key = Buffer.from(tokenKey, 'base64')
  return (reference) => createHmac('sha256', key).update(reference).digest('hex') as DenialToken
}
