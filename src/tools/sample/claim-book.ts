import { addDays, type CalendarDay } from '../../shared/denials/index.ts'
import { DAY_MS, HOUR_MS } from '../../shared/time.ts'
import { localDay, weekdayUpTo } from './denials/calendar.ts'
import { newClaim, type Claim, type Portal } from './windows.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'

/** Two people who work the same claim within this time duplicate each other's work. */
const RECENT_MS = 48 * HOUR_MS
const FIRST_NUMBER = 20_000
/** Share of follow-ups that are forgotten. */
const FORGOTTEN = 0.02

/** A claim that the team works, with its history. Times in epoch ms. */
export interface WorkedClaim {
  readonly claim: Claim
  /** The first biller who worked it. */
  readonly biller: Biller
  /** When its denial was received; a weekday. */
  readonly received: CalendarDay
  readonly visits: { readonly biller: Biller; readonly at: number }[]
  /** May be before the first visit: the appeal was then sent before recording began. */
  appealed: CalendarDay | null
  /** When its follow-up is due; null if it only waits for an answer. */
  followUpAt: number | null
  /** Never worked again, whatever its follow-up day. */
  isForgotten: boolean
}

/** The sample team's claims, each with its own number. */
export class ClaimBook {
  readonly #claims: WorkedClaim[] = []
  readonly #byBiller = new Map<Biller, WorkedClaim[]>()

  /** In the order they were taken, biller by biller. */
  get claims(): readonly WorkedClaim[] {
    return this.#claims
  }

  /** The biller's claim with the oldest due follow-up, up to today; undefined if there is none. */
  dueOf(biller: Biller, now: number): WorkedClaim | undefined {
    const date = new Date(now)
    const tomorrow = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime()
    let longest: WorkedClaim | undefined
    let earliest = tomorrow
    for (const worked of this.#byBiller.get(biller) ?? []) {
      if (worked.followUpAt === null || worked.isForgotten || worked.followUpAt >= earliest) continue
      longest = worked
      earliest = worked.followUpAt
    }
    return longest
  }

  /** Claims that a teammate worked recently. */
  recentOfOthers(biller: Biller, now: number): readonly WorkedClaim[] {
    return this.#claims.filter((worked) => {
      if (worked.biller === biller || worked.biller.team !== biller.team) return false
      const last = worked.visits.at(-1)
      return last !== undefined && last.at < now && now - last.at < RECENT_MS
    })
  }

  /** A denial received today or a few days ago. */
  open(biller: Biller, portal: Portal, now: number, random: Random): WorkedClaim {
    return this.#add(biller, portal, weekdayUpTo(addDays(localDay(now), -daysBeforeWork(random))), random)
  }

  /** A denial from before recording began; older ones are appealed. */
  carryOver(biller: Biller, portal: Portal, now: number, random: Random): WorkedClaim {
    const age = daysCarried(random)
    const worked = this.#add(biller, portal, weekdayUpTo(addDays(localDay(now), -age)), random)
    if (random.chance(age > 14 ? 0.96 : 0.4))
      worked.appealed = addDays(worked.received, random.between(3, Math.min(age, 18)))
    return worked
  }

  visit(worked: WorkedClaim, biller: Biller, at: number): void {
    worked.visits.push({ biller, at })
  }

  /** The first appeal counts. */
  appeal(worked: WorkedClaim, at: number): void {
    worked.appealed ??= localDay(at)
  }

  /** @param days null if no follow-up is needed. */
  followUp(worked: WorkedClaim, at: number, days: number | null, random: Random): void {
    worked.followUpAt = days === null ? null : at + days * DAY_MS
    if (days !== null) worked.isForgotten = random.chance(FORGOTTEN)
  }

  #add(biller: Biller, portal: Portal, received: CalendarDay, random: Random): WorkedClaim {
    const worked: WorkedClaim = {
      claim: newClaim(`PCN-${FIRST_NUMBER + this.#claims.length}`, portal, random),
      biller,
      received,
      visits: [],
      appealed: null,
      followUpAt: null,
      isForgotten: false,
    }
    this.#claims.push(worked)
    const mine = this.#byBiller.get(biller)
    if (mine) mine.push(worked)
    else this.#byBiller.set(biller, [worked])
    return worked
  }
}

/** Mostly on the day of receipt: the first touch is due within a business day. */
function daysBeforeWork(random: Random): number {
  const share = random.next()
  if (share < 0.88) return 0
  return share < 0.98 ? random.between(1, 3) : random.between(4, 9)
}

function daysCarried(random: Random): number {
  const share = random.next()
  if (share < 0.7) return random.between(5, 16)
  return share < 0.9 ? random.between(17, 45) : random.between(46, 120)
}
