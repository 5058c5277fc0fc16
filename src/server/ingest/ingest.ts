import { laterKinds, type BatchAck, type DeviceRecord } from '../../shared/contract/ingest.ts'
import { markDirty } from '../jobs/dirty-claims.ts'
import type { Database, Queries } from '../database/database.ts'
import type { Months } from '../database/months.ts'
import type { CheckedBatch } from './check-batch.ts'
import { readClaimPayers } from './claim-payers.ts'
import { countLost } from './lost-records.ts'
import { plausibilityOf, refuseImplausible } from './implausible-times.ts'
import { lockJournal, readEnrolledAt, saveProgress, type IngestDevice, type Source } from './journals.ts'
import { takeOutOfReach } from './out-of-reach.ts'
import { addToDays, overADay, readRecordedDays, refuseOverADay } from './recorded-days.ts'
import { endOfReceivedRun, findNews, knownRuns, storeReceived } from './received.ts'
import { ofKind, storeFacts } from './store-facts.ts'
import { storeTouches } from './store-touches.ts'
import { advanceWatermark, endOfRun } from './watermark.ts'
import { withStoredTokens } from './with-stored-tokens.ts'

export interface IngestTenant {
  readonly database: Database
  readonly months: Months
  /** Takes what records stored out again. */
  readonly takeOut: (queries: Queries, source: Source, removed: readonly DeviceRecord[]) => Promise<void>
  /** Counts the time of a person once, after records were stored. */
  readonly countPersonTime: (queries: Queries, source: Source, records: readonly DeviceRecord[]) => Promise<void>
}

/**
 * Stores a batch and answers after the commit. Sending it again changes nothing. A batch above a gap is stored too, but `storedThrough` and
 * `durableThrough` wait (docs/decisions/0019).
 * @param now epoch ms
 * @throws HttpProblem 409 `fork` when a known seq has other content; nothing is stored
 */
export async function ingestBatch(
  { database, months, takeOut, countPersonTime }: IngestTenant,
  device: IngestDevice,
  checked: CheckedBatch,
  now: number,
): Promise<BatchAck> {
  if (!months.know(startsOf(checked))) {
    // Of records that are refused no month is made: they could name any.
    const enrolledAt = await readEnrolledAt(database, device)
    // In a transaction of its own: the one that ingests must not hold the lock on months.
    await months.ensure(startsOf(refuseImplausible(checked, plausibilityOf(checked, enrolledAt, now))))
  }
  return database.transaction(async (queries) => {
    const state = await lockJournal(queries, device, checked, now)
    const { source, progress, rulesVersion, recordKey, storageKeys, factsFrom, enrolledAt, retention } = state
    const { journal } = source
    const { batch: reached, outOfReach } = takeOutOfReach(checked, progress.maxSeq)
    const plausibility = plausibilityOf(checked, enrolledAt, now)
    const { skewMs } = plausibility
    const plausible = refuseImplausible(reached, plausibility)
    const { seqs } = plausible
    // Above the highest answered seq nothing can be known: a device that sends in order never pays for the lookup.
    const known = seqs.some((seq) => seq <= progress.maxSeq) ? await knownRuns(queries, journal, plausible) : []
    const newsOf = (one: CheckedBatch) => findNews(one, known, progress.prunedThrough, recordKey)
    const isInReach = (record: DeviceRecord) => !isByMonth(record) || record.startedAt >= factsFrom
    const found = newsOf(plausible)
    await takeOut(queries, source, found.removed)
    // What was taken out makes room, as for what is left of the same records.
    const stored =
      found.removed.length > 0 ? await readRecordedDays(queries, source, found.records) : state.recordedDays
    const over = enrolledAt === null ? new Set<number>() : overADay(found.records.filter(isInReach), stored)
    const batch = over.size > 0 ? refuseOverADay(plausible, over) : plausible
    const news = over.size > 0 ? newsOf(batch) : found
    const inReach = news.records.filter(isInReach)
    const records = withStoredTokens(inReach, storageKeys)
    const payers = await readClaimPayers(queries, records)
    const maxSeq = Math.max(progress.maxSeq, batch.lastSeq)
    // Before anything of the batch is stored.
    const lost = await countLost(queries, journal, progress, batch, news)

    // Given at once, run in this order: round trips, not rows, are what a small batch costs.
    const storing = [
      storeReceived(queries, journal, news.received, known, now),
      storeFacts(queries, source, records, payers),
      storeTouches(queries, source, ofKind(records, 'touch')),
      markDirty(queries, records.map(claimOf)),
      enrolledAt === null ? undefined : addToDays(queries, source, records),
    ]
    const joined = endOfRun(Math.max(progress.contiguousSeq, batch.oldestHeld - 1), seqs)
    const mayJoinLater = joined > progress.contiguousSeq && maxSeq > joined
    const [storedThrough] = mayJoinLater
      ? await Promise.all([endOfReceivedRun(queries, journal, joined), ...storing])
      : [joined]
    const watermark = advanceWatermark(progress, storedThrough, now, database.kind)
    await Promise.all([
      ...storing,
      saveProgress(
        queries,
        source,
        { ...watermark, maxSeq },
        batch,
        {
          taken: records.length,
          refused: news.refused - news.retaken.size,
          tooOld: news.records.length - records.length,
          lost,
        },
        { now, skewMs },
      ),
    ])
    await countPersonTime(queries, source, [...records, ...news.removed])
    return {
      ackedThrough: batch.lastSeq,
      rejected: [...batch.rejected, ...outOfReach].map(({ seq, code, detail }) => ({ seq, code, detail })),
      storedThrough,
      durableThrough: watermark.durableSeq,
      rulesVersion,
      // The policy is part of the rule set.
      policyVersion: rulesVersion,
      serverTime: now,
      takes: [...laterKinds],
      retention,
    }
  })
}

const byMonth: readonly DeviceRecord['kind'][] = ['span', 'touch', 'hidden_tag', 'input_counts']
const isByMonth = ({ kind }: DeviceRecord): boolean => byMonth.includes(kind)

const startsOf = ({ records }: CheckedBatch): readonly number[] =>
  records.filter(({ record }) => isByMonth(record)).map(({ record }) => record.startedAt)

/** The claim whose statistics a record changes. */
function claimOf(record: DeviceRecord): string | null {
  if (record.kind === 'touch') return record.claimToken
  return record.kind === 'span' && record.presence === 'active' ? record.claimToken : null
}
