import type { AgentStatus } from '../contract/clients.ts'
import { CLOCK_OFF_MS } from './device-status.ts'

export type HealthTone = 'ok' | 'note' | 'attention'

/** One line of an agent's health. The caller adds times. */
export interface HealthLine {
  readonly id: HealthLineId
  readonly tone: HealthTone
  /** Text without a time. */
  readonly words: string
}
export type HealthLineId =
  | 'windows'
  | 'idle'
  | 'permissions'
  | 'sending'
  | 'refused'
  | 'clock'
  | 'gap'
  | 'journal'
  | 'companions'
  | 'version'

/** The health of the agent on this computer, for the person who uses it. Tray and screen use the same lines. */
export function agentLines(status: AgentStatus): readonly HealthLine[] {
  const observable = status.observable !== false
  const skewMs = status.skewMs ?? 0
  const clockOff = Math.abs(skewMs) >= CLOCK_OFF_MS ? skewMs : null
  return [
    observable
      ? { id: 'windows', tone: 'ok', words: `Windows are visible (${status.captureAdapter})` }
      : {
          id: 'windows',
          tone: 'attention',
          words: 'Windows are not visible on this computer, so nothing is recorded',
        },
    status.idleSource === 'none'
      ? { id: 'idle', tone: 'note', words: 'Idle time is unknown here: only a locked screen counts as away' }
      : { id: 'idle', tone: 'ok', words: `Idle time is known (${status.idleSource ?? 'the system'})` },
    status.remedy
      ? { id: 'permissions', tone: 'attention', words: `Action needed: ${status.remedy}` }
      : {
          id: 'permissions',
          tone: observable ? 'ok' : 'note',
          words: observable ? 'All permissions are granted' : 'No permission would help here',
        },
    sending(status),
    status.quarantined > 0
      ? { id: 'refused', tone: 'attention', words: `${records(status.quarantined)} refused by the endpoint` }
      : { id: 'refused', tone: 'ok', words: 'The endpoint accepted all records' },
    clockOff === null
      ? { id: 'clock', tone: 'ok', words: 'The clock matches the endpoint' }
      : {
          id: 'clock',
          tone: 'attention',
          words: `The clock is ${roughMinutes(clockOff)} ${clockOff > 0 ? 'ahead of' : 'behind'} the endpoint`,
        },
    status.gap
      ? { id: 'gap', tone: 'note', words: status.gap.message }
      : { id: 'gap', tone: 'ok', words: 'No missing data' },
    status.journalEncrypted === true
      ? { id: 'journal', tone: 'ok', words: 'The local log is encrypted' }
      : {
          id: 'journal',
          tone: 'note',
          words: 'The local log is not encrypted. It holds no window titles or claim numbers',
        },
    {
      id: 'companions',
      tone: 'ok',
      words:
        status.companions.length === 0
          ? 'No browser companion is connected'
          : `Browser companions: ${status.companions.join(', ')}`,
    },
    { id: 'version', tone: 'ok', words: `TouchLedger ${status.agentVersion}, rules version ${status.rulesVersion}` },
  ]
}

/** More than one batch: the agent is behind, not just a moment late. */
const BEHIND_FROM = 500

function sending({ backlog, lastSyncAt, sendingFault }: AgentStatus): HealthLine {
  if (sendingFault) return { id: 'sending', tone: 'attention', words: `Not sending: ${sendingFault}` }
  if (backlog >= BEHIND_FROM)
    return { id: 'sending', tone: 'note', words: 'Behind: more than 500 records are waiting to be sent' }
  if (lastSyncAt === null) return { id: 'sending', tone: 'note', words: 'Nothing has been sent yet' }
  return { id: 'sending', tone: 'ok', words: 'All records are sent' }
}

const records = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'record was' : 'records were'}`

function roughMinutes(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
