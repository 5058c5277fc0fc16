import { grouped } from '../../../src/shared/grouped.ts'
import type { Facts, ManualTimeFact } from './facts.ts'
import type { Item, Question } from './item.ts'
import { uncovered, uncoveredMs } from './person-time.ts'

interface ManualItem extends Item {
  readonly ms: number
}

/**
 * What billers entered: the highest revision of each entry, unless it was withdrawn. Of an entry the part in the period counts, less what an entry
 * of the same person that started first covers.
 */
export function manualItems(facts: Facts, { from, to }: Question): readonly ManualItem[] {
  const users = new Map(facts.users.map((user) => [user.userId, user]))
  return [...grouped(entriesThatHold(facts.manualTime), ({ userId }) => userId).values()].flatMap((ofPerson) =>
    ofPerson.flatMap((entry, index): ManualItem[] => {
      const part = { startedAt: Math.max(from, entry.startedAt), endedAt: Math.min(to, entry.endedAt) }
      if (part.endedAt <= part.startedAt) return []
      const user = users.get(entry.userId)
      const key = (dimension: string) =>
        dimension === 'kind' ? entry.kind : dimension === 'user' ? (user?.name ?? null) : (user?.team ?? null)
      return [{ at: null, key, ms: uncoveredMs(part, ofPerson.slice(0, index)) }]
    }),
  )
}

/** A quarter hour at most of a payer call or of paper, in which nothing was captured. */
export interface ManualWork {
  readonly userId: string
  readonly kind: string
  readonly claimToken: string | null
  readonly startedAt: number
  readonly endedAt: number
}

const QUARTER_MS = 900_000

/** Manual time that is work on denials: what neither active time on any device nor an entry that started first covers, cut at the quarter hours. */
export function manualWork({ manualTime, spans }: Pick<Facts, 'manualTime' | 'spans'>): readonly ManualWork[] {
  const active = grouped(
    spans.filter(({ presence }) => presence === 'active'),
    ({ userId }) => userId,
  )
  return [...grouped(entriesThatHold(manualTime), ({ userId }) => userId)].flatMap(([userId, ofPerson]) =>
    ofPerson.flatMap((entry, index) => {
      if (entry.kind !== 'payer_call' && entry.kind !== 'paper') return []
      const { kind, claimToken } = entry
      const whole = uncovered(entry, [...(active.get(userId) ?? []), ...ofPerson.slice(0, index)])
      return whole.flatMap(quarters).map((part) => ({ userId, kind, claimToken, ...part }))
    }),
  )
}

function quarters({ startedAt, endedAt }: Pick<ManualWork, 'startedAt' | 'endedAt'>) {
  const bounds = [startedAt]
  for (let at = (Math.floor(startedAt / QUARTER_MS) + 1) * QUARTER_MS; at < endedAt; at += QUARTER_MS) bounds.push(at)
  return bounds.map((from, index) => ({ startedAt: from, endedAt: bounds[index + 1] ?? endedAt }))
}

/** In order of their start. */
function entriesThatHold(revisions: readonly ManualTimeFact[]): readonly ManualTimeFact[] {
  return [...grouped(revisions, ({ deviceId, manualTimeId }) => `${deviceId} ${manualTimeId}`).values()]
    .flatMap((ofEntry) => ofEntry.toSorted((one, other) => other.revision - one.revision).slice(0, 1))
    .filter(({ withdrawn }) => !withdrawn)
    .toSorted((one, other) => one.startedAt - other.startedAt)
}
