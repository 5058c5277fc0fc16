import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import type { CheckedBatch } from './check-batch.ts'
import { measuredSkew } from './clock-skew.ts'
import { CLOCK_STEPS_MS } from './recorded-days.ts'

/** A record may end this much after its receipt: clocks differ, and requests take time. */
const LATEST_MS = 5 * MINUTE_MS
/** A device records before it is enrolled, and sends that afterwards. */
const BEFORE_ENROLLMENT_MS = 14 * DAY_MS

/** What decides whether a record's times can be true. */
export interface Plausibility {
  readonly now: number
  /** What the device's clock is ahead of the endpoint's, ms. */
  readonly skewMs: number
  /** When the device was enrolled; null: its records may be of any time, as those of a made-up sample are. */
  readonly enrolledAt: number | null
}

/** @param enrolledAt null: a made-up sample */
export const plausibilityOf = ({ sentAt }: CheckedBatch, enrolledAt: number | null, now: number): Plausibility => ({
  now,
  skewMs: measuredSkew(sentAt, { now, isSample: enrolledAt === null }),
  enrolledAt,
})

/**
 * Refuses the records of a batch whose times cannot be true: they would count on a wrong day. The device sets them aside and shows them. Its clock
 * is corrected by what it differs from the endpoint's, up to a day.
 */
export function refuseImplausible(batch: CheckedBatch, { now, skewMs, enrolledAt }: Plausibility): CheckedBatch {
  const problemOf = (record: DeviceRecord): string | null => {
    const { kind, startedAt, endedAt } = record
    // People enter manual time themselves, and the contract of it has its own limits.
    if (kind === 'manual_time') return null
    if (endedAt - skewMs > now + LATEST_MS) return 'endedAt: later than the record was received'
    if (enrolledAt !== null && startedAt - skewMs < enrolledAt - BEFORE_ENROLLMENT_MS) {
      return 'startedAt: more than 14 days before the device was enrolled'
    }
    if (kind === 'touch' && enrolledAt !== null && record.activeMs > endedAt - startedAt + CLOCK_STEPS_MS) {
      return 'activeMs: more than the touch is long'
    }
    return null
  }
  const judged = batch.records.map((checked) => ({ ...checked, detail: problemOf(checked.record) }))
  const refused = judged.flatMap(({ record: { seq }, canonical, detail }) =>
    detail === null ? [] : [{ seq, code: 'implausible_time', detail, canonical }],
  )
  if (refused.length === 0) return batch
  return {
    ...batch,
    records: judged.filter(({ detail }) => detail === null),
    rejected: [...batch.rejected, ...refused],
  }
}
