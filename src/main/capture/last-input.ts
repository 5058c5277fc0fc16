import type { MonoMs } from '../../shared/contract/index.ts'

/** Monotonic time of the last keyboard or pointer input. */
export type LastInput = MonoMs

/**
 * A reading must place the last input this much later to count as new input. Covers the delay between reading the idle time and
 * reading the clock.
 */
const slackMs = 50

/**
 * The last input from an idle time with a resolution of `resolutionMs` (Electron's powerMonitor: 1000). Taken literally, readings
 * would jump within one idle period. So the first reading counts until a later one proves new input; it never moves back.
 */
export const nextLastInput = (
  previous: LastInput | null,
  reading: { readonly mono: MonoMs; readonly idleMs: number },
  resolutionMs: number,
): LastInput => {
  const latest = Math.round(reading.mono - Math.max(0, reading.idleMs))
  if (previous === null) return latest
  const earliest = latest - resolutionMs
  return earliest > previous + slackMs ? latest : previous
}
