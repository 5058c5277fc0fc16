import type { EpochMs, SupportEvent } from '../../shared/contract/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'

const WITHIN_MS = 10 * MINUTE_MS
const MOST_RESTARTS = 3

/** Whether an agent that has just crashed starts again: not when it did so three times within ten minutes. @param events of its log */
export const mayRestart = (events: readonly SupportEvent[], now: EpochMs): boolean =>
  events.filter(({ code, at }) => code === 'restarting' && Math.abs(now - at) < WITHIN_MS).length < MOST_RESTARTS
