import { addDays, type CalendarDay } from '../../shared/denials/index.ts'
import { HOUR_MS, WEEK_MS } from '../../shared/time.ts'
import { beginDenial, settleDenial, visitDenial, type VisitKind, type WorkedDenial } from './course.ts'
import { localDay, weekdayOf } from './denials/calendar.ts'
import { deniedClaim } from './denials/denied-claim.ts'
import { worsening } from './denials/payers.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'

/** Two people who work the same claim within this time duplicate each other's work. */
const RECENT_MS = 48 * HOUR_MS
const FIRST_NUMBER = 20_000
/** Denials per biller and weekday. */
const ARRIVALS = { from: 6, to: 9 } as const
/** How often a biller begins with what is new. */
const FRESH = 0.32
/** Visits on a day that was not recorded. */
const VISITS = { from: 31, to: 38 } as const
/** At what local hour the work of such a day is noted. */
const NOON_MS = 12 * HOUR_MS

/** The sample team's denials, each with its own claim number, and each biller's queue. */
export class ClaimBook {
  readonly #denials: WorkedDenial[] = []
  readonly #queues = new Map<Biller, WorkedDenial[]>()
  readonly #firstDay: CalendarDay | null

  /** @param firstDay from which the weeks count in which a payer gets worse; null: none does */
  constructor(firstDay: CalendarDay | null = null) {
    this.#firstDay = firstDay
  }

  /** In the order of their receipt, biller by biller. */
  get denials(): readonly WorkedDenial[] {
    return this.#denials
  }

  /** Lives through the weekdays from one day to before another without a recording. */
  liveThrough(biller: Biller, from: CalendarDay, before: CalendarDay, random: Random): void {
    for (let day = from; day < before; day = addDays(day, 1)) {
      if (weekdayOf(day) === 0 || weekdayOf(day) === 6) continue
      this.beginDay(biller, day, random)
      const noon = new Date(`${day}T00:00:00`).getTime() + NOON_MS
      const visits = Math.round(random.between(VISITS.from, VISITS.to) / biller.pace)
      for (let visit = 0; visit < visits; visit += 1) {
        const denial = this.due(biller, day, random)
        if (denial === null) break
        visitDenial(denial, biller, noon, day, random)
      }
    }
  }

  /** A morning: the payers' answers up to then, and the day's new denials. */
  beginDay(biller: Biller, day: CalendarDay, random: Random): void {
    for (const denial of this.#queueOf(biller)) settleDenial(denial, day, random)
    const arrivals = random.between(ARRIVALS.from, ARRIVALS.to)
    for (let count = 0; count < arrivals; count += 1) this.#open(biller, day, random, false)
    const extra = this.#extraOn(day)
    const extraArrivals = Math.floor(extra) + (random.chance(extra % 1) ? 1 : 0)
    for (let count = 0; count < extraArrivals; count += 1) this.#open(biller, day, random, true)
  }

  /** The payers' answers to all denials up to a day. */
  settle(day: CalendarDay, random: Random): void {
    for (const denial of this.#denials) settleDenial(denial, day, random)
  }

  /**
   * What a biller takes next: mostly what is new, else what is due the longest; null: nothing is due.
   * @param prefers what is taken before everything else
   */
  due(
    biller: Biller,
    day: CalendarDay,
    random: Random,
    prefers: (denial: WorkedDenial) => boolean = () => false,
  ): WorkedDenial | null {
    const isFresh = random.chance(FRESH)
    const rank = (denial: WorkedDenial) =>
      `${prefers(denial) ? 0 : 1}${isFresh && denial.visits.length === 0 ? 0 : 1}${denial.nextVisit}`
    let next: WorkedDenial | null = null
    for (const denial of this.#queueOf(biller)) {
      if (denial.nextVisit === null || denial.nextVisit > day) continue
      if (next === null || rank(denial) < rank(next)) next = denial
    }
    return next
  }

  /** What a biller works on when nothing is due: the next that would be, else a denial that has just come. */
  ahead(biller: Biller, day: CalendarDay, random: Random): WorkedDenial {
    let next: WorkedDenial | null = null
    for (const denial of this.#queueOf(biller)) {
      if (denial.nextVisit === null || denial.isClosed) continue
      if (next === null || denial.nextVisit < (next.nextVisit ?? '')) next = denial
    }
    return next ?? this.#open(biller, day, random, false)
  }

  /** Denials that a teammate worked recently. @param now epoch ms */
  recentOfOthers(biller: Biller, now: number): readonly WorkedDenial[] {
    return this.#denials.filter((denial) => {
      if (denial.biller === biller || denial.biller.team !== biller.team) return false
      const last = denial.visits.at(-1)
      return last !== undefined && last.at < now && now - last.at < RECENT_MS
    })
  }

  /** Works a denial at an instant, epoch ms. A colleague's is only looked at. */
  visit(denial: WorkedDenial, biller: Biller, at: number, random: Random): VisitKind {
    if (denial.biller === biller) return visitDenial(denial, biller, at, localDay(at), random)
    denial.visits.push({ biller, at })
    return 'status'
  }

  #queueOf(biller: Biller): WorkedDenial[] {
    const queue = this.#queues.get(biller) ?? []
    this.#queues.set(biller, queue)
    return queue
  }

  /** How many denials more a payer that gets worse adds on a day. */
  #extraOn(day: CalendarDay): number {
    if (this.#firstDay === null) return 0
    const week = Math.floor((Date.parse(day) - Date.parse(this.#firstDay)) / WEEK_MS) + 1
    const { fromWeek, extra } = worsening
    return week < fromWeek ? 0 : Math.min(extra.most, extra.first + (week - fromWeek) * extra.more)
  }

  #open(biller: Biller, day: CalendarDay, random: Random, isExtra: boolean): WorkedDenial {
    const claim = deniedClaim(`PCN-${FIRST_NUMBER + this.#denials.length}`, day, biller, random, isExtra)
    const denial = beginDenial(claim, biller, random)
    this.#denials.push(denial)
    this.#queueOf(biller).push(denial)
    return denial
  }
}
