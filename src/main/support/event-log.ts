import type { EpochMs, SupportEvent, SupportEventCode } from '../../shared/contract/index.ts'

const KEEP = 300

/** The last few hundred agent events, as words of a fixed list, in memory only. */
export interface EventLog {
  note(code: SupportEventCode): void
  /** Oldest first. */
  events(): readonly SupportEvent[]
}

export const eventLog = (now: () => EpochMs): EventLog => {
  const events: SupportEvent[] = []
  return {
    note(code) {
      events.push({ at: now(), code })
      if (events.length > KEEP) events.shift()
    },
    events: () => [...events],
  }
}
