import type { Observation } from '../../shared/contract/index.ts'
import type { ClaimBook, WorkedClaim } from './claim-book.ts'
import { daysBetween, localDay } from './denials/calendar.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'
import * as show from './windows.ts'
import type { Claim, SampleWindow } from './windows.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Below `maxGapMs`, and long enough to generate three weeks in seconds. */
const TICK_MS = 9 * SECOND

/** At this age a denial is appealed or settled; day 20 is the last. */
const DECIDED_BY_DAYS = 13
/** Days until the next follow-up. */
const FOLLOW_UP_DAYS = [3, 4, 5, 6, 7, 7, 9] as const

/**
 * One workday of a sample biller as observations with titles, like capture's: 50–60 accounts, breaks and a lunch.
 * @param startsAt local morning, epoch ms
 * @param endsAt end of the observations
 * @param book all claims so far
 * @param carriedOver probability that a new claim is an old one
 */
export class Workday {
  readonly #biller: Biller
  readonly #random: Random
  readonly #book: ClaimBook
  readonly #carriedOver: number
  readonly #startsAt: number
  readonly #endsAt: number
  readonly #lines: Observation[] = []
  #now: number
  #portal: string | null = null
  #toCheckAgain: Claim | null = null
  #window: SampleWindow = show.worklist

  constructor(biller: Biller, random: Random, book: ClaimBook, startsAt: number, endsAt: number, carriedOver = 0) {
    this.#biller = biller
    this.#random = random
    this.#book = book
    this.#carriedOver = carriedOver
    this.#startsAt = startsAt
    this.#endsAt = endsAt
    this.#now = startsAt
  }

