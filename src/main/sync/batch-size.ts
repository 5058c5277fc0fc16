import { MAX_BATCH_RECORDS } from '../../shared/contract/index.ts'

/** How many records the next batch may hold. */
export interface BatchSize {
  readonly limit: number
  /** What `limit` may grow to; falls when a batch was too large for the way to the endpoint. */
  readonly ceiling: number
}

/** After an outage a device begins with this many and doubles: a fleet ramps up, it does not stampede. */
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
/** Closing in on the record the endpoint refuses: it is in the first half, or the first half gets through. */
export const afterRefusal = (size: BatchSize, sent: number): BatchSize => ({ ...size, limit: half(sent) })
