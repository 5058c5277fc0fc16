import type { EpochMs, SupportEvent, SupportEventCode } from '../../shared/contract/index.ts'

const KEEP = 300

/** What happened to the agent, in words of a fixed list and nothing else; the last few hundred, in memory only. */
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
