import type { Batch, BatchAck, DeviceHealth, RuleSet } from '../../shared/contract/index.ts'

/** What came of sending one batch. Every case asks something else of the device. */
export type SendResult =
  /** Committed by the endpoint; some records may have been rejected one by one. */
  | { readonly kind: 'acked'; readonly ack: BatchAck }
  /** Nothing is known to be stored; the same may be sent again, not before `afterMs`. */
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly why: string }
  /** The endpoint will not take anything from this device until a person does something. */
  | { readonly kind: 'hold'; readonly code: string; readonly why: string }
  /** The endpoint itself calls this batch unacceptable, without naming a record. */
  | { readonly kind: 'refused'; readonly code: string; readonly why: string }
  | { readonly kind: 'too_large' }
  /** The endpoint knows one of these seqs with other content: this database was cloned or restored. */
  | { readonly kind: 'fork' }

/**
 * Brings a batch to the endpoint. Never rejects: every failure is a result. `why` is for people and holds no record
 * content.
 */
export interface Transport {
  /** `signal` ends waiting between attempts, never a request under way: its answer may be an acknowledgement. */
  send(batch: Batch, signal?: AbortSignal): Promise<SendResult>
}

export type RulesResult =
  | { readonly kind: 'rules'; readonly rules: RuleSet }
  | { readonly kind: 'unavailable'; readonly why: string }

export interface HealthSink {
  /** False: it was not taken. */
  sendHealth(health: DeviceHealth): Promise<boolean>
}

export interface RulesSource {
  fetchRules(): Promise<RulesResult>
}
