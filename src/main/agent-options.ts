import type {
  AgentStatus,
  EpochMs,
  MyDay,
  Naming,
  Observation,
  SentRecord,
  SupportBundle,
} from '../shared/contract/index.ts'
import type { Clock, IdleSource, PageSource, PowerSource, WindowSource } from './capture/index.ts'
import type { NetworkSource } from './connectivity/connectivity.ts'
import type { InputSource } from './input-activity/input-counter.ts'
import type { Fetch } from './sync/http.ts'
import type { RetryPolicy } from './sync/retrying.ts'
import type { Sealer } from './sync/sealer.ts'

export type Log = (level: 'info' | 'warn' | 'error', message: string) => void

export interface AgentOptions {
  readonly dataDirectory: string
  readonly agentVersion: string
  /** Where to enrol, or where the endpoint is now; default: where the device enrolled. */
  readonly endpointUrl?: string | undefined
  /** Single-use; not used when the device is enrolled already. */
  readonly enrollCode?: string | undefined
  /** The agent owns it: `stop` closes it. */
  readonly windows: WindowSource
  /** Tells the page a browser shows. Without it rules on host and path match only where the platform gives the address. */
  readonly pages?: PageSource | undefined
  readonly idle: IdleSource
  readonly power: PowerSource
  /** Input to be counted where the policy has it so; left out: it never is. */
  readonly input?: InputSource | undefined
  readonly network?: NetworkSource | undefined
  readonly clock: Clock
  readonly sealer: Sealer
  readonly fetch?: Fetch | undefined
  /** Default: the policy's `syncEveryMs`. */
  readonly syncEveryMs?: number | undefined
  /** How long to wait after a failure of sending. */
  readonly retry?: RetryPolicy | undefined
  /** For tests that replay a day: hears each observation, titles and all, before it is recorded. The app never sets it. */
  readonly onObservation?: ((observation: Observation) => void) | undefined
  readonly log: Log
}

export interface Agent {
  /** Also after `stop`, for whoever is just about to show it: then how it was at the end. */
  status(): AgentStatus
  /** Everything recorded in `[from, to)`, with what is being recorded now. */
  day(query: { readonly from: EpochMs; readonly to: EpochMs }): MyDay
  sent(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[]
  /** Names time that nothing was captured in, or changes what was named. @throws ClientProblem, JournalFull and other journal errors */
  saveManualTime(naming: Naming): null
  /** Takes named time back. @throws as `saveManualTime` */
  withdrawManualTime(id: string): null
  pause(): AgentStatus
  resume(): AgentStatus
  /** Does what `status().remedy` offers. Answers what is to be done next, in plain words. */
  applyRemedy(): string
  /** What somebody who helps may see: no title, address, name, token or claim. */
  supportBundle(): SupportBundle
  /** Called when what is recorded or the status changed. Returns how to stop. */
  onChange(callback: () => void): () => void
  /** Ends the open span, lets a request under way end, closes the journal. */
  stop(): Promise<void>
}
