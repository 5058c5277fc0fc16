import { dayOf, firstDayOf } from './days.ts'
import type { Item, Key, Question } from './item.ts'
import { denialKey, nameOrNull, type Denial, type Touch, type Work, type World } from './world.ts'

export interface DenialItem extends Item {
  readonly denial: Denial
}

export interface WorkItem extends Item {
  readonly work: Work
}

export interface TouchItem extends Item {
  readonly touch: Touch
}

/** As of when a question is: now, or the end of a period that is over. */
export interface AsOf {
  /** The last instant of which events and touches count: a period does not include its end. */
  readonly last: number
  /** What is due by here is due. */
  readonly clock: number
}

export const asOf = ({ to, now }: Question): AsOf =>
  to < now ? { last: to - 1, clock: to } : { last: now, clock: now }

/** The first day of the day, week or month of an instant, in the tenant's zone. */
export function timeKey(dimension: string, at: number | null, { zone }: World): Key | undefined {
  if (dimension !== 'day' && dimension !== 'week' && dimension !== 'month') return undefined
  return at === null ? null : firstDayOf(dimension, dayOf(at, zone))
}

/** A denial that counts at an instant. */
export function denialItem(world: World, denial: Denial, at: number | null, question: Question): DenialItem {
  // What is counted on an instant is judged by now, and so is its age; else it is the age on the last day of the period.
  const instant = at === null ? asOf(question).last : question.now
  return {
    denial,
    at,
    key: (dimension) => timeKey(dimension, at, world) ?? denialKey(denial, dimension, instant, world.zone),
  }
}

/** A span. @param payerOfDenial whether its payer is that of the denial, whichever the window named */
export function workItem(world: World, work: Work, question: Question, payerOfDenial = false): WorkItem {
  const at = work.startedAt
  const own = (dimension: string): Key | undefined => {
    switch (dimension) {
      case 'user':
        return work.user.name
      case 'team':
        return work.user.team
      case 'shift':
        return work.shift
      case 'payer':
        return payerOfDenial ? (work.denial === null ? null : nameOrNull(work.denial.payer)) : work.payerName
      case 'activity':
        return work.activity
      case 'rating':
        return work.rating
      case 'system':
        return work.system
      case 'attribution':
        return work.how
      default:
        return undefined
    }
  }
  return { work, at, key: keyOf(world, own, work.denial, at, question) }
}

export function touchItem(world: World, touch: Touch, denial: Denial | null, question: Question): TouchItem {
  const at = touch.startedAt
  const own = (dimension: string): Key | undefined => {
    switch (dimension) {
      case 'user':
        return touch.user.name
      case 'team':
        return touch.user.team
      case 'shift':
        return touch.shift
      default:
        return undefined
    }
  }
  return {
    touch,
    at,
    key: keyOf(world, own, denial, at, question),
    matches: (dimension) => (dimension === 'payer' ? touch.payers : null),
  }
}

/** What the item itself has, else what its denial has. */
export function keyOf(
  world: World,
  own: (dimension: string) => Key | undefined,
  denial: Denial | null,
  at: number | null,
  question: Question,
): (dimension: string) => Key {
  return (dimension) => {
    const found = own(dimension)
    if (found !== undefined) return found
    const time = timeKey(dimension, at, world)
    if (time !== undefined) return time
    return denial === null ? null : denialKey(denial, dimension, question.now, world.zone)
  }
}
