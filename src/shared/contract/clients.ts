import type { DenialFilterParameter } from '../metrics/dimensions.ts'
import type { EpochMs } from './brands.ts'
import type { agentStates } from './health.ts'
import type { DeviceRecord } from './ingest.ts'
import type { InputMinute } from './machine.ts'
import type { Gap, NamedStretch, Naming } from './manual-time.ts'
import type { RibbonSegment } from './reports.ts'
import type { HiddenKind } from './work.ts'

/** The filters that every report has, as in the panel's URL. */
export interface ReportFilters {
  readonly from: EpochMs
  readonly to: EpochMs
  readonly team?: string | undefined
  readonly user?: string | undefined
  /** '' asks for "no payer named". */
  readonly payer?: string | undefined
}
/** Filters by what a denial has, one for each in the registry of dimensions. '' asks for "none named". */
export type DenialFilters = { readonly [Parameter in DenialFilterParameter]?: string | undefined }
export interface MetricQuery extends ReportFilters, DenialFilters {
  readonly shift?: string | undefined
  /** Dimensions with commas between; omitted: the whole. */
  readonly by?: string | undefined
}

export type TrayState = (typeof agentStates)[number]

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
  /** Browsers whose companion is on the line, by name. */
  readonly companions: readonly string[]
  readonly lastCaptureAt: EpochMs | null
  readonly lastSyncAt: EpochMs | null
  /** Records not yet acknowledged. */
  readonly backlog: number
  readonly quarantined: number
  /** False while windows cannot be seen: nothing is recorded then, which is not the same as no work. `reason` says why. */
  readonly observable?: boolean
  /** What the person may have done here so that windows can be seen: the words of a button. */
  readonly remedy?: string | null
  /** Where the idle time comes from; `none`: it cannot be known, and only a locked screen counts as not being there. */
  readonly idleSource?: string
  /** Whether the journal on this computer's disk is encrypted: as found, not as wished. */
  readonly journalEncrypted?: boolean
  /** Since when the endpoint cannot be reached; null: it can. */
  readonly offlineSince?: EpochMs | null
  /** Whether input is counted, as the policy says; `unavailable`: it says so, and `why` is in the way. */
  readonly inputCounts?: { readonly state: 'off' | 'counting' | 'unavailable'; readonly why: string | null }
  /** The last time something recorded before was found missing on this computer, as after a damaged disk; in plain words. */
  readonly gap?: { readonly foundAt: EpochMs; readonly message: string } | null
  /** This computer's clock minus the endpoint's at the last acknowledgement, ms. */
  readonly skewMs?: number | null
  /** Why records are not sent now, in plain words; null: they are. */
  readonly sendingTrouble?: string | null
}

export interface MyTouch {
  readonly claimToken: string
  readonly activity: string
  readonly system: string | null
  readonly startedAt: EpochMs
  readonly endedAt: EpochMs
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
  readonly hiddenMs: number
  readonly hiddenByKind: readonly { readonly kind: HiddenKind; readonly ms: number }[]
  /** What the person named; in none of the numbers above. */
  readonly manualTime: readonly NamedStretch[]
  /** What of it lies in the day, ms. */
  readonly manualMs: number
  /** Five minutes and longer between captured work, not named. Empty where the endpoint takes no named time. */
  readonly gaps: readonly Gap[]
  /** False: the endpoint is older than named time, so there is nobody to tell it to. */
  readonly nameable: boolean
  /** Input counted a minute, minutes without any left out. Empty where the policy does not have it counted. */
  readonly input: readonly InputMinute[]
}

export interface SentRecord {
  readonly record: DeviceRecord
  /** `waiting` for the endpoint, `acked` by it, `quarantined` after it refused the record. */
  readonly state: 'waiting' | 'acked' | 'quarantined'
  readonly detail: string | null
}

/** What a biller's own screens ask for. Only in Electron. */
export interface MyDayClient {
  status(): Promise<AgentStatus>
  day(query: { readonly from: EpochMs; readonly to: EpochMs }): Promise<MyDay>
  /** The very records that are sent, newest first; `before` is a seq. */
  sent(query: { readonly before?: number | undefined; readonly limit: number }): Promise<readonly SentRecord[]>
  /** @throws ClientProblem when the stretch is no gap, or the reference none. */
  name(naming: Naming): Promise<null>
  /** Takes a named stretch back. */
  withdraw(request: { readonly id: string }): Promise<null>
  pause(): Promise<AgentStatus>
  resume(): Promise<AgentStatus>
  /** Asks where to, writes a support bundle there and shows its folder. False: the user thought better of it. */
  saveSupportBundle(): Promise<boolean>
}

/** A problem the endpoint or the agent answered, ready to be shown. */
export class ClientProblem extends Error {
  override readonly name = 'ClientProblem'
  readonly code: string
  readonly status: number
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[]
  constructor(problem: {
    code: string
    status: number
    detail: string
    errors?: readonly { pointer: string; detail: string }[]
  }) {
    super(problem.detail)
    this.code = problem.code
    this.status = problem.status
    this.errors = problem.errors ?? []
  }
}
