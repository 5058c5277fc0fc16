import { metricCatalog } from '../../../src/shared/metrics/index.ts'
import { grouped } from '../../../src/shared/grouped.ts'
import { bottleneckReadings } from './bottleneck.ts'
import type { Facts } from './facts.ts'
import type { Item, Key, Question, Reading, Result } from './item.ts'
import { outcomeReadings } from './outcome.ts'
import { slaReadings } from './sla.ts'
import { teamReadings } from './team.ts'
import { timeReadings } from './time.ts'
import { everyWay, worldOf, type World } from './world.ts'

export interface AnsweredRow extends Result {
  readonly keys: readonly Key[]
}

/** By dimension the values that count; null: not known. */
export type Filters = Readonly<Record<string, readonly Key[]>>

export interface Oracle {
  readonly metrics: readonly string[]
  /** What the tenant aims at, else the industry benchmark. */
  target(metric: string): number | null
  /** The rows that have data. */
  answer(metric: string, question: Question, dimensions: readonly string[], filters: Filters): readonly AnsweredRow[]
}

/** Reads every metric from the facts. */
export function oracleOf(facts: Facts): Oracle {
  const read = new Map<string, Readonly<Record<string, Reading>>>()
  // A filter by attribution leaves nothing out: it is another reading of which time names a claim.
  const readingsOf = (ways: readonly Key[]) => {
    const found = read.get(ways.join()) ?? readingsIn(worldOf(facts, ways))
    read.set(ways.join(), found)
    return found
  }
  const known = { metric: '', items: new Map<string, readonly Item[]>() }
  return {
    metrics: Object.keys(readingsOf(everyWay)),
    target: (metric) =>
      facts.economics.targets[metric] ?? metricCatalog.find(({ id }) => id === metric)?.target ?? null,
    answer: (metric, question, dimensions, { attribution: ways = everyWay, ...filters }) => {
      const reading = readingsOf(ways)[metric]
      if (reading === undefined) throw new Error(`there is no reading of ${metric}`)
      // The items of a period serve every dimension and filter.
      if (known.metric !== metric) known.items.clear()
      known.metric = metric
      const period = `${question.from} ${question.to} ${ways.join()}`
      const items = known.items.get(period) ?? reading.items(question)
      known.items.set(period, items)
      return rowsOf(reading, items, dimensions, filters)
    },
  }
}

const readingsIn = (world: World): Readonly<Record<string, Reading>> => ({
  ...outcomeReadings(world),
  ...timeReadings(world),
  ...slaReadings(world),
  ...bottleneckReadings(world),
  ...teamReadings(world),
})

function rowsOf(
  reading: Reading,
  items: readonly Item[],
  dimensions: readonly string[],
  filters: Filters,
): readonly AnsweredRow[] {
  const counted = items.filter((item) =>
    Object.entries(filters).every(([dimension, wanted]) => isFound(item, dimension, wanted)),
  )
  const groups = grouped(counted, (item) => JSON.stringify(dimensions.map((dimension) => item.key(dimension))))
  if (dimensions.length === 0) groups.set('[]', counted)
  return [...groups].flatMap(([keys, group]) => {
    const result = reading.fold(group)
    return result === null ? [] : [{ keys: JSON.parse(keys) as readonly Key[], ...result }]
  })
}

function isFound(item: Item, dimension: string, wanted: readonly Key[]): boolean {
  const values = item.matches?.(dimension) ?? [item.key(dimension)]
  return values.some((value) => wanted.includes(value))
}
