/** Seeded random numbers: the same seed gives the same sample. */
export interface Random {
  /** In `[0, 1)`. */
  next(): number
  /** Integer in `[from, to]`. */
  between(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** An item by its weight. */
  weighted<T>(items: readonly T[], weightOf: (item: T) => number): T
}

/** Mulberry32 (public domain, Tommy Ettinger): short, and good enough for sample work. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (from: number, to: number) => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (items) => chosen(items[between(0, items.length - 1)]),
    weighted: (items, weightOf) => {
      let left = next() * items.reduce((sum, item) => sum + weightOf(item), 0)
      return chosen(items.find((item) => (left -= weightOf(item)) < 0) ?? items.at(-1))
    },
  }
}

function chosen<T>(item: T | undefined): T {
  if (item === undefined) throw new RangeError('nothing to pick from')
  return item
}
