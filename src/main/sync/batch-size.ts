import { MAX_BATCH_RECORDS } from '../../shared/contract/index.ts'

/** How many records the next batch may hold. */
export interface BatchSize {
  readonly limit: number
  /** Upper bound of `limit`; it falls when a batch was too large for a proxy or the endpoint. */
  readonly ceiling: number
}

/** After an outage a device starts with this many records and doubles, so that a fleet does not overload the endpoint. */
const AFTER_FAILURE = 50

const half = (count: number): number => Math.max(1, Math.floor(count / 2))

export const fullSize: BatchSize = { limit: MAX_BATCH_RECORDS, ceiling: MAX_BATCH_RECORDS }
export const afterAck = ({ limit, ceiling }: BatchSize): BatchSize => ({ limit: Math.min(limit * 2, ceiling), ceiling })
export const afterFailure = ({ limit, ceiling }: BatchSize): BatchSize => ({
  limit: Math.min(limit, AFTER_FAILURE),
  ceiling,
})
export const afterTooLarge = (size: BatchSize, sent: number): BatchSize => ({
  limit: half(sent),
  ceiling: Math.min(size.ceiling, half(sent)),
})
/** Halves the batch to isolate a refused record: it is in the first half, or the first half is accepted. */
export const afterRefusal = (size: BatchSize, sent: number): BatchSize => ({ ...size, limit: half(sent) })
