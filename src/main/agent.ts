import type { LookedAtRow } from '../shared/contract/audit.ts'
import {
  ClientProblem,
  type AgentStatus,
  type AnnotationRequest,
  type EpochMs,
  type Leaving,
  type MyDay,
  type Naming,
  type NoticeAcknowledgment,
  type NoticeRead,
  type NoticeToRead,
  type Page,
  type PauseMinutes,
  type PolicyToRead,
  type PrivateTimeRequest,
  policySchema,
  type RuleSet,
  type SentRecord,
  type SupportBundle,
  type UnclassifiedWindow,
} from '../shared/contract/index.ts'
import { AgentFaults } from './agent-faults.ts'
import type { Agent, AgentOptions } from './agent-options.ts'
import { agentStatus, refusedRules, remedyOf } from './agent-status.ts'
import { Enrolling } from './enrolling.ts'
import { openAgentJournal } from './journal/agent-journal.ts'
import type { Journal } from './journal/journal.ts'
import { noManualTime, type ManualTime } from './manual-time/manual-time.ts'
import { myDayOf } from './my-day.ts'
import { Notices, type PolicyInForce } from './notice/notices.ts'
import { compileRules, Recording } from './recording.ts'
import type { RecordingContext } from './recording-context.ts'
import { ownData } from './own-data/own-data.ts'
import { policyToRead } from './rules/policy-to-read.ts'
import { supportBundle } from './support/bundle.ts'
import { eventLog, type EventLog } from './support/event-log.ts'
import { versionFact } from './support/health-of.ts'
import { openLogFile } from './support/log-file.ts'
import { asSent } from './sync/as-sent.ts'
import { openIdentityStore, type Asking, type Identity, type IdentityStore } from './sync/identity-store.ts'

export type { Agent, AgentOptions, Log } from './agent-options.ts'

/** Before the device has rules. Their notice tells of calls, so that it need not be read again for rules that observe them, as the starter rules do. */
const noRules: PolicyInForce = { policy: policySchema.parse({ observeCalls: true }), rulesVersion: 0 }
const ALREADY_ENROLLED = 'a second start stated a code: this computer is enrolled already, so it was not used'
const PRUNE_EVERY_MS = 3_600_000
/** Records read from the journal at once for a file. */
const RECORDS_AT_ONCE = 1000

/**
 * Composition root of the agent: opens the journal, loads or enrolls the identity and starts a {@link Recording}. Imports no
 * Electron. Enrollment and recording continue after it resolves.
 * @throws DirectoryInUse when another process holds the data directory; DirectoryNotWritable; JournalLocked.
 */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  let agent: RunningAgent | null = null
  agent = new RunningAgent(options, await openAgentJournal(options, () => agent?.journalReplaced()))
  await agent.begin()
  return agent
}

class RunningAgent implements Agent {
  #options: AgentOptions
  readonly #journal: Journal
  readonly #listeners = new Set<() => void>()
  readonly #stopping = new AbortController()
  readonly #pruning: ReturnType<typeof setInterval>
  readonly #events: EventLog
  readonly #faults: AgentFaults
  readonly #store: IdentityStore
  readonly #notices: Notices
  readonly #enrolling: Enrolling
  #stopped: Promise<void> | null = null
  #recording: Recording | null = null
  /** Set before the journal closes: afterwards the status can no longer be read from it. */
  #statusAtEnd: AgentStatus | null = null