  observations(): readonly Observation[] {
    const random = this.#random
    const lunchAt = this.#startsAt + random.between(210, 250) * MINUTE
    const breakAt = this.#startsAt + random.between(100, 130) * MINUTE
    const restAt = this.#startsAt + random.between(400, 430) * MINUTE
    const homeAt = this.#startsAt + random.between(500, 530) * MINUTE
    let lunch = false
    let coffee = false
    let rest = false
    this.#dwell(show.worklist, 20, 90)
    this.#dwell(show.mail, 60, 240)
    while (this.#now < homeAt && !this.#over()) {
      if (!coffee && this.#now >= breakAt) coffee = this.#leave(random.between(9, 16), random.chance(0.4))
      else if (!lunch && this.#now >= lunchAt) lunch = this.#leave(random.between(28, 46), true)
      else if (!rest && this.#now >= restAt) rest = this.#leave(random.between(7, 14), random.chance(0.4))
      else this.#workOnOneClaim()
    }
    this.#event('shutdown')
    return this.#lines.filter((line) => line.t <= this.#endsAt)
  }

  #over(): boolean {
    return this.#now >= this.#endsAt
  }

  #workOnOneClaim(): void {
    const random = this.#random
    if (random.chance(0.5)) this.#dwell(show.worklist, 8, 40)
    if (this.#over()) return
    const worked = this.#nextClaim()
    const { claim } = worked
    this.#book.visit(worked, this.#biller, this.#now)
    this.#dwell(show.account(claim), 20, 110)
    this.#enterPortal(claim)
    this.#dwell(show.claimStatus(claim), 30, 140)
    this.#writeDown()
    this.#act(worked)
    this.#checkAgain()
    if (random.chance(this.#biller.recheck)) this.#toCheckAgain = claim
    if (random.chance(0.12)) this.#aside()
  }

  /** A repeat status check of the previous claim. */
  #checkAgain(): void {
    const claim = this.#toCheckAgain
    this.#toCheckAgain = null
    if (claim === null) return
    this.#enterPortal(claim)
    this.#dwell(show.claimStatus(claim), 40, 160)
    if (this.#random.chance(0.5)) this.#writeDown()
  }

  /** A claim with a due follow-up, one a teammate just worked, or a new one, often in the open portal. */
  #nextClaim(): WorkedClaim {
    const random = this.#random
    const due = this.#book.dueOf(this.#biller, this.#now)
    if (due && random.chance(0.85)) return due
    if (random.chance(0.04)) {
      const theirs = this.#book.recentOfOthers(this.#biller, this.#now)
      if (theirs.length > 0) return random.pick(theirs)
    }
    let portal = random.pick(show.portals)
    while (!random.chance(this.#biller.hopping) && this.#portal !== null && portal.name !== this.#portal) {
      portal = random.pick(show.portals)
    }
    return random.chance(this.#carriedOver)
      ? this.#book.carryOver(this.#biller, portal, this.#now, random)
      : this.#book.open(this.#biller, portal, this.#now, random)
  }

  #enterPortal(claim: Claim): void {
    if (this.#portal === claim.portal.name) return
    this.#portal = claim.portal.name
    if (this.#random.chance(0.75)) this.#dwell(show.login(claim), 12, 55)
    this.#dwell(show.landing(claim), 8, 45)
  }

  /** Works the claim and sets its follow-up. */
  #act(worked: WorkedClaim): void {
    const { claim } = worked
    const random = this.#random
    const kind = random.next()
    const age = daysBetween(worked.received, localDay(this.#now))
    const isDecided = age >= DECIDED_BY_DAYS
    if (worked.appealed === null && kind < (isDecided ? 0.5 : 0.18)) {
      if (!this.#over()) this.#book.appeal(worked, this.#now)
      this.#next(worked, random.chance(0.4) ? random.between(7, 14) : null)
      this.#writeAppeal(claim)
      return
    }
    const goesOn = worked.appealed === null ? !isDecided && random.chance(0.74) : random.chance(0.2)
    // Early enough for the pending decision.
    const latest = worked.appealed === null ? Math.max(3, DECIDED_BY_DAYS + 3 - age) : Number.POSITIVE_INFINITY
    this.#next(worked, goesOn ? Math.min(random.pick(FOLLOW_UP_DAYS), latest) : null)
    if (kind < 0.28) {
      this.#call(random.between(4, 14))
      this.#writeDown()
    } else if (kind < 0.42) {
      const page = show.remittance(claim)
      if (page) this.#dwell(page, 40, 180)
      this.#dwell(show.account(claim), 30, 120)
    } else {
      this.#dwell(show.account(claim), 25, 140)
    }
  }

  #next(worked: WorkedClaim, days: number | null): void {
    this.#book.followUp(worked, this.#now, days, this.#random)
  }

  #writeAppeal(claim: Claim): void {
    const random = this.#random
    for (let draft = random.between(2, 4); draft > 0; draft -= 1) {
      this.#dwell(show.appealLetter(claim), 40, 180)
      this.#dwell(show.account(claim), 15, 60)
    }
    const appeal = show.portalAppeal(claim)
    if (appeal) this.#dwell(appeal, 60, 200)
  }

  #writeDown(): void {
    if (this.#random.chance(this.#biller.notes)) this.#dwell(show.notes(), 20, 95)
  }

  #aside(): void {
    const kind = this.#random.next()
    if (kind < 0.08) this.#dwell(show.bank, 60, 240)
    else if (kind < 0.24) this.#dwell(show.video, 60, 260)
    else this.#dwell(show.mail, 30, 200)
  }

  /** A payer call: the softphone has the focus, with little input. */
  #call(minutes: number): void {
    this.#watch(show.softphone, minutes * MINUTE, (elapsed) => elapsed)
  }

  /** Typing and clicking in a window, at this biller's pace. */
  #dwell(window: SampleWindow, fromSeconds: number, toSeconds: number): void {
    const ms = Math.round(this.#random.between(fromSeconds * SECOND, toSeconds * SECOND) * this.#biller.pace)
    this.#watch(window, ms, () => this.#random.between(0, 4 * SECOND))
  }

  #watch(window: SampleWindow, ms: number, idleMs: (elapsed: number) => number): void {
    this.#window = window
    for (let elapsed = 0; elapsed < ms; elapsed += TICK_MS)
      this.#see(this.#now + elapsed, Math.min(idleMs(elapsed), elapsed))
    this.#now += ms
  }

  /** Away from the desk: locked, or with the last window open. */
  #leave(minutes: number, locks: boolean): true {
    if (locks) {
      this.#event('lock')
      this.#now += minutes * MINUTE
      this.#event('unlock')
    } else {
      this.#watch(this.#window, minutes * MINUTE, (elapsed) => elapsed)
    }
    return true
  }

  #see(t: number, idleMs: number): void {
    this.#lines.push({ t, mono: t - this.#startsAt, ...this.#window, idleMs, locked: false })
  }

  #event(event: 'lock' | 'unlock' | 'shutdown'): void {
    this.#lines.push({ t: this.#now, mono: this.#now - this.#startsAt, event })
  }
}
