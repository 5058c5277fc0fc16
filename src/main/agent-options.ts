import type { LookedAtRow } from '../shared/contract/audit.ts'
import type {
  AgentStatus,
  AnnotationRequest,
  EpochMs,
  Leaving,
  MyDay,
  Naming,
  NoticeRead,
  NoticeToRead,
  Observation,
  Page,
  PauseMinutes,
  PolicyToRead,
  PrivateTimeRequest,
  SentRecord,
  SupportBundle,
  SystemAccount,
  UnclassifiedWindow,
} from '../shared/contract/index.ts'
import type { CallSource, Clock, IdleSource, PageSource, PowerSource, WindowSource } from './capture/index.ts'
import type { NetworkSource } from './connectivity/connectivity.ts'
import type { InputSource } from './input-activity/input-counter.ts'
import type { Asking } from './sync/identity-store.ts'
import type { Fetch } from './sync/http.ts'
import type { RetryPolicy } from './sync/retrying.ts'
import type { Sealer } from './sync/sealer.ts'
import type { UpdatesOptions } from './updates/updates.ts'

export type Log = (level: 'info' | 'warn' | 'error', message: string) => void

export interface AgentOptions {
  readonly dataDirectory: string
  readonly agentVersion: string
  /** Endpoint to enroll with, or its new address. Default: the address the device enrolled with. */
  readonly endpointUrl?: string | undefined
  /** A code, or the key of a site. Kept sealed until the device is enrolled. A device that is enrolled already uses it when the endpoint does not know it, or has revoked it. */
  readonly enrollCode?: string | undefined
  /** The operating system's account, by which the key of a site finds the person. Left out: an admin says whose the computer is. */
  readonly account?: (() => Promise<SystemAccount | undefined>) | undefined
  /** The agent owns it: `stop` closes it. */
  readonly windows: WindowSource
  /** Page shown in a browser. Without it, rules on host and path match only where the platform provides the URL. */
  readonly pages?: PageSource | undefined
  /** Left out: calls cannot be observed here. */
  readonly calls?: CallSource | undefined
  readonly idle: IdleSource
  readonly power: PowerSource
  /** Input events to count if the policy asks for it. Without it, input is never counted. */
  readonly input?: InputSource | undefined
  readonly network?: NetworkSource | undefined
  readonly clock: Clock
  readonly sealer: Sealer
  readonly fetch?: Fetch | undefined
  /** Default: the policy's `syncEveryMs`. */
  readonly syncEveryMs?: number | undefined
  /** For tests on a busy machine: longest wait for the last delivery when the agent ends, ms. The app never sets it. */
  readonly lastDeliveryMs?: number | undefined
  /** Wait between attempts after a failed send. */
  readonly retry?: RetryPolicy | undefined
  /** For tests that replay a day: receives each observation, titles included, before it is recorded. The app never sets it. */
  readonly onObservation?: ((observation: Observation) => void) | undefined
  /** Acknowledges the notice of what is recorded at once, and each new one, for whoever started the agent. */
  readonly acceptNotice?: boolean | undefined
  /** How this agent becomes another version. Left out: no package installed it. */
  readonly updates?: Omit<UpdatesOptions, 'version' | 'folder'> | undefined
  readonly log: Log
}

export interface Agent {
  /** After `stop` it returns the final status. */
  status(): AgentStatus
  /** Everything recorded in `[from, to)`, including the open span. */
  day(query: { readonly from: EpochMs; readonly to: EpochMs }): MyDay
  sent(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[]
  /** Adds or changes manual time. @throws ClientProblem, JournalFull and other journal errors */
  saveManualTime(naming: Naming): null
  /** Removes manual time. @throws as `saveManualTime` */
  withdrawManualTime(id: string): null
  /** Takes what was recorded in a time out. @throws ClientProblem if it cannot be marked; journal errors */
  markPrivate(request: PrivateTimeRequest): null
  /** Offers a window that no rule names to the admins. @throws ClientProblem if it is not among today's, or too many were offered this month; journal errors */
  offerWindow(window: UnclassifiedWindow): null
  /** Adds or changes a note or a dispute. @throws ClientProblem if its text or time is not allowed; journal errors */
  annotate(request: AnnotationRequest): null
  /** Withdraws a note or a dispute. @throws ClientProblem if there is none; journal errors */
  withdrawAnnotation(id: string): null
  /**
   * Who looked at this person's records, as the endpoint knows it, the newest first.
   * @throws ClientProblem `endpoint_unreachable` without an answer of the endpoint
   */
  lookedAt(query: { readonly cursor?: string | undefined }): Promise<Page<LookedAtRow>>
  /** The policy and rules in force, with their latest changes. */
  policy(): PolicyToRead
  /** The notice of what is recorded, with the policy in force. */
  notice(): NoticeToRead
  /** Keeps that the person has read the notice; recording begins. @throws ClientProblem if it changed meanwhile; journal errors */
  acknowledgeNotice(read: NoticeRead): AgentStatus
  /** Acknowledges the notice, and each new one, for whoever started the app a second time. @throws journal errors */
  acceptNotices(): void
  /**
   * A second start states a code, or the key of a site. A device that is not enrolled breaks off what it waits for and tries it; so does one that its
   * endpoint does not know, or has revoked. @returns false: the device is enrolled, and the code is not used
   */
  takeCode(asking: Asking): boolean
  /** Records nothing for this long but that it was paused. @throws ClientProblem if the policy does not allow it; journal errors */
  pause(minutes: PauseMinutes): AgentStatus
  /** Ends the pause. @throws journal errors */
  resume(): AgentStatus
  /** Everything that this device holds of its person, as a zip. @throws journal errors */
  ownData(): Uint8Array
  /** Applies `status().remedy`. Returns the next step in plain words. */
  applyRemedy(): string
  /** For support staff: no title, address, name, token or claim. */
  supportBundle(): SupportBundle
  /** Called when the recorded data or the status changed. Returns the function that unsubscribes. */
  onChange(callback: () => void): () => void
  /** Closes the open span, waits for a request in progress, and closes the journal. @param leaving what the endpoint is told; default: quit */
  stop(leaving?: Leaving): Promise<void>
}
