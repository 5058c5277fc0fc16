import { grouped } from '../../../src/shared/grouped.ts'
import { distinct, isIn, ratioOf, reading, sumOf, total, type Item, type Question, type Reading } from './item.ts'
import { denialItem, touchItem, workItem, type DenialItem, type TouchItem, type WorkItem } from './items.ts'
import { isResolved } from './life.ts'
import { manualItems } from './manual-time.ts'
import { centsOf } from './money.ts'
import type { Work, World } from './world.ts'

const MINUTE_MS = 60_000

/** Minutes of the active spans that are so. */
const minutes =
  (is: (work: Work) => boolean = () => true) =>
  (items: readonly WorkItem[]): number =>
    total(items, ({ work }) => (is(work) ? work.ms / MINUTE_MS : 0))

const isRecorded = ({ presence }: Work) => presence === 'active' || presence === 'idle'
const isActive = ({ presence }: Work) => presence === 'active'
/** Captured, or entered by hand where that counts as effort. */
export const isWorked = ({ presence }: Work): boolean => presence === 'active' || presence === 'manual'
/** Rated core, support or hidden. */
export const isDenialWork = (work: Work): boolean =>
  isWorked(work) && ['core', 'support', 'hidden'].includes(work.rating ?? '')
const isHidden = ({ kinds }: Work) => kinds.length > 0

const HIGH_CENTS = 2_000_00
const LOW_CENTS = 100_00

/** Recorded time and touches. */
export function timeReadings(world: World): Readonly<Record<string, Reading>> {
  const spans =
    (is: (work: Work) => boolean, payerOfDenial = false) =>
    (question: Question) =>
      world.work
        .filter((work) => is(work) && isIn(work.startedAt, question))
        .map((work) => workItem(world, work, question, payerOfDenial))
  const touches = (question: Question) =>
    world.touches
      .filter(({ startedAt }) => isIn(startedAt, question))
      .map((touch) => touchItem(world, touch, touch.latest, question))
  const resolved = (question: Question) =>
    world.denials
      .filter((denial) => isResolved(denial) && isIn(denial.resolvedAt, question))
      .map((denial) => denialItem(world, denial, denial.resolvedAt, question))
  const onDenials = spans((work) => isWorked(work) && work.denial !== null)
  const shareOfValue = (is: (cents: number) => boolean) =>
    reading(
      onDenials,
      ratioOf(
        minutes(({ denial }) => denial !== null && is(denial.deniedCents)),
        minutes(),
      ),
    )
  const denialsTouched = (items: readonly TouchItem[]) => distinct(items, ({ touch }) => touch.claimToken)
  const touchMinutes = (items: readonly TouchItem[]) => total(items, ({ touch }) => touch.ms / MINUTE_MS)
  const laborPerDenial = (factor: number | null) =>
    reading<WorkItem | DenialItem>(
      (question) => [...spans(isDenialWork)(question), ...resolved(question)],
      ratioOf(
        (items) => {
          const cents = centsOf(
            world,
            total(items, (item) => ('work' in item ? item.work.ms : 0)),
          )
          return cents === null || factor === null ? null : cents * factor
        },
        (items) => items.filter((item) => 'denial' in item).length,
      ),
    )
  return {
    active_minutes: reading(spans(isActive), sumOf(minutes())),
    idle_minutes: reading(spans(isRecorded), sumOf(minutes(({ presence }) => presence === 'idle'))),
    call_minutes: reading(
      spans((work) => isActive(work) && work.call),
      sumOf(minutes()),
    ),
    manual_minutes: reading(
      (question) => manualItems(world.facts, question),
      sumOf((items) => total(items, ({ ms }) => ms / MINUTE_MS)),
    ),
    touches: reading(
      touches,
      sumOf((items) => items.length),
    ),
    denials_touched: reading(touches, sumOf(denialsTouched)),
    minutes_per_denial: reading(
      touches,
      ratioOf(touchMinutes, denialsTouched, (items) =>
        [...grouped(items, ({ touch }) => touch.claimToken).values()].map(touchMinutes),
      ),
    ),
    touches_per_denial: reading(
      touches,
      ratioOf(
        (items) => items.length,
        denialsTouched,
        (items) => [...grouped(items, ({ touch }) => touch.claimToken).values()].map(({ length }) => length),
      ),
    ),
    time_per_denial: reading(
      spans((work) => isWorked(work) && work.denial !== null, true),
      ratioOf(minutes(), (items) => distinct(items, ({ work }) => work.claim)),
    ),
    all_minutes_per_denial: reading<WorkItem | TouchItem>(
      (question) => [...spans(isDenialWork)(question), ...touches(question)],
      ratioOf(
        (items) => minutes()(items.filter((item) => 'work' in item)),
        (items) => denialsTouched(items.filter((item) => 'touch' in item)),
      ),
    ),
    attributed_share: reading(
      spans(isDenialWork),
      ratioOf(
        minutes(({ claim }) => claim !== null),
        minutes(),
      ),
    ),
    high_value_time_share: shareOfValue((cents) => cents >= HIGH_CENTS),
    low_value_time_share: shareOfValue((cents) => cents < LOW_CENTS),
    all_labor_per_denial: laborPerDenial(1),
    loaded_cost_per_denial: laborPerDenial(world.facts.economics.overheadFactor),
    hidden_minutes: reading(hidden(world), sumOf(minutesOnce)),
    hidden_work_tax: reading(spans(isDenialWork), ratioOf(minutes(isHidden), minutes())),
    hidden_cost: reading(
      hidden(world),
      sumOf((items) => centsOf(world, minutesOnce(items) * MINUTE_MS)),
    ),
  }
}

interface HiddenItem extends Item {
  readonly work: Work
}

/** Each tag of a span: by kind a minute of two kinds counts in both. */
function hidden(world: World) {
  return (question: Question): readonly HiddenItem[] =>
    world.work
      .filter((work) => isHidden(work) && isIn(work.startedAt, question))
      .flatMap((work) => {
        const item = workItem(world, work, question)
        return work.kinds.map((kind) => ({
          ...item,
          key: (dimension: string) => (dimension === 'kind' ? kind : item.key(dimension)),
        }))
      })
}

/** Each span once, whatever its kinds. */
const minutesOnce = (items: readonly HiddenItem[]): number =>
  total([...new Set(items.map(({ work }) => work))], ({ ms }) => ms / MINUTE_MS)
