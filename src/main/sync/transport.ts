import type { LookedAtRow } from '../../shared/contract/audit.ts'
import type { SignedRelease } from '../../shared/contract/releases.ts'
import type { KeyAnswer } from './key-rotation.ts'
import type {
  Batch,
  BatchAck,
  DeviceHealth,
  DeviceKeyChange,
  Page,
  SignedAcknowledgment,
  UnclassifiedWeek,
  UnclassifiedWindow,
} from '../../shared/contract/index.ts'

/** Result of sending one batch. Each case requires a different action. */
export type SendResult =
  /** Committed by the endpoint; single records may have been rejected. */
  | { readonly kind: 'acked'; readonly ack: BatchAck }
  /** Nothing is known to be stored. The batch may be sent again after `afterMs`. */
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly why: string }
  /** The endpoint accepts nothing from this device until a person acts. */
  | { readonly kind: 'hold'; readonly code: string; readonly why: string }
  /** The endpoint rejects the batch without naming a record. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string }
  | { readonly kind: 'too_large' }
  /** The endpoint has one of these seqs with other content: the database was cloned or restored. */
  | { readonly kind: 'fork' }

/** Sends a batch. Never rejects: every failure is a result. `why` is for people and holds no record content. */
export interface Transport {
  /** `signal` ends waits between attempts, never a request in progress: its answer may be an acknowledgment. */
  send(batch: Batch, signal?: AbortSignal): Promise<SendResult>
}

export type RulesResult =
  /** As received: the signature is checked before anything else is read. */
  { readonly kind: 'rules'; readonly rules: unknown } | { readonly kind: 'unavailable'; readonly why: string }

export interface HealthSink {
  /** False: not accepted. */
  sendHealth(health: DeviceHealth): Promise<boolean>
}

export interface NoticeSink {
  /** False: not accepted, for example by an endpoint without that route. */
  sendAcknowledgment(signed: SignedAcknowledgment): Promise<boolean>
}

export interface OfferSink {
  /** False: not accepted, for example by an endpoint without that route. */
  sendOffer(window: UnclassifiedWindow): Promise<boolean>
  /** False: as above. */
  sendWeek(week: UnclassifiedWeek): Promise<boolean>
}

export interface LooksSource {
  /**
   * Who looked at the records of the device's person, the newest first.
   * @throws ClientProblem `endpoint_unreachable` where the endpoint gave no answer, `failed` for another answer than the list
   */
  fetchLooks(cursor: string | undefined): Promise<Page<LookedAtRow>>
}

export interface UpdateSource {
  /** The release that this agent is to become; null: it stays as it is, also where the endpoint is too old for the question. Rejects without an answer. */
  fetchUpdate(version: string): Promise<SignedRelease | null>
  /** A file of a release, from a byte on. Rejects without an answer. */
  fetchReleaseFile(version: string, name: string, from: number, signal: AbortSignal): Promise<Response>
}

export interface KeySink {
  /** Asks for the device's next key. */
  sendKey(change: DeviceKeyChange): Promise<KeyAnswer>
}

export interface RulesSource {
  fetchRules(): Promise<RulesResult>
}
