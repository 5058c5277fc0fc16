import type { AgentStatus, EpochMs, RuleSet } from '../shared/contract/index.ts'
import type { CaptureHealth, IdleSource, Remedy, WindowSource } from './capture/index.ts'
import type { Journal } from './journal/journal.ts'
import type { Identity } from './sync/identity-store.ts'
import type { SyncStatus } from './sync/sync.ts'

/** What the parts of the agent know of themselves. */
export interface AgentParts {
  readonly journal: Journal
  readonly windows: WindowSource
  readonly idle: IdleSource
  readonly identity: Identity | undefined
  readonly endpointUrl: string | undefined
  readonly rules: RuleSet | undefined
  readonly agentVersion: string
  /** Browsers whose companion speaks to the agent, by name. */
  readonly companions: AgentStatus['companions']
  readonly sight: CaptureHealth | null
  readonly sync: SyncStatus | undefined
  readonly lastCaptureAt: EpochMs | null
  readonly paused: boolean
  /** What keeps the agent from its work, in plain words; the first that is there is told. */
  readonly troubles: readonly (string | null)[]
}

/** How the agent is, for its own screens: `needs_attention` when a person has to do something, with the reason. */
export const agentStatus = (parts: AgentParts): AgentStatus => {
  const { journal, windows, idle, identity, sight, sync, paused } = parts
  const blind = sight?.seeing === false ? `Windows cannot be seen: ${sight.reason}` : null
  const trouble = [...parts.troubles, blind, sync?.holding?.why].find((each) => each) ?? null
  const calm = paused ? 'Paused by you. Nothing is recorded.' : (sync?.trouble?.why ?? idle.unknown ?? null)
  const counts = sync ? { waiting: sync.backlog, quarantined: sync.quarantined } : journal.counts()
  return {
    state: trouble !== null ? 'needs_attention' : paused ? 'paused' : 'recording',
    reason: trouble ?? calm,
    userName: identity?.userName ?? '',
    deviceId: identity?.deviceId ?? '',
    endpointUrl: identity?.endpointUrl ?? parts.endpointUrl ?? '',
    rulesVersion: parts.rules?.version ?? 0,
    agentVersion: parts.agentVersion,
    captureAdapter: windows.name,
    companions: parts.companions,
    lastCaptureAt: parts.lastCaptureAt,
    lastSyncAt: sync?.lastSyncAt ?? null,
    backlog: counts.waiting,
    quarantined: counts.quarantined,
    observable: sight?.seeing !== false,
    remedy: remedyOf(windows, sight)?.label ?? null,
    idleSource: idle.name ?? 'unnamed',
    journalEncrypted: journal.encrypted,
    gap: journal.settings.get('gap') ?? null,
    skewMs: sync?.skewMs ?? null,
    sendingTrouble: sync?.holding?.why ?? sync?.trouble?.why ?? null,
  }
}

/** What would help; only while windows cannot be seen. */
export const remedyOf = (windows: WindowSource, sight: CaptureHealth | null): Remedy | null =>
  sight?.seeing === false ? (windows.remedy?.() ?? null) : null
