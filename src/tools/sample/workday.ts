import type { CallEvent, Observation } from '../../shared/contract/index.ts'
import type { ClaimBook } from './claim-book.ts'
import type { VisitKind, WorkedDenial } from './course.ts'
import { localDay } from './denials/calendar.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'
import * as show from './windows.ts'
import type { Claim, SampleWindow } from './windows.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
/** Below `maxGapMs`, and long enough to generate three weeks in seconds. */
const TICK_MS = 9 * SECOND

/** How often a colleague's claim is worked, a claim is followed by another matter, and by a while without input. */
const COLLEAGUE = 0.04
const ASIDE = 0.12
const PAUSE = 0.16

/**
 * One workday of a sample biller as observations with titles, like capture's: 30–45 accounts, calls, pauses and a lunch.
 * @param startsAt local morning, epoch ms
 * @param endsAt end of the observations
 * @param book the team's denials
 */
export class Workday {
  readonly #biller: Biller
  readonly #random: Random
  readonly #book: ClaimBook
  readonly #startsAt: number
  readonly #endsAt: number
  readonly #lines: Observation[] = []
  #now: number
  #portal: string | null = null
  #toCheckAgain: Claim | null = null
  #window: SampleWindow = show.worklist

  constructor(biller: Biller, random: Random, book: ClaimBook, startsAt: number, endsAt: number) {
    this.#biller = biller
    this.#random = random
    this.#book = book
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
    this.#book.beginDay(this.#biller, localDay(this.#startsAt), random)
    this.#dwell(show.worklist, 20, 90)
    this.#dwell(show.mail, 60, 240)
    if (random.chance(0.25)) this.#meet(random.between(14, 32))
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
    const denial = this.#nextDenial()
    const kind = this.#book.visit(denial, this.#biller, this.#now, random)
    const claim = onScreen(denial)
    this.#dwell(show.account(claim), 20, 120)
    this.#enterPortal(claim)
    this.#dwell(show.claimStatus(claim), 35, 160)
    this.#writeDown()
    this.#act(kind, claim)
    this.#checkAgain()
    if (random.chance(this.#biller.recheck)) this.#toCheckAgain = claim
    if (random.chance(PAUSE)) this.#pause(random.between(2, 11))
    if (random.chance(ASIDE)) this.#aside()
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

  /** A denial that a teammate just worked, or one of the own queue, often in the open portal. */
  #nextDenial(): WorkedDenial {
    const random = this.#random
    const day = localDay(this.#now)
    if (random.chance(COLLEAGUE)) {
      const theirs = this.#book.recentOfOthers(this.#biller, this.#now)
      if (theirs.length > 0) return random.pick(theirs)
    }
    const staysInPortal = this.#portal !== null && !random.chance(this.#biller.hopping)
    const isOpenPortal = (denial: WorkedDenial) => staysInPortal && onScreen(denial).portal.name === this.#portal
    return this.#book.due(this.#biller, day, random, isOpenPortal) ?? this.#book.ahead(this.#biller, day, random)
  }

  #enterPortal(claim: Claim): void {
    if (this.#portal === claim.portal.name) return
    this.#portal = claim.portal.name
    if (this.#random.chance(0.75)) this.#dwell(show.login(claim), 12, 55)
    this.#dwell(show.landing(claim), 8, 45)
  }

  /** What the visit is for, after the look at the claim. */
  #act(kind: VisitKind, claim: Claim): void {
    const random = this.#random
    switch (kind) {
      case 'call':
        this.#call(claim, random.between(6, 24))
        this.#writeDown()
        break
      case 'correct':
        this.#dwell(show.account(claim), 60, 240)
        this.#dwell(show.correction(claim), 120, 480)
        break
      case 'appeal':
        this.#writeAppeal(claim)
        break
      case 'close': {
        const page = show.remittance(claim)
        if (page) this.#dwell(page, 40, 180)
        this.#dwell(show.account(claim), 40, 160)
        break
      }
      case 'status':
        if (random.chance(0.15)) this.#dwell(show.payerPolicy, 40, 240)
        this.#dwell(show.account(claim), 40, 200)
    }
  }

  #writeAppeal(claim: Claim): void {
    const random = this.#random
    // Some need the chart, which takes an hour.
    const drafts = random.chance(0.12) ? random.between(8, 13) : random.between(3, 6)
    for (let draft = drafts; draft > 0; draft -= 1) {
      this.#dwell(show.appealLetter(claim), 60, 260)
      this.#dwell(show.account(claim), 20, 110)
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

  /** A payer call: the account and the softphone by turns, with a wait on hold now and then. The microphone is in use from dialing on. */
  #call(claim: Claim, minutes: number): void {
    const random = this.#random
    const until = this.#now + minutes * MINUTE
    this.#dwell(show.softphone, 20, 60)
    this.#microphone('call_started', show.softphone)
    while (this.#now < until) {
      if (random.chance(0.12)) this.#pause(random.between(1, 6))
      this.#dwell(random.chance(0.3) ? show.softphone : show.account(claim), 30, 150)
    }
    this.#microphone('call_ended', show.softphone)
  }

  #meet(minutes: number): void {
    const until = this.#now + minutes * MINUTE
    this.#dwell(show.meeting, 60, 170)
    this.#microphone('call_started', show.meeting)
    while (this.#now < until) this.#dwell(show.meeting, 60, 170)
    this.#microphone('call_ended', show.meeting)
  }

  /** Nobody touches the keys: a question from a colleague, paper, a thought. */
  #pause(minutes: number): void {
    this.#watch(this.#window, minutes * MINUTE, (elapsed) => elapsed)
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

  #microphone(event: CallEvent['event'], { app }: SampleWindow): void {
    this.#lines.push({ t: this.#now, mono: this.#now - this.#startsAt, event, app })
  }

  #event(event: 'lock' | 'unlock' | 'shutdown'): void {
    this.#lines.push({ t: this.#now, mono: this.#now - this.#startsAt, event })
  }
}

const onScreen = ({ claim, biller }: WorkedDenial): Claim =>
  show.claimOnScreen(claim.reference, claim.payer.name, biller.team)
