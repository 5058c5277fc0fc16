import type { AgentStatus, EpochMs, RulesHealth, RuleSet } from '../shared/contract/index.ts'
import type { WindowVisibility, IdleSource, Remedy, WindowSource } from './capture/index.ts'
import type { Journal } from './journal/journal.ts'
import type { Identity } from './sync/identity-store.ts'
import type { SyncStatus } from './sync/sync.ts'

/** The state of the agent's parts. */
export interface AgentParts {
  readonly journal: Journal
  readonly windows: WindowSource
  readonly idle: IdleSource
  readonly identity: Identity | undefined
  readonly endpointUrl: string | undefined
  readonly rules: RuleSet | undefined
  readonly agentVersion: string
  /** Names of browsers with a connected companion. */
  readonly companions: AgentStatus['companions']
  readonly hostsNotAllowed: NonNullable<AgentStatus['hostsNotAllowed']>
  readonly windowVisibility: WindowVisibility | null
  readonly sync: SyncStatus | undefined
  readonly lastCaptureAt: EpochMs | null
  readonly paused: boolean
  /** Working hours are over, and the policy records nothing outside them. */
  readonly outsideHours: boolean
  /** The notice of what is recorded has to be read first. */
  readonly noticeDue: boolean
  /** In plain words, most important first; null where there is no fault. */
  readonly faults: readonly (string | null)[]
}

/** The agent's status for its own screens. `needs_attention` means that a person has to act; `reason` says why. */
export const agentStatus = (parts: AgentParts): AgentStatus => {
  const { journal, windows, idle, identity, windowVisibility, sync, paused, outsideHours, noticeDue } = parts
  const notVisible =
    windowVisibility?.visible === false
      ? `This computer's windows cannot be recorded: ${windowVisibility.reason}`
      : null
  const fault = [...parts.faults, notVisible, sync?.hold?.why].find((each) => each) ?? null
  const note = noticeDue
    ? 'Nothing is recorded until you have read the notice in My Day.'
    : paused
      ? 'You paused recording. It resumes by itself.'
      : outsideHours
        ? 'Outside your working hours. Nothing is recorded.'
        : (sync?.failure?.why ?? idle.unknown ?? windows.addressesUnknown?.() ?? null)
  const counts = sync ? { waiting: sync.backlog, quarantined: sync.quarantined } : journal.counts()
  return {
    state:
      fault !== null
        ? 'needs_attention'
        : noticeDue
          ? 'notice_due'
          : paused
            ? 'paused'
            : outsideHours
              ? 'not_working_hours'
              : 'recording',
    reason: fault ?? note,
    noticeDue,
    userName: identity?.userName ?? '',
    deviceId: identity?.deviceId ?? '',
    endpointUrl: identity?.endpointUrl ?? parts.endpointUrl ?? '',
    rulesVersion: parts.rules?.version ?? 0,
    agentVersion: parts.agentVersion,
    captureAdapter: windows.name,
    companions: parts.companions,
    hostsNotAllowed: parts.hostsNotAllowed,
    lastCaptureAt: parts.lastCaptureAt,
    lastSyncAt: sync?.lastSyncAt ?? null,
    backlog: counts.waiting,
    quarantined: counts.quarantined,
    observable: windowVisibility?.visible !== false,
    windowsPolled: windows.polledBecause?.() ?? null,
    remedy: remedyOf(windows, windowVisibility)?.label ?? null,
    idleSource: idle.name ?? 'unnamed',
    journalEncrypted: journal.encrypted,
    gap: journal.settings.get('gap') ?? null,
    skewMs: sync?.skewMs ?? null,
    sendingFault: sync?.hold?.why ?? sync?.failure?.why ?? null,
  }
}

/** A person has to act: at the endpoint, whose key is not the pinned one, or here, where the agent is too old. */
export const refusedRules = (health: RulesHealth | undefined): string | null =>
  health?.refused ? `New rules are refused: ${health.refused}.` : null

/** The step that would make windows visible; null while they are. */
export const remedyOf = (windows: WindowSource, windowVisibility: WindowVisibility | null): Remedy | null =>
  windowVisibility?.visible === false ? (windows.remedy?.() ?? null) : null
