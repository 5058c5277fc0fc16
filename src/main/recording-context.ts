import type { AgentStatus } from '../shared/contract/index.ts'
import type { AgentFaults } from './agent-faults.ts'
import type { AgentOptions } from './agent-options.ts'
import type { Journal } from './journal/journal.ts'
import type { Notices } from './notice/notices.ts'
import type { EventLog } from './support/event-log.ts'
import type { IdentityStore } from './sync/identity-store.ts'

/** The agent's parts that recording and sending use. */
export interface RecordingContext {
  readonly options: AgentOptions
  readonly journal: Journal
  readonly events: EventLog
  readonly faults: AgentFaults
  readonly notices: Notices
  readonly status: () => AgentStatus
  readonly changed: () => void
  /** The endpoint takes nothing from this device until a person acts. */
  readonly held: (code: string) => void
  readonly store: IdentityStore
}
