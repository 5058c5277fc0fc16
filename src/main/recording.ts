import { isSignedRules } from '../host/rules-signature.ts'
import {
  compileRuleSet,
  fieldHosts,
  fieldToRead,
  type CompiledRuleSet,
  type Tokenizer,
} from '../shared/classify/index.ts'
import type {
  AgentStatus,
  DeviceRecord,
  EpochMs,
  MyDay,
  Leaving,
  Observation,
  PauseMinutes,
  PolicyToRead,
  RulesHealth,
  RuleSet,
  Span,
  UnclassifiedWindow,
} from '../shared/contract/index.ts'
import { Annotations } from './annotations/annotations.ts'
import { startCapture, type Capture, type Trigger, type WindowVisibility } from './capture/index.ts'
import { Connectivity } from './connectivity/connectivity.ts'
import { InputActivity } from './input-activity/input-activity.ts'
import { ManualTime } from './manual-time/manual-time.ts'
import type { PolicyInForce } from './notice/notices.ts'
import type { CapturedDay } from './my-day.ts'
import { Pause } from './pause/pause.ts'
import { PrivateTimes } from './private-time/private-times.ts'
import { Recorder } from './recorder.ts'
import type { RecordingContext } from './recording-context.ts'
import { policyToRead } from './rules/policy-to-read.ts'
import { RulesInForce } from './rules/rules-in-force.ts'
import { Sending } from './sending.ts'
import { UnclassifiedWindows } from './unclassified/unclassified-windows.ts'
import { WeeklyCounts } from './unclassified/weekly-counts.ts'
import { versionFact } from './support/health-of.ts'
import { endpointTakes } from './sync/endpoint-takes.ts'
import type { Identity } from './sync/identity-store.ts'
import { tokenizer } from './tokenizer.ts'

/** How often it is checked whether recording is allowed, ms. */
const SETTLE_EVERY_MS = 1000
/** Windows are watched this long before working hours begin, so that nothing is lost in their first moments. What is seen then is dropped. */
const WATCH_BEFORE_MS = 5000

/** Compiles a rule set. Returns null and reports the first error if it is invalid. */
export function compileRules(rules: unknown, { options }: RecordingContext): CompiledRuleSet | null {
  const result = compileRuleSet(rules)
  if (result.ok) return result.compiled
  const [first] = result.errors
  options.log('error', `rules rejected: ${first?.pointer}: ${first?.detail}`)
  return null
}

/** Runs once the device has an identity: capture -> classify -> sessionize -> journal, by the rules in force; {@link Sending} sends. */
export class Recording {
  #tokenOf: Tokenizer
  readonly manualTime: ManualTime
  readonly privateTimes: PrivateTimes
  readonly #unclassified: UnclassifiedWindows
  readonly #weekly: WeeklyCounts
  readonly annotations: Annotations
  readonly sending: Sending
  readonly #pause: Pause
  readonly #inputActivity: InputActivity
  readonly #connectivity: Connectivity
  readonly #context: RecordingContext
  readonly #recorder: Recorder
  readonly #capture: Capture
  readonly #rules: RulesInForce
  #windowVisibility: WindowVisibility | null = null
  #lastCaptureAt: EpochMs | null = null
  #callsLost: string | null = null
  #isOutsideHours = false
  #windowsPolled = false
  #capturing = false
  #recordsNothing = false
  readonly #settling: ReturnType<typeof setInterval>

