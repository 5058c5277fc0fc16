import { healthWord, type AgentStatus, type DeviceHealth, type SupportEvent } from '../../shared/contract/index.ts'

/** Health that the agent reports to the endpoint: fixed words, counts and instants. No name, address or message. */
export const healthOf = (status: AgentStatus): DeviceHealth => ({
  agentVersion: versionNumbersOf(status.agentVersion) ?? '0',
  rulesVersion: status.rulesVersion,
  state: status.state,
  observable: status.observable !== false,
  captureAdapter: wordOf(status.captureAdapter),
  idleSource: wordOf(status.idleSource ?? ''),
  journalEncrypted: status.journalEncrypted === true,
  companions: status.companions.map(wordOf).slice(0, 10),
  lastCaptureAt: status.lastCaptureAt,
  backlog: status.backlog,
  quarantined: status.quarantined,
  gapFoundAt: status.gap?.foundAt ?? null,
  ...(status.update && { update: status.update }),
})

/** `1.2.3` of `1.2.3-rc.1+build`; null without any. */
export const versionNumbersOf = (version: string | undefined): string | null =>
  /^\d{1,6}(\.\d{1,6}){0,4}/.exec(version ?? '')?.[0] ?? null

/** A version for the log; nothing where there are no numbers. */
export const versionFact = (version: string): Pick<SupportEvent, 'version'> => {
  const numbers = versionNumbersOf(version)
  return numbers === null ? {} : { version: numbers }
}

const wordOf = (name: string): string => {
  const word = healthWord.safeParse(name.toLowerCase())
  return word.success ? word.data : 'other'
}
