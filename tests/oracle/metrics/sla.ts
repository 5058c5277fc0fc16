import { daysBetween, startOf, addDays, dayOf } from './days.ts'
import { isIn, ratioOf, reading, sumOf, total, type Question, type Reading } from './item.ts'
import { asOf, denialItem, type DenialItem } from './items.ts'
import {
  endOfDue,
  firstTouchAt,
  firstTouchDue,
  isOpenAt,
  isOverdueAt,
  isSinceStart,
  leftCentsAt,
  minutesWaited,
  wasAppealedBy,
} from './life.ts'
import type { Denial, World } from './world.ts'

interface Judged extends DenialItem {
  readonly met: boolean
}
interface Waited extends DenialItem {
  readonly length: number
}

const EARLY_DAYS = 7

const count = (items: readonly unknown[]): number => items.length
const met = ratioOf<Judged>((items) => items.filter((item) => item.met).length, count)
const mean = ratioOf<Waited>(
  (items) => total(items, ({ length }) => length),
  count,
  (items) => items.map(({ length }) => length),
)

/** Targets of the team and deadlines of payers. */
export function slaReadings(world: World): Readonly<Record<string, Reading>> {
  const received = (question: Question) =>
    world.denials
      .filter((denial) => isIn(denial.received, question) && isSinceStart(denial, world))
      .map((denial) => denialItem(world, denial, denial.received, question))
  const isOpenUntouched = (denial: Denial, now: number) =>
    firstTouchAt(denial) === null && isOpenAt(denial, { last: now, clock: now })
  const untouched = (question: Question) =>
    received(question).filter(({ denial }) => isOpenUntouched(denial, question.now))
  const open = (question: Question) =>
    world.denials
      .filter((denial) => isOpenAt(denial, asOf(question)))
      .map((denial) => ({
        ...denialItem(world, denial, null, question),
        met: isOverdueAt(denial, asOf(question), world),
        left: leftCentsAt(denial, asOf(question), question.now),
      }))
  return {
    time_to_first_touch: reading(
      (question) =>
        received(question).flatMap((item): Waited[] => {
          const touched = firstTouchAt(item.denial)
          return touched === null ? [] : [{ ...item, length: minutesWaited(item.denial, touched) }]
        }),
      mean,
    ),
    untouched_denials: reading(
      (question) =>
        received(question).filter(({ denial }) => isOpenAt(denial, { last: question.now, clock: question.now })),
      sumOf((items) => items.filter(({ denial }) => firstTouchAt(denial) === null).length),
    ),
    untouched_wait: reading(
      (question) => untouched(question).map((item) => ({ ...item, length: minutesWaited(item.denial, question.now) })),
      mean,
    ),
    worked_within_sla: reading(
      (question) =>
        received(question).flatMap((item): Judged[] => {
          const due = firstTouchDue(item.denial, world)
          const touched = firstTouchAt(item.denial)
          // One that was resolved before it was due needs no touch.
          const isMissed = due !== null && due <= question.now && isUnresolvedBy(item.denial, due)
          if (due === null || (touched === null && !isMissed)) return []
          return [{ ...item, met: touched !== null && touched < due }]
        }),
      met,
    ),
    follow_up_on_time: reading(
      (question) =>
        followUps(world, question).map((item) => ({ ...item, met: item.touched !== null && item.touched < item.at })),
      met,
    ),
    follow_up_delay: reading(
      (question) =>
        followUps(world, question).flatMap((item): Waited[] => {
          if (item.touched === null) return []
          return [{ ...item, length: Math.max(0, daysBetween(item.due, item.touched, world.zone)) }]
        }),
      mean,
    ),
    appeal_timeliness: reading((question) => appeals(world, question), met),
    overdue_denials: reading(
      open,
      sumOf((items) => items.filter((item) => item.met).length),
    ),
    overdue_amount: reading(
      open,
      sumOf((items) => total(items, (item) => (item.met ? item.left : 0))),
    ),
  }
}

const isUnresolvedBy = ({ resolvedAt }: Denial, at: number) => resolvedAt === null || resolvedAt >= at

/** Denials whose follow-up day ended in the period, unresolved then, with the touch that followed it up. */
function followUps(world: World, question: Question) {
  const { startsOn } = world.facts.slas
  const counts = (due: number) => startsOn === null || due >= startOf(startsOn, world.zone)
  return world.denials.flatMap((denial) => {
    const due = denial.followUpDue
    if (due === null) return []
    const over = endOfDue(due, world)
    if (!isIn(over, question) || over > question.now || !isUnresolvedBy(denial, over) || !counts(due)) return []
    const earliest = startOf(addDays(dayOf(due, world.zone), -EARLY_DAYS), world.zone)
    const touched = denial.touches.find(({ startedAt }) => startedAt >= earliest)?.startedAt ?? null
    return [{ ...denialItem(world, denial, over, question), at: over, due, touched }]
  })
}

/** Denials first appealed in the period by the deadline, and those whose deadline passed in it without an appeal or resolution. */
function appeals(world: World, question: Question): readonly Judged[] {
  return world.denials.flatMap((denial: Denial): Judged[] => {
    const { appealDue, firstAppealedAt } = denial
    if (appealDue === null) return []
    const over = endOfDue(appealDue, world)
    const isOnTime = wasAppealedBy(denial, over)
    if (isOnTime) {
      return isIn(firstAppealedAt, question)
        ? [{ ...denialItem(world, denial, firstAppealedAt, question), met: true }]
        : []
    }
    const isMissed = over <= question.now && isUnresolvedBy(denial, over)
    return isMissed && isIn(over, question) ? [{ ...denialItem(world, denial, over, question), met: false }] : []
  })
}