  constructor(options: AgentOptions, journal: Journal) {
    this.#options = options
    this.#journal = journal
    this.#store = openIdentityStore(options.dataDirectory, options.sealer)
    this.#events = eventLog(() => options.clock.now(), openLogFile(options.dataDirectory))
    this.#faults = new AgentFaults(options.log, this.#events)
    this.#notices = new Notices({
      journal,
      clock: options.clock,
      acceptAll: options.acceptNotice ?? false,
      onAcknowledged: ({ version, how }) => {
        this.#events.note('notice_acknowledged')
        options.log('info', `${howAcknowledged[how]}: version ${version} of the notice of what is recorded`)
      },
    })
    this.#enrolling = new Enrolling({
      ...{ options, store: this.#store, journal, faults: this.#faults, signal: this.#stopping.signal },
      onIdentity: (identity, rules) => this.#record(identity, rules),
      onNextIdentity: (identity) => {
        this.#recording?.sending.become(identity)
        this.#noteDevice(identity)
        this.#changed()
      },
      onFailure: (error) => {
        this.#faults.enrollmentFailed(error)
        this.#changed()
      },
    })
    this.#events.note('started', versionFact(options.agentVersion))
    if (journal.recovered) this.#reportGap(journal.recovered.message)
    this.#pruning = setInterval(() => this.#prune(), PRUNE_EVERY_MS)
    this.#pruning.unref()
  }

  begin(): Promise<void> {
    return this.#enrolling.begin()
  }

  #held(code: string): void {
    if (code === 'person_deleted') this.#recording?.recordNothing()
    if (this.#recording) this.#enrolling.held(code, this.#recording.sending.identity)
  }

  #noteDevice({ deviceId, userId, userName, email }: Identity): void {
    this.#faults.guard(() => this.#journal.settings.set('enrolledAs', { deviceId, userId, userName, email }))
  }

  /**
   * Starts recording and sending. If a damaged journal lost the rules, recording starts with an empty rule set so that no time is
   * lost; the first acknowledgment brings the rules.
   */
  #record(identity: Identity, rules: RuleSet | undefined): void {
    const context: RecordingContext = {
      options: this.#options,
      journal: this.#journal,
      events: this.#events,
      faults: this.#faults,
      notices: this.#notices,
      status: () => this.status(),
      changed: () => this.#changed(),
      held: (code) => this.#held(code),
      store: this.#store,
    }
    const compiled = compileRules(rules ?? { version: 0, rules: [] }, context)
    if (!compiled) this.#events.note('rules_refused')
    if (!compiled || this.#stopping.signal.aborted) return
    this.#noteDevice(identity)
    this.#recording = new Recording(context, identity, { compiled, lost: rules === undefined })
    this.#changed()
  }

  /** Called when the journal file was damaged and replaced: the new file needs the rules in force. */
  journalReplaced(): void {
    if (this.#journal.recovered) this.#reportGap(this.#journal.recovered.message)
    this.#recording?.keepState()
    this.#faults.guard(() => this.#notices.keep())
  }

  /** Stored, so that the person can still read it later. */
  #reportGap(message: string): void {
    this.#events.note('gap_found')
    this.#options.log('warn', message)
    this.#faults.guard(() => this.#journal.settings.set('gap', { foundAt: this.#options.clock.now(), message }))
  }

  #prune(): void {
    this.#faults.guard(() => this.#journal.prune(this.#options.clock.now()))
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }

  status(): AgentStatus {
    if (this.#statusAtEnd !== null) return this.#statusAtEnd
    const { windows, idle, endpointUrl, agentVersion } = this.#options
    const recording = this.#recording
    const status = agentStatus({
      journal: this.#journal,
      windows,
      idle,
      identity: recording?.sending.identity,
      endpointUrl,
      rules: recording?.rules,
      agentVersion,
      companions: this.#options.pages?.browsers() ?? [],
      hostsNotAllowed: this.#options.pages?.notAllowed() ?? [],
      windowVisibility: recording?.windowVisibility ?? null,
      sync: recording?.sending.status(),
      lastCaptureAt: recording?.lastCaptureAt ?? null,
      paused: recording?.isPaused() ?? false,
      outsideHours: recording?.isOutsideHours() ?? false,
      noticeDue: this.#notices.due(this.#inForce()),
      faults: [...this.#faults.all(), refusedRules(recording?.rulesHealth())],
    })
    return recording ? { ...status, ...recording.partStatus(), ...recording.sending.updateStatus() } : status
  }

  supportBundle(): SupportBundle {
    const sync = this.#statusAtEnd === null ? (this.#recording?.sending.status() ?? null) : null
    return supportBundle({
      now: this.#options.clock.now(),
      status: this.status(),
      sync,
      rules: this.#recording?.rules ?? null,
      events: this.#events.events(),
    })
  }

  day({ from, to }: { readonly from: EpochMs; readonly to: EpochMs }): MyDay {
    const records = this.#journal.recordsBetween(from, to)
    const captured = myDayOf(from, to, records, this.#recording?.open() ?? [])
    return {
      ...captured,
      ...(this.#recording?.manualDay(from, to, records) ?? {
        ...noManualTime,
        input: [],
        privateTimes: [],
        annotations: [],
        annotatable: false,
        rulesChanges: [],
        unclassified: [],
      }),
    }
  }

  saveManualTime(naming: Naming): null {
    this.#manualTime().save(naming)
    this.#changed()
    return null
  }

  withdrawManualTime(id: string): null {
    this.#manualTime().withdraw(id)
    this.#changed()
    return null
  }

  markPrivate(request: PrivateTimeRequest): null {
    this.#enrolled().privateTimes.mark(request)
    this.#changed()
    return null
  }

  offerWindow(window: UnclassifiedWindow): null {
    this.#enrolled().offerWindow(window)
    return null
  }

  annotate(request: AnnotationRequest): null {
    this.#enrolled().annotations.save(request)
    this.#changed()
    return null
  }

  withdrawAnnotation(id: string): null {
    this.#enrolled().annotations.withdraw(id)
    this.#changed()
    return null
  }

  #manualTime(): ManualTime {
    return this.#enrolled().manualTime
  }

  #enrolled(): Recording {
    if (this.#recording) return this.#recording
    throw new ClientProblem({ code: 'not_enrolled', status: 409, detail: 'This computer is not enrolled yet.' })
  }

  sent(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[] {
    return this.#journal.newest(query).map((sent) => ({ ...sent, record: asSent(sent.record) }))
  }

  async lookedAt({ cursor }: { readonly cursor?: string | undefined }): Promise<Page<LookedAtRow>> {
    return this.#enrolled().sending.lookedAt(cursor)
  }

  #inForce(): PolicyInForce {
    return this.#recording?.inForce() ?? noRules
  }

  policy(): PolicyToRead {
    return this.#recording?.policyToRead() ?? policyToRead({ version: 0, policy: noRules.policy, rules: [] }, [])
  }

  notice(): NoticeToRead {
    return this.#notices.toRead(this.#inForce())
  }

  ownData(): Uint8Array {
    const { settings } = this.#journal
    const acknowledged = settings.get('notices') ?? []
    return ownData({
      madeAt: this.#options.clock.now(),
      status: this.status(),
      policy: this.policy(),
      notices: acknowledged.map(({ acknowledgment }) => acknowledgment),
      records: this.#everyRecord(),
      events: this.#events.all(),
    })
  }

  /** By seq. */
  #everyRecord(): SentRecord[] {
    const records: SentRecord[] = []
    for (;;) {
      const before = records.at(-1)?.record.seq
      const page = this.#journal.newest({ ...(before !== undefined && { before }), limit: RECORDS_AT_ONCE })
      records.push(...page)
      if (page.length < RECORDS_AT_ONCE) return records.reverse()
    }
  }

  acknowledgeNotice(read: NoticeRead): AgentStatus {
    this.#notices.acknowledge(read, this.#inForce())
    this.#recording?.noticeAcknowledged()
    this.#changed()
    return this.status()
  }

  acceptNotices(): void {
    // Without rules the policy is not known: it is acknowledged when it comes into force.
    const recording = this.#recording
    if (recording === null) return this.#notices.acceptAll()
    this.#notices.acceptAll(recording.inForce())
    recording.noticeAcknowledged()
    this.#changed()
  }

  takeCode(asking: Asking): boolean {
    const sending = this.#recording?.sending
    const hold = sending?.status().hold
    const taken = this.#enrolling.take(asking, sending && hold ? { code: hold.code, identity: sending.identity } : null)
    if (taken && sending === undefined) this.#options = { ...this.#options, endpointUrl: asking.endpointUrl }
    this.#events.note(taken ? 'code_taken' : 'code_not_needed')
    this.#options.log('info', taken ? 'a second start stated a code: it is tried' : ALREADY_ENROLLED)
    this.#changed()
    return taken
  }

  pause(minutes: PauseMinutes): AgentStatus {
    this.#enrolled().pause(minutes)
    this.#changed()
    return this.status()
  }

  resume(): AgentStatus {
    this.#enrolled().resume()
    this.#changed()
    return this.status()
  }

  applyRemedy(): string {
    try {
      return (
        remedyOf(this.#options.windows, this.#recording?.windowVisibility ?? null)?.apply() ??
        'There is nothing to fix.'
      )
    } catch (error) {
      return error instanceof Error ? error.message : 'That did not work. Please try again.'
    }
  }

  onChange(callback: () => void): () => void {
    this.#listeners.add(callback)
    return () => this.#listeners.delete(callback)
  }

  stop(leaving: Leaving = 'quit'): Promise<void> {
    this.#stopped ??= this.#end(leaving)
    return this.#stopped
  }

  async #end(leaving: Leaving): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#pruning)
    this.#listeners.clear()
    if (this.#recording) this.#recording.stop()
    else this.#options.windows.close()
    await this.#enrolling.settled()
    await this.#recording?.end(leaving)
    try {
      this.#statusAtEnd = this.status()
    } finally {
      this.#journal.close()
      this.#events.note('stopped')
    }
  }
}

const howAcknowledged: Readonly<Record<NoticeAcknowledgment['how'], string>> = {
  read: 'acknowledged by the person at this computer',
  command_line: 'acknowledged by --accept-notice',
}
