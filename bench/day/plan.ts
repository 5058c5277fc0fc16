import { generator } from '../support/random.ts'

/** One step of a scripted day; times in ms. */
export type Step =
  /** Another window gets the focus and keeps it for so long. */
  | { readonly kind: 'switch'; readonly window: number; readonly dwellMs: number }
  /** Nobody touches anything for so long; the window stays. */
  | { readonly kind: 'idle'; readonly ms: number }
  | { readonly kind: 'lock'; readonly ms: number }
  /** The endpoint goes away, and comes back. Work goes on. */
  | { readonly kind: 'outage' }
  | { readonly kind: 'endpoint back' }

export interface DayPlan {
  readonly steps: readonly Step[]
  /** The policy's threshold: idle has to outlast it. */
  readonly idleAfterMs: number
}

export interface DaySize {
  /** About how long it takes, s. */
  readonly seconds: number
  readonly switches: number
  readonly seed: number
}

/** The day of the full measurement. */
export const wholeDay: DaySize = { seconds: 1200, switches: 200, seed: 20_418 }
/** The same mix in a minute and a half, for every run of the tests. */
export const shortDay: DaySize = { seconds: 90, switches: 60, seed: 20_418 }

export const WINDOWS = 6
const SHORTEST_MS = 50
const LONGEST_MS = 60_000

/**
 * Half of the windows keep the focus for 50 ms to 1 s, the others share what is left, on a whole day up to a minute each; a twelfth of the time nobody is there, a twentieth the
 * screen is locked, and a quarter of it the endpoint is away. The same size gives the same day.
 */
export const planDay = ({ seconds, switches, seed }: DaySize): DayPlan => {
  const random = generator(seed)
  const ms = seconds * 1000
  const idleAfterMs = Math.min(10_000, Math.max(4000, ms / 25))
  const away = { idle: Math.max(idleAfterMs + 2000, ms / 24), lock: Math.max(2500, ms / 40) }
  const dwells = spread(dwellTimes(switches, ms - 2 * away.idle - 2 * away.lock, random), random)

  const steps: Step[] = []
  const at = (share: number) => Math.floor(switches * share)
  let window = 0
  for (const [index, dwellMs] of dwells.entries()) {
    window = (window + 1 + Math.floor(random() * (WINDOWS - 1))) % WINDOWS
    steps.push({ kind: 'switch', window, dwellMs })
    if (index === at(0.2) || index === at(0.7)) steps.push({ kind: 'idle', ms: away.idle })
    if (index === at(0.3) || index === at(0.85)) steps.push({ kind: 'lock', ms: away.lock })
    if (index === at(0.4)) steps.push({ kind: 'outage' })
    if (index === at(0.65)) steps.push({ kind: 'endpoint back' })
  }
  return { steps, idleAfterMs }
}

/** Every other one short; the longer ones share what time is left, in proportion, none over a minute. */
const dwellTimes = (count: number, totalMs: number, random: () => number): readonly number[] => {
  const short = Array.from({ length: Math.floor(count / 2) }, () => between(SHORTEST_MS, 1000, random))
  short[0] = SHORTEST_MS
  // A whole day has its minute too.
  const longest = totalMs > 10 * LONGEST_MS ? [LONGEST_MS] : []
  const left = totalMs - sum(short) - sum(longest)
  const weights = Array.from({ length: count - short.length - longest.length }, () => between(1, 20, random))
  let scale = left / sum(weights)
  // What the cap takes off is spread over the others.
  for (let round = 0; round < 20; round += 1) {
    const capped = weights.filter((weight) => weight * scale >= LONGEST_MS)
    const others = weights.filter((weight) => weight * scale < LONGEST_MS)
    if (others.length === 0) break
    scale = (left - capped.length * LONGEST_MS) / sum(others)
  }
  return [...short, ...longest, ...weights.map((weight) => Math.min(LONGEST_MS, weight * scale))]
}

/** Evenly on a logarithmic scale. */
const between = (least: number, most: number, random: () => number): number => least * (most / least) ** random()

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** In another order. */
const spread = (values: readonly number[], random: () => number): readonly number[] =>
  values
    .map((value) => ({ value, place: random() }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ value }) => value)
