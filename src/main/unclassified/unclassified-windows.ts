import { idleThreshold, matchWindow, type CompiledRuleSet } from '../../shared/classify/index.ts'
import {
  ClientProblem,
  MAX_OWN_OFFERS,
  monthOf,
  UNCLASSIFIED,
  unclassifiedWindow,
  type EpochMs,
  type MonoMs,
  type MyUnclassifiedWindow,
  type Observation,
  type UnclassifiedWindow,
  type WindowObservation,
} from '../../shared/contract/index.ts'
import { shapeOf } from '../../shared/window-shape/index.ts'
import type { Journal } from '../journal/journal.ts'
import type { Setting } from '../journal/settings.ts'
import type { WeeklyCounts } from './weekly-counts.ts'

/** Most kinds of windows of a day. */
const MAX_KINDS = 500
/** As many as My Day shows. */
const SHOWN = 20
/** Offers that the journal remembers. */
const KEPT_OFFERS = 200

/**
 * The windows of today that no rule names, by program and shape, since the agent started. They are in memory only; the journal has those that the
 * biller offered to the admins.
 */
export class UnclassifiedWindows {
  readonly #journal: Pick<Journal, 'settings'>
  readonly #weekly: WeeklyCounts
  readonly #kinds = new Map<string, UnclassifiedWindow & { ms: number }>()
  #day = ''
  #last: { readonly mono: MonoMs; readonly text: string; readonly kind: UnclassifiedWindow | null } | null = null
  /** Oldest first. */
  #offers: Setting<'offers'>

  constructor(journal: Pick<Journal, 'settings'>, weekly: WeeklyCounts) {
    this.#journal = journal
    this.#weekly = weekly
    this.#offers = journal.settings.get('offers') ?? []
  }

  /** Takes the next observation. The title goes no further. */
  observe(line: Observation, compiled: CompiledRuleSet): void {
    if ('event' in line || line.locked) {
      this.#last = null
      return
    }
    const day = dayOf(line.t)
    if (day !== this.#day) {
      this.#kinds.clear()
      this.#day = day
    }
    const { policy } = compiled.ruleSet
    const idleAfterMs = idleThreshold(policy, { activity: UNCLASSIFIED })
    const elapsed = this.#last === null ? 0 : line.mono - this.#last.mono
    if (this.#last?.kind && elapsed > 0 && elapsed <= policy.maxGapMs && line.idleMs < idleAfterMs) {
      this.#add(this.#last.kind, elapsed)
      this.#weekly.add(this.#last.kind, elapsed, line.t)
    }
    const text = `${compiled.ruleSet.version} ${line.app} ${line.title} ${line.url}`
    const kind = this.#last?.text === text ? this.#last.kind : kindOf(line, compiled)
    this.#last = { mono: line.mono, text, kind }
  }

  /** Nothing is observed for a while. */
  interrupt(): void {
    this.#last = null
  }

  /** Forgets the day so far: the person marked a time private. */
  forget(): void {
    this.#kinds.clear()
    this.#last = null
  }

  /** Those of the day with most time. @param at an instant of the day, epoch ms */
  list(at: EpochMs): readonly MyUnclassifiedWindow[] {
    if (dayOf(at) !== this.#day) return []
    return [...this.#kinds.values()]
      .toSorted((one, other) => other.ms - one.ms)
      .slice(0, SHOWN)
      .map((kind) => ({ ...kind, offered: this.#offers.some(isKind(kind)) }))
  }

  /**
   * Keeps that the biller offers a window to the admins, until it is sent.
   * @param at epoch ms
   * @throws ClientProblem 404 `unknown_window` if it is not among today's, 409 `too_many_own_offers`; journal errors
   */
  offer(window: UnclassifiedWindow, at: EpochMs): void {
    if (!this.#kinds.has(keyOf(window))) {
      throw new ClientProblem({
        code: 'unknown_window',
        status: 404,
        detail: 'This window is not on the list any more.',
      })
    }
    if (this.#offers.some(isKind(window))) return
    const month = monthOf(at)
    if (this.#offers.filter((offer) => offer.month === month).length >= MAX_OWN_OFFERS) {
      throw new ClientProblem({
        code: 'too_many_own_offers',
        status: 409,
        detail: `You have offered ${MAX_OWN_OFFERS} windows this month. You can offer more next month.`,
      })
    }
    const { program, shape } = window
    this.#store([...this.#offers, { program, shape, sent: false, month }].slice(-KEPT_OFFERS))
  }

  /** Offers that the endpoint does not have yet, oldest first. */
  unsent(): readonly UnclassifiedWindow[] {
    return this.#offers.filter(({ sent }) => !sent).map(({ program, shape }) => ({ program, shape }))
  }

  /** @throws journal errors */
  markSent(window: UnclassifiedWindow): void {
    this.#store(this.#offers.map((offer) => (isKind(window)(offer) ? { ...offer, sent: true } : offer)))
  }

  /** Stores the offers in a new journal. @throws journal errors */
  keep(): void {
    if (this.#offers.length > 0) this.#store(this.#offers)
  }

  #add(kind: UnclassifiedWindow, ms: number): void {
    const key = keyOf(kind)
    const known = this.#kinds.get(key)
    if (known) known.ms += ms
    else if (this.#kinds.size < MAX_KINDS) this.#kinds.set(key, { ...kind, ms })
  }

  #store(offers: Setting<'offers'>): void {
    this.#journal.settings.set('offers', offers)
    this.#offers = offers
  }
}

/** Null: a rule names the window, or no program has such a name. */
function kindOf({ app, title, url }: WindowObservation, compiled: CompiledRuleSet): UnclassifiedWindow | null {
  if (app === null || matchWindow(compiled, { app, title, url }).match !== null) return null
  return unclassifiedWindow.safeParse({ program: app, shape: shapeOf(title) }).data ?? null
}

const keyOf = ({ program, shape }: UnclassifiedWindow) => `${program}\n${shape}`
const isKind = (one: UnclassifiedWindow) => (other: UnclassifiedWindow) => keyOf(one) === keyOf(other)
const dayOf = (at: EpochMs) => new Date(at).toDateString()
