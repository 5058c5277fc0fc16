import { newClaim } from './windows.ts'
import type { Claim, Portal } from './windows.ts'
import type { Random } from './random.ts'
import type { Biller } from './team.ts'

const HOUR_MS = 3_600_000
/** Two people on one claim are double work when they come so soon after one another. */
const RECENT_MS = 48 * HOUR_MS
const FIRST_NUMBER = 20_000

/** A claim somebody of the team works, with what was done. Times in epoch ms. */
export interface WorkedClaim {
  readonly claim: Claim
  /** Who took it first. */
  readonly biller: Biller
  readonly visits: { readonly biller: Biller; readonly at: number }[]
  appealedAt: number | null
}

/** The claims of the made-up team, numbered so that no two are alike. */
export class ClaimBook {
  readonly #claims: WorkedClaim[] = []
  readonly #byBiller = new Map<Biller, WorkedClaim[]>()

  /** In the order they were taken, one biller after the other. */
  get claims(): readonly WorkedClaim[] {
    return this.#claims
  }

  /** Claims a biller took, oldest first. */
  of(biller: Biller): readonly WorkedClaim[] {
    return this.#byBiller.get(biller) ?? []
  }

  /** Claims of teammates that one of them worked shortly before. */
  recentOfOthers(biller: Biller, now: number): readonly WorkedClaim[] {
    return this.#claims.filter((worked) => {
      if (worked.biller === biller || worked.biller.team !== biller.team) return false
      const [first] = worked.visits
      return first !== undefined && first.at < now && now - first.at < RECENT_MS
    })
  }

  /** A claim nobody has worked yet. */
  open(biller: Biller, portal: Portal, random: Random): WorkedClaim {
    const worked: WorkedClaim = {
      claim: newClaim(`PCN-${FIRST_NUMBER + this.#claims.length}`, portal, random),
      biller,
      visits: [],
      appealedAt: null,
    }
    this.#claims.push(worked)
    const mine = this.#byBiller.get(biller)
    if (mine) mine.push(worked)
    else this.#byBiller.set(biller, [worked])
    return worked
  }

  visit(worked: WorkedClaim, biller: Biller, at: number): void {
    worked.visits.push({ biller, at })
  }

  /** The first time counts. */
  appeal(worked: WorkedClaim, at: number): void {
    worked.appealedAt ??= at
  }
}
