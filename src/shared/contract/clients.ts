import type { AnnotationRequest, MyAnnotation } from './annotation.ts'
import type { LookedAtRow } from './audit.ts'
import type { EpochMs } from './brands.ts'
import type { IpcProblem } from './bridge.ts'
import type { agentStates } from './health.ts'
import type { BatchAck, DeviceRecord } from './ingest.ts'
import type { InputMinute } from './machine.ts'
import type { Gap, ManualTimeEntry, Naming } from './manual-time.ts'
import type { PauseRequest, PauseStatus } from './pause.ts'
import type { PrivateTime, PrivateTimeRequest } from './private-time.ts'
import type { Page, Problem, RibbonSegment } from './reports.ts'
import type { NoticeRead, NoticeToRead } from './notice.ts'
import type { MyUnclassifiedWindow, UnclassifiedWindow } from './unclassified.ts'
import type { RulesChange } from './rules-change.ts'
import type { Policy } from './ruleset.ts'
import type { HiddenKind, Interval } from './work.ts'

export type TrayState = (typeof agentStates)[number]

/** Why an update did not happen. */
export const updateWhys = [
  'not_signed',
  'too_old',
  'crashed',
  'no_file',
  'read_only',
  'no_service',
  'not_installed',
  'unreachable',
  'damaged',
  'disk_full',
  'failed',
] as const
export type UpdateWhy = (typeof updateWhys)[number]

/** Where an agent is with its own version. `off`: it takes no updates; `ready`: another version is in its place and takes over. */
export interface UpdateStatus {
  readonly state: 'off' | 'current' | 'loading' | 'ready' | 'failed'
  /** That it is to become. */
  readonly version: string | null
  readonly why: UpdateWhy | null
}

export interface AgentStatus {
  readonly state: TrayState
  /** Why attention is needed or recording is paused, in plain words. */
  readonly reason: string | null
  readonly userName: string
  readonly deviceId: string
  readonly endpointUrl: string
  readonly rulesVersion: number
  readonly agentVersion: string
  readonly captureAdapter: string
  /** Names of browsers with a connected companion. */
  readonly companions: readonly string[]
  /** Hosts on whose pages a rule names an element, and where a browser does not let its companion read it. */
  readonly hostsNotAllowed?: readonly string[]
  readonly lastCaptureAt: EpochMs | null
  readonly lastSyncAt: EpochMs | null
  /** Records not yet acknowledged. */
  readonly backlog: number
  readonly quarantined: number
  /** False while windows are not visible: nothing is recorded then, which does not mean that no work was done. `reason` says why. */
  readonly observable?: boolean
  /** Why windows are polled where they could be heard, so that short ones are missed; null: they are not. */
  readonly windowsPolled?: string | null
  /** Label of the button that would make windows visible. */
  readonly remedy?: string | null
  /** Idle source; `none`: idle time is unknown and only a locked screen counts as away. */
  readonly idleSource?: string
  /** Why calls cannot be observed; null: they are, or the policy does not ask for it. */
  readonly callsUnobserved?: string | null
  /** Whether the journal on this computer's disk is actually encrypted. */
  readonly journalEncrypted?: boolean
  /** Since when the endpoint is unreachable; null if it is reachable. */
  readonly unreachableSince?: EpochMs | null
  /** Input counting by policy; `unavailable`: `why` prevents it. */
  readonly inputCounts?: { readonly state: 'off' | 'counting' | 'unavailable'; readonly why: string | null }
  /** When records were last found missing on this computer, for example after a damaged disk; in plain words. */
  readonly gap?: { readonly foundAt: EpochMs; readonly message: string } | null
  /** This computer's clock minus the endpoint's at the last acknowledgment, ms. */
  readonly skewMs?: number | null
  /** Why records are not being sent, in plain words; null if they are. */
  readonly sendingFault?: string | null
  /** Left out before the device is enrolled. */
  readonly pause?: PauseStatus
  /** The notice of what is recorded has to be acknowledged first; until then nothing is recorded. */
  readonly noticeDue?: boolean
  /** Left out before the device has rules. */
  readonly rulesHealth?: RulesHealth
  /** Left out before the device is enrolled, and where no package installed the agent. */
  readonly update?: UpdateStatus
}

/** What the agent does not do of what the endpoint's rules say. */
export interface RulesHealth {
  /** Ids of rules whose `claimRef` could read titles; it is ignored. */
  readonly ignoredClaimRefs: readonly string[]
  /** A published version that waits, since rules change at most every ten minutes. */
  readonly waitingVersion: number | null
  /** Why the published rules are refused, in plain words; those before them stay in force. */
  readonly refused: string | null
}

export interface MyTouch extends Interval {
  readonly claimToken: string
  readonly activity: string
  readonly system: string | null
  readonly activeMs: number
  readonly hiddenKinds: readonly HiddenKind[]
}

