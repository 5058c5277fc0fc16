import {
  endOfWeek,
  MAX_WEEK_WINDOWS,
  weekOf,
  WEEKS_OPEN,
  type EpochMs,
  type UnclassifiedWeek,
  type UnclassifiedWindow,
} from '../../shared/contract/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import type { Journal } from '../journal/journal.ts'
import type { Setting } from '../journal/settings.ts'

/** Most kinds of windows of a week. */
const MAX_KINDS = 500
/** A crash loses as much. */
const STORE_EVERY_MS = MINUTE_MS

type Week = Setting<'unclassifiedWeeks'>[number]

/** The time in windows that no rule names, by program, shape and UTC week: for the admins, who see neither device nor person. */
export class WeeklyCounts {
  readonly #journal: Pick<Journal, 'settings'>
  readonly #isAllowed: () => boolean
  /** Oldest first. */
  #weeks: readonly Week[]
  #unstoredMs = 0

  /** @param isAllowed whether the policy has windows counted */
  constructor(journal: Pick<Journal, 'settings'>, isAllowed: () => boolean) {
    this.#journal = journal
    this.#isAllowed = isAllowed
    this.#weeks = journal.settings.get('unclassifiedWeeks') ?? []
  }

  /** Adds time in a window. @param at epoch ms @throws journal errors */
  add({ program, shape }: UnclassifiedWindow, ms: number, at: EpochMs): void {
    if (!this.#isAllowed()) return
    const { kinds } = this.#weekAt(at)
    const known = kinds.find((kind) => kind.program === program && kind.shape === shape)
    if (known) known.ms += ms
    else if (kinds.length < MAX_KINDS) kinds.push({ program, shape, ms })
    this.#unstoredMs += ms
    if (this.#unstoredMs >= STORE_EVERY_MS) this.keep()
  }

  /** Weeks that have ended, as they are sent: what has most time, in whole minutes. @param at epoch ms */
  unsent(at: EpochMs): readonly UnclassifiedWeek[] {
    if (!this.#isAllowed()) return []
    return this.#weeks
      .filter(({ week }) => endOfWeek(week) <= at)
      .map(countsOf)
      .filter(({ windows }) => windows.length > 0)
  }

  /** @throws journal errors */
  markSent({ week }: UnclassifiedWeek): void {
    this.#weeks = this.#weeks.filter((other) => other.week !== week)
    this.keep()
  }

  /** Forgets what has not been sent: part of it may be of a private time. @throws journal errors */
  forget(): void {
    if (this.#weeks.length === 0) return
    this.#weeks = []
    this.keep()
  }

  /** Forgets what was counted before the policy has nothing counted. @throws journal errors */
  followPolicy(): void {
    if (!this.#isAllowed()) this.forget()
  }

  /** Stores the counts. @throws journal errors */
  keep(): void {
    this.#journal.settings.set('unclassifiedWeeks', [...this.#weeks])
    this.#unstoredMs = 0
  }

  #weekAt(at: EpochMs): Week {
    const week = weekOf(at)
    const known = this.#weeks.find((other) => other.week === week)
    if (known) return known
    const fresh: Week = { week, kinds: [] }
    this.#weeks = [...this.#weeks, fresh].slice(-WEEKS_OPEN - 1)
    return fresh
  }
}

function countsOf({ week, kinds }: Week): UnclassifiedWeek {
  const windows = kinds
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, MAX_WEEK_WINDOWS)
    .map(({ program, shape, ms }) => ({ program, shape, minutes: Math.round(ms / MINUTE_MS) }))
    .filter(({ minutes }) => minutes > 0)
  return { week, windows }
}
