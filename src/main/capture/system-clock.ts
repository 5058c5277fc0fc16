import type { Clock } from './ports.ts'

/** This machine's clocks. `mono` starts with the process and never decreases within it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => Math.round(performance.now()),
}