/** Everything recorded about this person on this computer in `[from, to)`. */
export interface MyDay {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly ribbon: readonly RibbonSegment[]
  readonly activeMs: number
  readonly idleMs: number
  readonly awayMs: number
  readonly byShade: Readonly<Record<string, number>>
  readonly touches: readonly MyTouch[]
  readonly denials: number
  /** Time of claims whose number was read in an element of a page, ms. */
  readonly readInPagesMs: number
  readonly hiddenMs: number
  readonly hiddenByKind: readonly { readonly kind: HiddenKind; readonly ms: number }[]
  /** Manual time; in none of the numbers above. */
  readonly manualTime: readonly ManualTimeEntry[]
  /** Manual time within the day, ms. */
  readonly manualMs: number
  /** Five minutes or more between captured work without manual time. Empty if the endpoint does not accept manual time. */
  readonly gaps: readonly Gap[]
  /** False if the endpoint is too old for manual time. */
  readonly nameable: boolean
  /** Times marked private; nothing of them is in the numbers above. */
  readonly privateTimes: readonly PrivateTime[]
  /** What the person says of touches and times of the day, by start; it changes no number. */
  readonly annotations: readonly MyAnnotation[]
  /** False if the endpoint is too old for annotations, or has not answered yet. */
  readonly annotatable: boolean
  /** Input counts per minute, without empty minutes. Empty if the policy does not count input. */
  readonly input: readonly InputMinute[]
  /** Windows that no rule names, of today and since the agent started; those with most time. */
  readonly unclassified: readonly MyUnclassifiedWindow[]
  /** The latest changes of the rules up to the end of the day, newest first. */
  readonly rulesChanges: readonly RulesChange[]
}

export interface SentRecord {
  readonly record: DeviceRecord
  /** `waiting` to be sent, `acked` by the endpoint, or `quarantined` after the endpoint refused it. */
  readonly state: 'waiting' | 'acked' | 'quarantined'
  readonly detail: string | null
}

/** What the agent follows, for the person whom it records. */
export interface PolicyToRead {
  /** 0: there are no rules yet. */
  readonly rulesVersion: number
  readonly policy: Policy
  /** Rules that are in use. */
  readonly rules: number
  /** Those that look for a claim number. */
  readonly claimNumberRules: number
  /** Hosts of whose pages one element is read for a claim number. */
  readonly fieldHosts: readonly string[]
  /** Those with an idle limit of their own. */
  readonly ownIdleRules: number
  /** The latest changes, newest first. */
  readonly changes: readonly RulesChange[]
  /** How long the endpoint keeps records; null: it has not said. */
  readonly retention: BatchAck['retention'] | null
}

/** Calls of a biller's own screens. Only in Electron. */
export interface MyDayClient {
  status(): Promise<AgentStatus>
  day(query: { readonly from: EpochMs; readonly to: EpochMs }): Promise<MyDay>
  /** The records exactly as they are sent, newest first; `before` is a seq. */
  sent(query: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly SentRecord[]>
  /** Who looked at this person's records, the newest first. @throws ClientProblem `endpoint_unreachable` without an answer of the endpoint */
  lookedAt(query: { readonly cursor?: string | undefined }): Promise<Page<LookedAtRow>>
  /** @throws ClientProblem if the time is not free or the claim number is not valid. */
  name(naming: Naming): Promise<null>
  /** Removes manual time. */
  withdraw(request: { readonly id: string }): Promise<null>
  /** Takes what was recorded in a time out, here and at the endpoint. @throws ClientProblem if it cannot be marked. */
  markPrivate(request: PrivateTimeRequest): Promise<null>
  /** Offers a window that no rule names to the admins, without the person. @throws ClientProblem if it is not on the list any more, or too many were offered this month. */
  offerWindow(window: UnclassifiedWindow): Promise<null>
  /** Adds or changes a note or a dispute. @throws ClientProblem if its text or time is not allowed */
  annotate(request: AnnotationRequest): Promise<null>
  withdrawAnnotation(request: { readonly id: string }): Promise<null>
  /** The policy and rules in force. */
  policy(): Promise<PolicyToRead>
  /** The notice of what is recorded. */
  notice(): Promise<NoticeToRead>
  /** @throws ClientProblem `notice_changed` if another notice is in force by now. */
  acknowledgeNotice(read: NoticeRead): Promise<AgentStatus>
  /** @throws ClientProblem `pause_limit` if the policy does not allow it. */
  pause(request: PauseRequest): Promise<AgentStatus>
  resume(): Promise<AgentStatus>
  /** Asks for a location and saves a zip of everything that this device holds of its person. False if the user canceled. */
  saveOwnData(): Promise<boolean>
  /** Asks for a location, writes a support bundle there and shows its folder. False if the user canceled. */
  saveSupportBundle(): Promise<boolean>
}

/** A problem from the endpoint or the agent, ready to be shown. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem'
  readonly code: string
  readonly status: number
  readonly errors: NonNullable<Problem['errors']>
  constructor(problem: IpcProblem) {
    super(problem.detail)
    this.code = problem.code
    this.status = problem.status
    this.errors = problem.errors ?? []
  }
}
