import type { CompiledRuleSet } from '../../shared/classify/index.ts'
import type { EpochMs, RulesChange, RulesHealth } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/index.ts'
import type { Journal } from '../journal/journal.ts'
import { afterChange, type ChangePace, resumedPace, storedPace, waitForChange } from './change-pace.ts'
import { rulesChange, withChange } from './rules-change.ts'

export interface RulesInForceOptions {
  readonly journal: Pick<Journal, 'settings'>
  readonly clock: Clock
  /** The rules to begin with. */
  readonly compiled: CompiledRuleSet
  /** There were none to begin with: the first set is applied at once, whatever the pace. */
  readonly lost: boolean
  /** Whether the endpoint that the device enrolled with signed a set. */
  readonly isSigned: (rules: unknown) => boolean
  /** Null if a set is not valid. */
  readonly compile: (rules: unknown) => CompiledRuleSet | null
  readonly onRefused: (why: string) => void
  /** Runs journal work that may fail: what cannot be stored still applies. */
  readonly guard: (work: () => void) => void
  readonly onApplied: (compiled: CompiledRuleSet) => void
}

/** The rules that the agent follows, and the newest set while it waits for its time ({@link waitForChange}). */
export class RulesInForce {
  readonly #options: RulesInForceOptions
  /** The wall clock at the start and its distance to the monotonic one: no later jump of the wall clock moves the pace. */
  readonly #wallAtZero: EpochMs
  #compiled: CompiledRuleSet
  #waiting: CompiledRuleSet | null = null
  #lost: boolean
  #pace: ChangePace | undefined
  #changes: readonly RulesChange[] = []
  #refused: string | null = null

  constructor(options: RulesInForceOptions) {
    const { journal, clock, guard } = options
    this.#options = options
    this.#wallAtZero = clock.now() - clock.mono()
    this.#compiled = options.compiled
    this.#lost = options.lost
    guard(() => {
      this.#pace = resumedPace(journal.settings.get('rulesPace'), this.#now())
      this.#changes = journal.settings.get('rulesChanges') ?? []
    })
    this.keep()
  }

  get compiled(): CompiledRuleSet {
    return this.#compiled
  }

  /** The latest changes, newest first. */
  get changes(): readonly RulesChange[] {
    return this.#changes
  }

  /** The version that need not be fetched: the newest one known. */
  get newestVersion(): number {
    return (this.#waiting ?? this.#compiled).ruleSet.version
  }

  /** Takes what the endpoint answered as its rules. It takes the place of a set that waits; one that is refused changes nothing. */
  offer(received: unknown): void {
    if (!this.#options.isSigned(received))
      return this.#refuse('they are not signed by the endpoint that this computer enrolled with')
    const compiled = this.#options.compile(received)
    if (compiled === null) return this.#refuse('they have errors, or need a newer version of TouchLedger')
    this.#refused = null
    const known = JSON.stringify(this.#compiled.ruleSet) === JSON.stringify(compiled.ruleSet)
    this.#waiting = known ? null : compiled
    this.settle()
  }

  #refuse(why: string): void {
    if (this.#refused !== why) this.#options.onRefused(why)
    this.#refused = why
  }

  /** The endpoint said which version is published. */
  heard(version: number): void {
    if (version === this.newestVersion) this.#refused = null
  }

  /** Applies the set that waits, if its time has come. To be called often. */
  settle(): void {
    const waiting = this.#waiting
    const now = this.#now()
    if (waiting === null || (!this.#lost && waitForChange(this.#pace, now) > 0)) return
    this.#waiting = null
    this.#lost = false
    this.#pace = afterChange(this.#pace, now)
    const change = rulesChange(this.#compiled.ruleSet, waiting.ruleSet, this.#options.clock.now())
    this.#changes = withChange(this.#changes, change)
    this.#compiled = waiting
    this.keep()
    this.#options.onApplied(waiting)
  }

  /** Stores what a restart needs. What cannot be stored, for example on a full disk, is fetched again by the next start. */
  keep(): void {
    const { journal, guard } = this.#options
    guard(() => {
      // The pace first: a restart in between must not forget a change.
      const lag = this.#options.clock.now() - this.#now()
      if (this.#pace) journal.settings.set('rulesPace', storedPace(this.#pace, lag))
      if (this.#changes.length > 0) journal.settings.set('rulesChanges', [...this.#changes])
      journal.settings.set('rules', this.#compiled.ruleSet)
    })
  }

  health(): RulesHealth {
    return {
      ignoredClaimRefs: this.#compiled.ignoredClaimRefs,
      waitingVersion: this.#waiting?.ruleSet.version ?? null,
      refused: this.#refused,
    }
  }

  #now(): EpochMs {
    return this.#wallAtZero + this.#options.clock.mono()
  }
}
