import { daysBetween } from './days.ts'
import { isIn, ratioOf, reading, sumOf, total, type Item, type Question, type Reading } from './item.ts'
import { denialItem, keyOf, type DenialItem } from './items.ts'
import { endOfDue, isResolved, isSinceStart, isWon } from './life.ts'
import { claimReadings } from './claims.ts'
import type { Denial, World } from './world.ts'
import { centsOf } from './money.ts'

const count = (items: readonly unknown[]): number => items.length
const which = (is: (denial: Denial) => boolean) => (items: readonly DenialItem[]) =>
  items.filter(({ denial }) => is(denial)).length
const cents = (of: (denial: Denial) => number) => (items: readonly DenialItem[]) =>
  total(items, ({ denial }) => of(denial))
const recovered = ({ recoveredCents }: Denial) => recoveredCents ?? 0
const notRecovered = (denial: Denial) => denial.deniedCents - recovered(denial)

interface DecisionItem extends Item {
  readonly outcome: string
}

/** Outcomes of denials and claims. */
export function outcomeReadings(world: World): Readonly<Record<string, Reading>> {
  const { zone } = world
  const on =
    (instantOf: (denial: Denial) => number | null, is: (denial: Denial) => boolean = () => true) =>
    (question: Question) =>
      world.denials
        .filter((denial) => is(denial) && isIn(instantOf(denial), question))
        .map((denial) => denialItem(world, denial, instantOf(denial), question))
  const received = on((denial) => denial.received)
  const resolvedAt = (denial: Denial) => (isResolved(denial) ? denial.resolvedAt : null)
  const resolved = on(resolvedAt)
  const writtenOff = (is?: (denial: Denial) => boolean) => on(writeOffDate, is)
  const days = (of: (denial: Denial) => number | null) => {
    const length = ({ denial }: DenialItem) => daysBetween(denial.received, of(denial) ?? denial.received, zone)
    return ratioOf<DenialItem>(
      (items) => total(items, length),
      count,
      (items) => items.map(length),
    )
  }
  return {
    ...claimReadings(world),
    denials_received: reading(received, sumOf(count)),
    denied_amount: reading(received, sumOf(cents(({ deniedCents }) => deniedCents))),
    resolution_rate: reading(received, ratioOf(which(isResolved), count)),
    overturned_share: reading(resolved, ratioOf(which(isWon), count)),
    appeal_overturn_rate: reading(
      (question) => decisions(world, question),
      ratioOf<DecisionItem>((items) => items.filter(({ outcome }) => outcome === 'overturned').length, count),
    ),
    days_to_resolution: reading(
      resolved,
      days(({ resolvedAt: at }) => at),
    ),
    days_to_appeal: reading(
      on(({ firstAppealedAt }) => firstAppealedAt),
      days(({ firstAppealedAt }) => firstAppealedAt),
    ),
    dollars_recovered: reading(
      on(resolvedAt, ({ recoveredCents }) => recoveredCents !== null),
      sumOf(cents(recovered)),
    ),
    write_offs: reading(writtenOff(), sumOf(cents(notRecovered))),
    unappealed_write_offs: reading(
      writtenOff(({ firstAppealedAt }) => firstAppealedAt === null),
      sumOf(cents(notRecovered)),
    ),
    preventable_write_offs: reading(
      writtenOff(
        ({ appealDue, firstAppealedAt }) =>
          appealDue !== null && (firstAppealedAt === null || firstAppealedAt >= endOfDue(appealDue, world)),
      ),
      sumOf(cents(notRecovered)),
    ),
    net_collection: reading(
      resolved,
      ratioOf(
        cents(recovered),
        cents(({ deniedCents }) => deniedCents),
      ),
    ),
    cost_per_denial: reading(
      resolved,
      ratioOf<DenialItem>(
        (items) =>
          centsOf(
            world,
            total(items, ({ denial }) => denial.manualMs + total(denial.touches, ({ ms }) => ms)),
          ),
        count,
      ),
    ),
    auto_resolved_share: reading(
      on(resolvedAt, (denial) => isSinceStart(denial, world)),
      ratioOf(
        which((denial) => isWon(denial) && denial.touches.length === 0),
        count,
      ),
    ),
  }
}

/** The day it was written off; null: it is not. */
function writeOffDate({ state, events, resolvedAt }: Denial): number | null {
  if (state !== 'written_off') return null
  return events.findLast(({ kind }) => kind === 'written_off')?.happenedAt ?? resolvedAt
}

/** First decisions on an appeal level, each by the level that it was on. */
function decisions(world: World, question: Question): readonly DecisionItem[] {
  const denials = new Map(world.denials.map((denial) => [denial.denialNo, denial]))
  return world.facts.decisions
    .filter(({ decidedAt }) => isIn(decidedAt, question))
    .flatMap(({ denialNo, decidedAt, level, outcome }) => {
      const denial = denials.get(denialNo)
      if (denial === undefined) return []
      const own = (dimension: string) => (dimension === 'appeal_level' ? level : undefined)
      return [{ outcome, at: decidedAt, key: keyOf(world, own, denial, decidedAt, question) }]
    })
}
