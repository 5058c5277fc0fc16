import type { Clock } from './ports.ts'

/** This machine's clocks. `mono` begins with the process and never falls within it. */
export const systemClock: Clock = {
  now: () => Date.now(),
  mono: () => Math.round(performance.now()),
}
