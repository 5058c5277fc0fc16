import { grouped } from '../../../src/shared/grouped.ts'
import { dayOf } from './days.ts'
import {
  distinct,
  isIn,
  ratioOf,
  reading,
  sumOf,
  total,
  type Item,
  type Key,
  type Question,
  type Reading,
} from './item.ts'
import { denialItem, keyOf, touchItem, workItem, type DenialItem, type TouchItem, type WorkItem } from './items.ts'
import { isResolved } from './life.ts'
import { centsOf } from './money.ts'
import { isDenialWork, isWorked } from './time.ts'
import { workloadReading } from './workload.ts'
import type { Denial, Touch, World } from './world.ts'

/** A person's share of what was recovered on a denial. */
interface RecoveryItem extends Item {
  readonly cents: number
}

const HOUR_MS = 3_600_000
const FULL_DAY_MS = 8 * HOUR_MS

/** What people and teams achieve. */
export function teamReadings(world: World): Readonly<Record<string, Reading>> {
  const workedTime = (question: Question) =>
    world.work
      .filter((work) => isWorked(work) && isIn(work.startedAt, question))
      .map((work) => workItem(world, work, question))
  const denialWork = (question: Question) =>
    world.work
      .filter((work) => isDenialWork(work) && isIn(work.startedAt, question))
      .map((work) => workItem(world, work, question, true))
  const touches = (question: Question) =>
    world.touches
      .filter(({ startedAt }) => isIn(startedAt, question))
      .map((touch) => touchItem(world, touch, touch.latest, question))
  const recovery = (question: Question) => recoveries(world, question)
  const cents = (items: readonly (RecoveryItem | WorkItem)[]) =>
    total(items, (item) => ('cents' in item ? item.cents : 0))
  const workMs = (items: readonly (RecoveryItem | WorkItem)[]) =>
    total(items, (item) => ('work' in item ? item.work.ms : 0))
  const both = (question: Question) => [...recovery(question), ...denialWork(question)]
  return {
    denials_worked_per_fte: reading<WorkItem | TouchItem>(
      (question) => [...workedTime(question), ...touches(question)],
      ratioOf(
        (items) =>
          distinct(items, (item) =>
            'touch' in item
              ? `${item.touch.claimToken} ${item.touch.userId} ${dayOf(item.touch.startedAt, world.zone)}`
              : null,
          ),
        (items) => total(items, (item) => ('work' in item ? item.work.ms : 0)) / FULL_DAY_MS,
      ),
    ),
    recovery_yield: reading(recovery, sumOf(cents)),
    recovery_per_hour: reading<RecoveryItem | WorkItem>(
      both,
      ratioOf(cents, (items) => workMs(items) / HOUR_MS),
    ),
    cost_to_recover: reading<RecoveryItem | WorkItem>(
      both,
      ratioOf((items) => centsOf(world, workMs(items)), cents),
    ),
    workload: workloadReading(world),
    rework_rate: reading<DenialItem>(
      (question) =>
        world.denials
          .filter((denial) => isResolved(denial) && isIn(denial.resolvedAt, question))
          .map((denial) => denialItem(world, denial, denial.resolvedAt, question)),
      ratioOf(
        (items) => items.filter(({ denial }) => isRework(denial, world)).length,
        (items) => items.length,
      ),
    ),
  }
}

/** Reopened, or its claim was denied again by the same payer since its resolution. */
const isRework = (denial: Denial, { denials }: World): boolean =>
  denial.reopened > 0 ||
  denials.some(
    (other) =>
      other.denialNo !== denial.denialNo &&
      denial.claimToken !== null &&
      other.claimToken === denial.claimToken &&
      other.payer === denial.payer &&
      denial.resolvedAt !== null &&
      other.received >= denial.resolvedAt,
  )

/** What was recovered on denials resolved in the period, split by the active time of who touched them. */
function recoveries(world: World, question: Question): readonly RecoveryItem[] {
  return world.denials
    .filter((denial) => isResolved(denial) && denial.recoveredCents !== null && isIn(denial.resolvedAt, question))
    .flatMap((denial): RecoveryItem[] => {
      const cents = denial.recoveredCents ?? 0
      const all = total(denial.touches, ({ ms }) => ms)
      const item = (user: Key, team: Key, share: number): RecoveryItem => {
        const own = (dimension: string) => (dimension === 'user' ? user : dimension === 'team' ? team : undefined)
        return {
          at: denial.resolvedAt,
          key: keyOf(world, own, denial, denial.resolvedAt, question),
          cents: cents * share,
        }
      }
      if (all === 0) return [item(null, null, 1)]
      const byPerson = grouped(denial.touches, ({ userId }) => userId)
      return [...byPerson.values()].map((touches) => {
        const { name, team } = (touches[0] as Touch).user
        return item(name, team, total(touches, ({ ms }) => ms) / all)
      })
    })
}
