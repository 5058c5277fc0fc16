import type { MonoMs } from '../../shared/contract/index.ts'

/** When the last keyboard or pointer input was, by the monotonic clock. */
export type LastInput = MonoMs

/**
 * How much later than the known last input a reading must place it to be a new one. Covers the time between reading the
 * idle time and reading the clock; a real input this soon after the last one moves nothing that matters.
 */
const slackMs = 50

/**
 * The last input, from an idle time that is cut to whole steps of `resolutionMs` (Electron's powerMonitor: 1000).
 *
 * Such a reading says that the last input was in `(mono - idleMs - resolutionMs, mono - idleMs]`. Taken at its word it
 * would jump back and forth by up to a step within one idle stretch, and idle that is back-dated to it would begin and end by
 * chance. So the first reading of a stretch decides (its latest instant: idle is never overstated at its beginning, and its end shifts
 * alike), and it stays until a reading says that there must have been a later input. It never moves backwards.
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
