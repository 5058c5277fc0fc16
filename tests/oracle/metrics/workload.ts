import { grouped } from '../../../src/shared/grouped.ts'
import { dayOf } from './days.ts'
import { distinct, isIn, reading, total, type Item, type Question, type Reading } from './item.ts'
import { asOf, denialItem, type DenialItem } from './items.ts'
import { isOpenAt, isResolved } from './life.ts'
import { isDenialWork } from './time.ts'
import type { Denial, World } from './world.ts'

/** An open denial with the minutes that are expected to be left. */
interface OpenItem extends DenialItem {
  readonly minutes: number | null
}
/** A person with the minutes of denial work of one of their days. */
interface PersonItem extends Item {
  readonly capacity: number
}

const MINUTE_MS = 60_000
const LEARNED_MS = 90 * 86_400_000
const ENOUGH = 20

/** Expected minutes of what is open, by the minutes of denial work that the people have in a day. */
export function workloadReading(world: World): Reading {
  return reading<OpenItem | PersonItem>(
    (question) => [...openItems(world, question), ...personItems(world, question)],
    (items) => {
      const open = items.filter((item) => 'minutes' in item)
      const capacity = total(items, (item) => ('capacity' in item ? item.capacity : 0))
      const isKnown = open.every(({ minutes }) => minutes !== null)
      if (items.length === 0 || capacity === 0 || !isKnown) return null
      const expected = total(open, ({ minutes }) => minutes ?? 0)
      return { value: expected / capacity, numerator: expected, denominator: capacity, p50: null, p90: null }
    },
  )
}

/** Minutes of the touches on a denial before an instant. */
const minutesBefore = ({ touches }: Denial, at: number): number =>
  total(touches, ({ startedAt, ms }) => (startedAt < at ? ms / MINUTE_MS : 0))

function openItems(world: World, question: Question): readonly OpenItem[] {
  const { clock: at } = asOf(question)
  const learned = world.denials
    .filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt >= at - LEARNED_MS && resolvedAt < at)
    .filter((denial) => isResolved(denial) && minutesBefore(denial, at) > 0)
  const mean = (denials: readonly Denial[]) =>
    denials.length === 0 ? null : total(denials, (denial) => minutesBefore(denial, at)) / denials.length
  const ofCategory = grouped(learned, ({ category }) => category)
  return world.denials
    .filter((denial) => isOpenAt(denial, asOf(question)))
    .map((denial) => {
      const own = ofCategory.get(denial.category) ?? []
      const expected = mean(own.length < ENOUGH ? learned : own)
      const minutes = expected === null ? null : Math.max(0, expected - minutesBefore(denial, at))
      return { ...denialItem(world, denial, null, question), minutes }
    })
}

function personItems(world: World, question: Question): readonly PersonItem[] {
  const work = world.work.filter(
    (one) => isDenialWork(one) && one.presence === 'active' && one.ms > 0 && isIn(one.startedAt, question),
  )
  return [...grouped(work, ({ userId }) => userId).values()].flatMap((ofPerson): PersonItem[] => {
    const [first] = ofPerson
    if (first === undefined) return []
    const { name, team } = first.user
    const days = distinct(ofPerson, ({ startedAt }) => dayOf(startedAt, world.zone))
    const capacity = total(ofPerson, ({ ms }) => ms / MINUTE_MS) / days
    return [{ at: null, key: (dimension) => (dimension === 'user' ? name : team), capacity }]
  })
}
