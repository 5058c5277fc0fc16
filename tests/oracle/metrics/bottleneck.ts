import { isIn, ratioOf, reading, sumOf, total, type Question, type Reading } from './item.ts'
import { asOf, denialItem, timeKey, type AsOf, type DenialItem } from './items.ts'
import { isFollowUpOver, isOpenAt, isStalledAt, leftCentsAt } from './life.ts'
import { unownedMs } from './ownership.ts'
import type { Denial, World } from './world.ts'

interface Marked extends DenialItem {
  readonly marked: boolean
}
interface Open extends Marked {
  readonly left: number
}
interface Gap extends DenialItem {
  readonly days: number
}
interface Waited extends DenialItem {
  readonly hours: number
}

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

const count = (items: readonly unknown[]): number => items.length
const marked = (items: readonly Marked[]): number => items.filter((item) => item.marked).length
const left = (item: Open): number => item.left

/** Where denials wait. */
export function bottleneckReadings(world: World): Readonly<Record<string, Reading>> {
  const open =
    (is: (denial: Denial, at: AsOf) => boolean) =>
    (question: Question): readonly Open[] =>
      world.denials
        .filter((denial) => isOpenAt(denial, asOf(question)))
        .map((denial) => ({
          ...denialItem(world, denial, null, question),
          marked: is(denial, asOf(question)),
          left: leftCentsAt(denial, asOf(question), question.now),
        }))
  const stalled = open(isStalledAt)
  return {
    open_denials: reading(
      open(() => true),
      sumOf(count),
    ),
    open_amount: reading(
      open(() => true),
      sumOf((items) => total(items, left)),
    ),
    stalled_denials: reading(stalled, sumOf(marked)),
    stalled_amount: reading(
      stalled,
      sumOf((items) => total(items, (item) => (item.marked ? left(item) : 0))),
    ),
    past_follow_up: reading(
      open((denial, at) => isFollowUpOver(denial, at, world)),
      sumOf(marked),
    ),
    repeat_touch_share: reading((question) => touched(world, question), ratioOf(marked, count)),
    days_between_touches: reading(
      (question) => gaps(world, question),
      ratioOf<Gap>(
        (items) => total(items, ({ days }) => days),
        count,
        (items) => items.map(({ days }) => days),
      ),
    ),
    unclear_ownership_hours: reading(
      (question) =>
        world.denials.flatMap((denial): Waited[] => {
          const ms = unownedMs(denial, question.from, asOf(question).clock)
          return ms === 0 ? [] : [{ ...denialItem(world, denial, null, question), hours: ms / HOUR_MS }]
        }),
      sumOf((items) => total(items, ({ hours }) => hours)),
    ),
  }
}

const OFTEN = 3

function touched(world: World, question: Question): readonly Marked[] {
  return world.denials
    .filter(({ touches }) => touches.some(({ startedAt }) => isIn(startedAt, question)))
    .map((denial) => ({
      ...denialItem(world, denial, null, question),
      marked: denial.touches.filter(({ startedAt }) => startedAt < question.to).length >= OFTEN,
    }))
}

/** Touches after the first on a denial, with the days since the latest end of those before. Where touches overlap there is no gap. */
function gaps(world: World, question: Question): readonly Gap[] {
  return world.denials.flatMap((denial) =>
    denial.touches.flatMap((touch, index): Gap[] => {
      const ofDenial = denialItem(world, denial, null, question)
      const key = (dimension: string) => timeKey(dimension, touch.startedAt, world) ?? ofDenial.key(dimension)
      if (index === 0 || !isIn(touch.startedAt, question)) return []
      const ended = Math.max(...denial.touches.slice(0, index).map(({ endedAt }) => endedAt))
      if (touch.startedAt < ended) return []
      return [{ ...ofDenial, at: touch.startedAt, key, days: (touch.startedAt - ended) / DAY_MS }]
    }),
  )
}