  /** @param start the rules to begin with; `lost`: there were none, so the first ones that arrive are applied at once */
  constructor(
    context: RecordingContext,
    stored: Identity,
    start: { readonly compiled: CompiledRuleSet; readonly lost: boolean },
  ) {
    const { options, journal, events, faults, notices, changed } = context
    const { windows, pages, calls, idle, power, clock, log } = options
    this.#context = context
    this.#tokenOf = tokenizer(stored.tokenKey)
    this.#rules = new RulesInForce({
      ...start,
      journal,
      clock,
      isSigned: (rules) => isSignedRules(rules, this.sending.identity.tenantId, this.sending.identity.rulesKey),
      compile: (rules) => compileRules(rules, context),
      onRefused: (why) => {
        events.note('rules_refused')
        log('error', `new rules are refused: ${why}`)
        changed()
      },
      guard: faults.guard,
      onApplied: (compiled) => this.#follow(compiled),
    })

    const tokenOf: Tokenizer = (reference) => this.#tokenOf(reference)
    const recorder = new Recorder({ journal, compiled: start.compiled, tokenOf, clock })
    this.manualTime = new ManualTime({
      journal,
      clock,
      tokenOf,
      open: () => recorder.open(),
      lastCaptureAt: () => (this.#capturing ? this.#lastCaptureAt : null),
    })
    this.annotations = new Annotations({ journal, clock, open: () => recorder.open() })
    this.privateTimes = new PrivateTimes({
      ...{ journal, clock },
      endSpans: () => recorder.end(),
      onTakenOut: () => {
        recorder.forgetTakenOut()
        this.#unclassified.forget()
        this.#weekly.forget()
      },
    })
    this.#weekly = new WeeklyCounts(journal, () => this.rules.policy.privacy?.weeklyCounts !== false)
    this.#unclassified = new UnclassifiedWindows(journal, this.#weekly)
    this.#pause = new Pause({
      ...{ journal, clock },
      minutesADay: () => this.rules.policy.privacy?.pauseMinutesPerDay ?? null,
      partsOf: (pause) => recorder.workingTime.partsOf(pause),
    })
    const { guard } = faults
    const isWorkingTime = (at: EpochMs) => recorder.workingTime.isOpen(at)
    const inputActivity = new InputActivity({
      ...{ journal, clock, source: options.input, guard, onChanged: changed, log },
      counts: isWorkingTime,
    })
    const connectivity = new Connectivity({
      journal,
      clock,
      network: options.network ?? { online: () => true },
      taken: () => endpointTakes(journal, 'connectivity'),
      partsOf: (outage) => recorder.workingTime.partsOf(outage),
    })
    connectivity.start(guard)
    pages?.useHosts(fieldHosts(start.compiled.ruleSet))
    this.#recorder = recorder
    this.#inputActivity = inputActivity
    this.#connectivity = connectivity
    this.#capture = startCapture({
      windows,
      pages,
      fieldOf: (window) => fieldToRead(this.#rules.compiled, window),
      calls,
      idle,
      power,
      clock,
      paused: true,
      sink: (observation, trigger) => {
        this.#observe(observation, trigger)
        inputActivity.observe(observation)
      },
      onCallHealth: (lost) => {
        if (this.#callsLost === lost) return
        this.#callsLost = lost
        if (lost !== null) log('warn', `calls are not observed (${calls?.name}): ${lost}`)
        changed()
      },
      onHealth: (health) => {
        this.#windowVisibility = health
        events.note(health.visible ? 'windows_seen' : 'windows_lost')
        if (!health.visible) log('warn', `windows are not visible (${health.source}): ${health.reason}`)
        changed()
      },
    })
    this.sending = new Sending(context, stored, {
      ...{ rules: this.#rules, unclassified: this.#unclassified, connectivity },
      weekly: {
        // Not before the person has read of them.
        unsent: () => (notices.due(this.inForce()) ? [] : this.#weekly.unsent(clock.now())),
        markSent: (week) => this.#weekly.markSent(week),
      },
      onIdentity: ({ tokenKey }) => {
        this.#tokenOf = tokenizer(tokenKey)
      },
    })
    guard(() => notices.follow(this.inForce()))
    this.#settle()
    this.#settling = setInterval(() => this.#settle(), SETTLE_EVERY_MS)
    this.#settling.unref()
    events.note('recording', versionFact(String(this.rules.version)))
    const how = `by ${windows.name}, rules version ${this.rules.version}`
    log('info', this.#capturing ? `recording ${how}` : `ready to record ${how}`)
    if (notices.due(this.inForce())) {
      log('warn', 'nothing is recorded until the notice is read: open My Day, or start the agent with --accept-notice')
    }
  }

  /** The rules in force. */
  get rules(): RuleSet {
    return this.#rules.compiled.ruleSet
  }

  inForce(): PolicyInForce {
    return { policy: this.rules.policy, rulesVersion: this.rules.version }
  }

  policyToRead(): PolicyToRead {
    return policyToRead(this.rules, this.#rules.changes, this.#context.journal.settings.get('lastAck')?.ack.retention)
  }

  /** Null until the first observation or failure. */
  get windowVisibility(): WindowVisibility | null {
    return this.#windowVisibility
  }

  get lastCaptureAt(): EpochMs | null {
    return this.#lastCaptureAt
  }

  partStatus(): Pick<
    Required<AgentStatus>,
    'unreachableSince' | 'inputCounts' | 'rulesHealth' | 'pause' | 'callsUnobserved'
  > {
    return {
      pause: this.#pause.status(),
      callsUnobserved: this.#callsUnobserved(),
      unreachableSince: this.#connectivity.unreachableSince(),
      inputCounts: this.#inputActivity.status(),
      rulesHealth: this.rulesHealth(),
    }
  }

  rulesHealth(): RulesHealth {
    return this.#rules.health()
  }

  /** The part of My Day that no window produces. @param records the journal's records that overlap the day */
  manualDay(from: EpochMs, to: EpochMs, records: readonly DeviceRecord[]): Omit<MyDay, keyof CapturedDay> {
    return {
      ...this.manualTime.day(from, to, records),
      privateTimes: this.privateTimes.day(records),
      ...this.annotations.day(from, to, records),
      input: this.#inputActivity.minutes(from, to, records),
      rulesChanges: this.#rules.changes.filter(({ at }) => at < to),
      unclassified: this.#unclassified.list(from),
    }
  }

  /** Spans that are not closed yet. */
  open(): readonly Span[] {
    return [...this.#recorder.open(), ...this.#pause.open()]
  }

  /** Stores the rules in force, and the pause that runs, in a new journal. */
  keepState(): void {
    this.#rules.keep()
    this.#context.faults.guard(() => this.#pause.keep())
    this.#context.faults.guard(() => this.#unclassified.keep())
    this.#context.faults.guard(() => this.#weekly.keep())
  }

  isPaused(): boolean {
    return this.#pause.isPaused()
  }

  /** @throws ClientProblem if the policy does not allow it; journal errors */
  pause(minutes: PauseMinutes): void {
    this.#pause.begin(minutes)
    this.#context.events.note('paused')
    this.#settle()
  }

  /** @throws journal errors */
  resume(): void {
    this.#pause.end()
    this.#context.events.note('resumed')
    this.#settle()
  }

  /** The person was deleted at the endpoint: what went on being recorded would be kept for nothing. Until the next start. */
  recordNothing(): void {
    this.#recordsNothing = true
    this.#settle()
    this.#context.changed()
  }

  /** @throws ClientProblem if it is not among today's windows, or too many were offered this month; journal errors */
  offerWindow(window: UnclassifiedWindow): void {
    this.#unclassified.offer(window, this.#context.options.clock.now())
    this.sending.flush()
  }

  noticeAcknowledged(): void {
    this.#settle()
    // The endpoint should know at once.
    this.sending.flush()
  }

  /** Closes the open span and stops recording. */
  stop(): void {
    clearInterval(this.#settling)
    this.#capture.stop()
    this.#endSpans()
    this.#context.faults.guard(() => this.#weekly.keep())
    this.#inputActivity.stop()
  }

  /** Delivers the last records, if that is quick. Otherwise they wait in the journal for the next start. */
  async end(leaving: Leaving): Promise<void> {
    await this.sending.end(leaving)
    this.#context.faults.guard(() => this.#connectivity.stop())
  }

  #follow(compiled: CompiledRuleSet): void {
    const { options, events, faults, notices, changed } = this.#context
    this.#recorder.useRules(compiled)
    options.pages?.useHosts(fieldHosts(compiled.ruleSet))
    faults.guard(() => this.#weekly.followPolicy())
    faults.guard(() => notices.follow(this.inForce()))
    this.#settle()
    if (options.syncEveryMs === undefined) this.sending.setEveryMs(compiled.ruleSet.policy.syncEveryMs)
    events.note('rules_taken', versionFact(String(compiled.ruleSet.version)))
    options.log('info', `rules version ${compiled.ruleSet.version}`)
    changed()
  }

  /** Begins or ends recording, if what decides it has changed. */
  #settle(): void {
    const { events, faults, notices, changed, options } = this.#context
    const isPolled = (options.windows.polledBecause?.() ?? null) !== null
    if (isPolled !== this.#windowsPolled) events.note(isPolled ? 'windows_polled' : 'windows_heard')
    this.#windowsPolled = isPolled
    faults.guard(() => {
      if (!this.#pause.settle()) return
      events.note('resumed')
      changed()
    })
    const mayRecord = !this.#recordsNothing && !this.#pause.isPaused() && !notices.due(this.inForce())
    const allowed = mayRecord && this.#isNearWorkingTime()
    if (this.#isOutsideHours !== this.isOutsideHours()) {
      this.#isOutsideHours = !this.#isOutsideHours
      changed()
    }
    if (allowed && !this.#capturing) {
      this.#capturing = true
      this.#capture.resume()
    } else if (!allowed && this.#capturing) {
      this.#capture.pause()
      this.#capturing = false
      this.#unclassified.interrupt()
      this.#endSpans()
    }
    this.#capture.observeCalls(this.rules.policy.observeCalls === true)
    this.#inputActivity.followPolicy(this.rules.policy, !allowed)
  }

  /** Outside working hours, while the policy does not record then. */
  isOutsideHours(): boolean {
    return !this.#recorder.workingTime.isOpen(this.#context.options.clock.now())
  }

  #isNearWorkingTime(): boolean {
    const now = this.#context.options.clock.now()
    const { workingTime } = this.#recorder
    return workingTime.isOpen(now) || workingTime.isOpen(now + WATCH_BEFORE_MS)
  }

  #observe(observation: Observation, trigger: Trigger): void {
    const { options, faults, changed } = this.#context
    options.onObservation?.(observation)
    faults.guard(() => {
      const { compiled } = this.#rules
      this.#rules.settle()
      this.#settle()
      // The new policy may need another notice first, or working hours may be over.
      if (!this.#capturing) return
      // What was read in a page was read for a rule of the set before.
      const line =
        this.#rules.compiled === compiled || 'event' in observation ? observation : { ...observation, field: null }
      const begins = !this.#recorder.isInSession && !('event' in line)
      this.#recorder.observe(line, trigger)
      // A session knows nothing of the one before it.
      if (begins) this.#tellCalls(line)
      this.#unclassified.observe(line, this.#rules.compiled)
      faults.writeSucceeded()
    })
    this.#lastCaptureAt = observation.t
    changed()
  }

  #tellCalls({ t, mono }: Observation): void {
    for (const app of this.#capture.calls()) this.#observe({ t, mono, event: 'call_started', app }, 'change')
  }

  /** Null: calls are observed, or need not be. */
  #callsUnobserved(): string | null {
    if (this.rules.policy.observeCalls !== true) return null
    return this.#context.options.calls ? this.#callsLost : 'this system does not say which programs use the microphone'
  }

  /** If this write fails, the checkpoint still holds the open span and the next start closes it. */
  #endSpans(): void {
    this.#context.faults.guard(() => this.#recorder.end())
  }
}
