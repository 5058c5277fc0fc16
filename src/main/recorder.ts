import { attributeAll, nothingAttributed, type AttributionState } from '../shared/attribution/index.ts'
import {
  createCallClassifier,
  createClassifier,
  type CompiledRuleSet,
  type Tokenizer,
} from '../shared/classify/index.ts'
import type { AttributedSpan, MonoMs, Observation, Span } from '../shared/contract/index.ts'
import { withinWorkingTime, workingTimeOf, type WorkingTime } from '../shared/working-hours/index.ts'
import { Sessionizer } from '../shared/sessionize/index.ts'
import { WorkTracker, hiddenTagDraft, spanDraft, spanOfDraft, touchDraft } from '../shared/touches/index.ts'
import type { Clock, Trigger } from './capture/ports.ts'
import { KEEP_ACKED_MS, type Journal, type JournalWrite } from './journal/journal.ts'
import { DAY_MS } from '../shared/time.ts'

/** Changes that close no span, such as a counter in a title, write a checkpoint at most this often, ms. Every tick writes one. */
const CHECKPOINT_EVERY_MS = 900
/** The tracker is rebuilt from the journal this often, to bound its memory. */
const REBUILD_TRACKER_EVERY_MS = DAY_MS

export interface RecorderOptions {
  readonly journal: Journal
  readonly compiled: CompiledRuleSet
  readonly tokenOf: Tokenizer
  readonly clock: Clock
}

/**
 * Runs classify -> sessionize -> attribution -> journal. Each closed span is written with its touch and hidden work in one transaction. Titles and
 * URLs are not used past this point.
 */
export class Recorder {
  readonly #journal: Journal
  readonly #tokenOf: Tokenizer
  readonly #clock: Clock
  #compiled: CompiledRuleSet
  #time: WorkingTime
  #sessionizer: Sessionizer
  #tracker: WorkTracker
  #trackerSince: MonoMs
  /** Begins anew with the process: nothing is inferred across a restart. */
  #attribution: AttributionState = nothingAttributed
  #checkpointAt: MonoMs = Number.NEGATIVE_INFINITY
  /** Closed spans that are not written yet, for example on a full disk. */
  #unwritten: AttributedSpan[] = []

  /** Restores the tracker from the journal and closes the spans that a crash left open, up to their last checkpoint. */
  constructor({ journal, compiled, tokenOf, clock }: RecorderOptions) {
    this.#journal = journal
    this.#tokenOf = tokenOf
    this.#clock = clock
    this.#compiled = compiled
    this.#time = timeOf(compiled)
    this.#sessionizer = new Sessionizer(this.#sessionRules())
    this.#tracker = this.#restoredTracker()
    this.#trackerSince = clock.mono()
    this.#unwritten = journal.openSpans().map(spanOfDraft)
    try {
      this.#write()
    } catch {
      // The spans are kept and written with the first observation, which reports a repeated failure.
    }
  }

  /**
   * Takes the next observation.
   * @throws JournalFull and other journal errors; the closed spans are kept and written with the next observation.
   */
  observe(line: Observation, trigger: Trigger = 'change'): void {
    this.#take([...this.#sessionizer.push(line), ...this.#sessionizer.settleOpen()])
    // A tick always writes: if a change just before it could suppress it, a crash would cost more than a second.
    if (
      this.#unwritten.length > 0 ||
      trigger === 'tick' ||
      'event' in line ||
      line.mono - this.#checkpointAt >= CHECKPOINT_EVERY_MS ||
      line.mono < this.#checkpointAt
    ) {
      this.#write()
      this.#checkpointAt = line.mono
    }
    if (this.#clock.mono() - this.#trackerSince >= REBUILD_TRACKER_EVERY_MS) {
      this.#tracker = this.#restoredTracker()
      this.#trackerSince = this.#clock.mono()
    }
  }

