import type { AgentStatus, UpdateStatus, UpdateWhy } from '../contract/clients.ts'
import { BEHIND_FROM_RECORDS, CLOCK_OFF_MS } from './device-status.ts'
import { MINUTE_MS } from '../time.ts'

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
  | 'calls'
  | 'permissions'
  | 'sending'
  | 'refused'
  | 'clock'
  | 'gap'
  | 'journal'
  | 'companions'
  | 'rules'
  | 'version'
  | 'update'

const line = (tone: HealthTone) => (id: HealthLineId, words: string) => ({ id, tone, words })
const ok = line('ok')
const note = line('note')
const attention = line('attention')

/** The health of the agent on this computer, for the person who uses it. Tray and screen use the same lines. */
export function agentLines(status: AgentStatus): readonly HealthLine[] {
  const observable = status.observable !== false
  const skewMs = status.skewMs ?? 0
  return [
    windows(status, observable),
    status.idleSource === 'none'
      ? note('idle', 'Idle time is unknown here: only a locked screen counts as away')
      : ok('idle', `Idle time is known (${status.idleSource ?? 'the system'})`),
    ...(status.callsUnobserved ? [note('calls', `Calls are not observed: ${status.callsUnobserved}`)] : []),
    permissions(status.remedy, observable),
    sending(status),
    status.quarantined > 0
      ? attention('refused', `${records(status.quarantined)} refused by the endpoint`)
      : ok('refused', 'The endpoint accepted all records'),
    Math.abs(skewMs) < CLOCK_OFF_MS
      ? ok('clock', 'The clock matches the endpoint')
      : attention('clock', `The clock is ${roughMinutes(skewMs)} ${skewMs > 0 ? 'ahead of' : 'behind'} the endpoint`),
    status.gap ? note('gap', status.gap.message) : ok('gap', 'No missing data'),
    status.journalEncrypted === true
      ? ok('journal', 'The local log is encrypted')
      : note('journal', 'The local log is not encrypted. It holds no window titles or claim numbers'),
    companionLine(status),
    rules(status),
    ok('version', `TouchLedger ${status.agentVersion}, rules version ${status.rulesVersion}`),
    ...(status.update ? [update(status.update)] : []),
  ]
}

function windows({ captureAdapter, windowsPolled }: AgentStatus, observable: boolean): HealthLine {
  if (!observable) return attention('windows', 'Windows are not visible on this computer, so nothing is recorded')
  if (windowsPolled)
    return note(
      'windows',
      `Windows are looked at four times a second (${captureAdapter}), so short ones are missed: ${windowsPolled}`,
    )
  return ok('windows', `Windows are visible (${captureAdapter})`)
}

function permissions(remedy: AgentStatus['remedy'], observable: boolean): HealthLine {
  if (remedy) return attention('permissions', `Action needed: ${remedy}`)
  return observable
    ? ok('permissions', 'All permissions are granted')
    : note('permissions', 'No permission would help here')
}

function sending({ backlog, lastSyncAt, sendingFault }: AgentStatus): HealthLine {
  if (sendingFault) return attention('sending', `Not sending: ${sendingFault}`)
  if (backlog >= BEHIND_FROM_RECORDS) return note('sending', 'Behind: more than 500 records are waiting to be sent')
  if (lastSyncAt === null) return note('sending', 'Nothing has been sent yet')
  return ok('sending', 'All records are sent')
}

function companionLine({ companions, hostsNotAllowed = [] }: AgentStatus): HealthLine {
  if (companions.length === 0) return ok('companions', 'No browser companion is connected')
  const names = `Browser companions: ${companions.join(', ')}`
  if (hostsNotAllowed.length === 0) return ok('companions', names)
  return note(
    'companions',
    `${names}. Not allowed to read the claim number at ${some(hostsNotAllowed)}: see the companion’s options in the browser`,
  )
}

function rules({ rulesHealth, rulesVersion }: AgentStatus): HealthLine {
  if (rulesHealth?.refused)
    return attention('rules', `New rules are refused: ${rulesHealth.refused}. Version ${rulesVersion} stays in force`)
  const ignored = rulesHealth?.ignoredClaimRefs ?? []
  if (ignored.length > 0)
    return note('rules', `Ignored, as they could read titles or pages: the claim number patterns of ${some(ignored)}`)
  const waiting = rulesHealth?.waitingVersion ?? null
  if (waiting !== null) return note('rules', `Version ${waiting} waits: rules change at most every ten minutes`)
  return ok('rules', 'The rules are followed as they were published')
}

const updateFaults: Readonly<Record<UpdateWhy, string>> = {
  not_signed: 'its publisher did not sign it',
  too_old: 'it is older than its publisher lets this version go back',
  crashed: 'it crashed here three times and was rolled back',
  no_file: 'it has no file for this computer',
  read_only: 'you may not write to the program’s folder; your IT installs new versions',
  no_service: 'the update service of this computer is off; your IT installs new versions',
  not_installed: 'the update service of this computer has not installed it',
  unreachable: 'the endpoint cannot be reached; it is tried again',
  damaged: 'the file is damaged; it is loaded again',
  disk_full: 'the disk is full; it is tried again',
  failed: 'it could not be installed; it is tried again',
}

function update({ state, version, why }: UpdateStatus): HealthLine {
  if (state === 'off')
    return note('update', 'This agent takes no updates from its endpoint; your IT installs new versions')
  if (state === 'failed')
    return note('update', `Version ${version ?? 'unknown'} is not installed: ${updateFaults[why ?? 'failed']}`)
  if (state === 'loading') return ok('update', `Version ${version} is being loaded`)
  return ok('update', state === 'ready' ? `Version ${version} takes over` : 'This version is the one to run')
}

/** The first few of a list of any length. */
const some = (names: readonly string[]): string =>
  names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '')

const records = (count: number): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? 'record was' : 'records were'}`

function roughMinutes(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE_MS)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
