import { businessMs } from './business-hours.ts'
import type { Denial } from './world.ts'

/** Time in which one person, or nobody, owned a denial. */
interface Ownership {
  readonly owner: string | null
  readonly from: number
  readonly to: number
  /** Reassignments up to here, from one name to another. */
  readonly reassigned: number
}

/**
 * Business time of a denial in a period while it was open and unassigned, or waited for a touch after it had been reassigned twice, by the hours
 * of the team that it is assigned to now.
 */
export function unownedMs(denial: Denial, from: number, to: number): number {
  return ownerships(denial).reduce((sum, owned) => {
    const begin = Math.max(from, owned.from)
    const end = Math.min(to, owned.to, denial.resolvedAt ?? Infinity)
    const until = owned.owner === null ? end : Math.min(end, waitingUntil(denial, owned))
    if (until <= begin) return sum
    return sum + businessMs(begin, until, denial.calendar)
  }, 0)
}

/** Until it is touched after its second reassignment or a later one; before the second it waits for nobody. */
function waitingUntil({ touches }: Denial, { from, reassigned }: Ownership): number {
  if (reassigned < 2) return -Infinity
  return touches.find(({ startedAt }) => startedAt >= from)?.startedAt ?? Infinity
}

function ownerships(denial: Denial): readonly Ownership[] {
  const changes = denial.events.filter(({ kind }) => kind === 'owner').toSorted((a, b) => a.happenedAt - b.happenedAt)
  let reassigned = 0
  const owned = [
    { owner: changes[0]?.fromValue ?? (changes.length === 0 ? denial.owner : null), from: denial.received, reassigned },
  ]
  for (const { fromValue, toValue, happenedAt } of changes) {
    if (fromValue !== null && toValue !== null) reassigned += 1
    owned.push({ owner: toValue, from: Math.max(denial.received, happenedAt), reassigned })
  }
  return owned.map((each, index) => ({ ...each, to: owned[index + 1]?.from ?? Infinity }))
}