  /** The rules apply from the next observation on. */
  useRules(compiled: CompiledRuleSet): void {
    if (hoursOf(compiled) !== hoursOf(this.#compiled)) {
      this.#endByOldHours()
      this.#time = timeOf(compiled)
    }
    this.#compiled = compiled
    this.#sessionizer.useRules(this.#sessionRules())
    // The thresholds for touches and visits may have changed: the last days are tracked again with the new ones.
    this.#tracker = this.#restoredTracker()
  }

  /** By the rules in force. */
  get workingTime(): WorkingTime {
    return this.#time
  }

  /** Whether a session goes on: the next window observation does not begin one. */
  get isInSession(): boolean {
    return this.#sessionizer.isInSession
  }

  /** Spans that are not in the journal's records yet. */
  open(): AttributedSpan[] {
    return [...this.#unwritten, ...this.#preview()]
  }

  /** Ends the open span, as at shutdown or when recording is paused. The next observation starts a new one. */
  end(): void {
    const now = { t: this.#clock.now(), mono: this.#clock.mono() }
    this.#take([...this.#sessionizer.push({ ...now, event: 'shutdown' }), ...this.#sessionizer.end()])
    this.#write()
  }

  /** What was recorded until now keeps to the hours that were in force. What cannot be written is written with the next observation. */
  #endByOldHours(): void {
    try {
      this.end()
    } catch {
      return
    }
  }

  /** Records were taken out of the journal: touches and hidden work follow from what is left. */
  forgetTakenOut(): void {
    this.#tracker = this.#restoredTracker()
  }

  #take(closed: readonly Span[]): void {
    const inside = withinWorkingTime(closed, this.#time)
    const { state, spans } = attributeAll(this.#attribution, inside, this.#compiled.ruleSet.policy)
    this.#attribution = state
    this.#unwritten.push(...spans)
  }

  #preview(): readonly AttributedSpan[] {
    const inside = withinWorkingTime(this.#sessionizer.preview(), this.#time)
    return attributeAll(this.#attribution, inside, this.#compiled.ruleSet.policy).spans
  }

  #sessionRules() {
    const tokenOf = this.#tokenOf
    return {
      classify: createClassifier(this.#compiled, tokenOf),
      classifyCall: createCallClassifier(this.#compiled),
      policy: this.#compiled.ruleSet.policy,
      tokenOf,
    }
  }

  #restoredTracker(): WorkTracker {
    const tracker = new WorkTracker(this.#compiled.ruleSet.policy)
    let end = this.#journal.settings.get('touchesEndAt')
    for (const record of this.#journal.spansSince(this.#clock.now() - KEEP_ACKED_MS)) {
      if (end !== undefined && record.seq > end) {
        tracker.endTouches()
        end = undefined
      }
      tracker.push(spanOfDraft(record), record.seq)
    }
    if (end !== undefined) tracker.endTouches()
    return tracker
  }

  #write(): void {
    const open = this.#preview().map(spanDraft)
    try {
      this.#journal.write((tx) => {
        for (const span of this.#unwritten) this.#append(tx, span)
        tx.checkpoint(open)
      })
    } catch (error) {
      // The tracker may have seen spans that the journal rolled back, so it is rebuilt from the journal.
      if (this.#unwritten.length > 0) this.#tracker = this.#restoredTracker()
      throw error
    }
    this.#unwritten = []
  }

  #append(tx: JournalWrite, span: AttributedSpan): void {
    const seq = tx.append(spanDraft(span))
    const { touch, tags } = this.#tracker.push(span, seq)
    if (touch) tx.append(touchDraft(touch))
    for (const tag of tags) tx.append(hiddenTagDraft(tag))
  }
}

const timeOf = ({ ruleSet }: CompiledRuleSet): WorkingTime =>
  workingTimeOf(ruleSet.policy.privacy, Intl.DateTimeFormat().resolvedOptions().timeZone)

/** What working time follows from. */
const hoursOf = ({ ruleSet: { policy } }: CompiledRuleSet): string =>
  JSON.stringify([policy.privacy?.workingHours, policy.privacy?.recordOutsideHours])
