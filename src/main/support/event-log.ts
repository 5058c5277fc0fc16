import type { EpochMs, SupportEvent, SupportEventCode } from '../../shared/contract/index.ts'
import type { LogFile } from './log-file.ts'

const KEEP = 300

/** The last few hundred agent events, as words of a fixed list. */
export interface EventLog {
  note(code: SupportEventCode, facts?: Omit<SupportEvent, 'at' | 'code'>): void
  /** Those of the runs before, as far as the file has them, and of this one; oldest first. */
  events(): readonly SupportEvent[]
  /** Everything that the file has. */
  all(): readonly SupportEvent[]
}

export const eventLog = (now: () => EpochMs, file: LogFile): EventLog => {
  const before = file.read().slice(-KEEP)
  const events: SupportEvent[] = []
  return {
    note(code, facts = {}) {
      const event = { at: now(), code, ...facts }
      events.push(event)
      file.write(event)
      if (events.length > KEEP) events.shift()
    },
    events: () => [...before, ...events],
    all: () => file.read(),
  }
}
