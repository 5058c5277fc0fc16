import {
  ClientProblem,
  type DeviceRecord,
  type EpochMs,
  LONGEST_PRIVATE_MS,
  type PrivateTime,
  type PrivateTimeRequest,
} from '../../shared/contract/index.ts'
import { latestManualTime } from '../../shared/manual-time/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'
import { endpointTakes } from '../sync/endpoint-takes.ts'
import { whatRemains } from './what-remains.ts'
import { DAY_MS } from '../../shared/time.ts'

/** Within the time that the journal keeps every record: see `prune`. */
const MARK_WITHIN_MS = 6 * DAY_MS
/** A touch that overlaps a private time reaches this far at most. */
const AROUND_MS = DAY_MS

export interface PrivateTimesOptions {
  readonly journal: Journal
  readonly clock: Clock
  /** Writes what is recorded and not in the journal yet. @throws journal errors */
  readonly endSpans: () => void
  /** Called when records were taken out: what was derived from them has to be derived again. */
  readonly onTakenOut: () => void
}

/** Times that the person marked private: what was recorded in them is taken out of the journal, and of the endpoint. */
export class PrivateTimes {
  readonly #options: PrivateTimesOptions

  constructor(options: PrivateTimesOptions) {
    this.#options = options
  }

  /** @throws ClientProblem where the time cannot be marked; journal errors, then nothing has changed */
  mark({ from, to, reason }: PrivateTimeRequest): void {
    this.#check(from, to)
    const { journal, endSpans, onTakenOut } = this.#options
    endSpans()
    const time = { startedAt: from, endedAt: to }
    const { seqs, spans, tags, inputCounts, touches } = whatRemains(
      time,
      journal.recordsBetween(from - AROUND_MS, to + AROUND_MS),
    )
    const delivered = journal.deliveredEarlier(seqs)
    if (delivered)
      throw problem('earlier_log', 'This time was sent from an earlier local log. Ask an admin to take it out.')
    journal.write((tx) => {
      const seq = tx.append({ kind: 'private_time', ...time, reason })
      for (const gone of seqs) tx.remove(gone, time)
      for (const { of, draft } of spans) {
        const spanSeq = tx.append(draft)
        for (const { seq: _seq, ...tag } of tags.filter((one) => one.spanSeq === of))
          tx.append({ ...tag, spanSeq, startedAt: draft.startedAt, endedAt: draft.endedAt })
      }
      for (const counts of inputCounts) tx.append(counts)
      for (const [index, { touch, spans: left }] of touches.entries()) {
        if (left.length === 0) continue
        tx.append({
          ...{ kind: 'touch', touchId: `touch-${seq}-${index}`, revision: 1, claimToken: touch.claimToken },
          startedAt: Math.min(...left.map(({ startedAt }) => startedAt)),
          endedAt: Math.max(...left.map(({ endedAt }) => endedAt)),
          activeMs: left.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0),
          spanCount: left.length,
        })
      }
      // Touches from before are what they are now: what follows begins new ones.
      journal.settings.set('touchesEndAt', tx.lastSeq())
    })
    onTakenOut()
  }

  /** Those in a day. @param records the journal's records that overlap it */
  day(records: readonly DeviceRecord[]): PrivateTime[] {
    return records.flatMap((record) => {
      if (record.kind !== 'private_time') return []
      const { startedAt, endedAt, reason } = record
      return [{ startedAt, endedAt, reason }]
    })
  }

  #check(from: EpochMs, to: EpochMs): void {
    const { journal, clock } = this.#options
    if (!endpointTakes(journal, 'removed'))
      throw problem('not_taken', 'The endpoint has not answered yet, or is older than this app. Try again later.')
    if (from >= to) throw problem('empty', 'The end time must be after the start time.')
    if (to > clock.now()) throw problem('future', 'The end time must not be in the future.')
    if (to - from > LONGEST_PRIVATE_MS) throw problem('too_long', 'Mark at most 24 hours at once.')
    if (from < clock.now() - MARK_WITHIN_MS)
      throw problem('too_early', 'This computer no longer has every record of that day. Ask an admin to take it out.')
    const entered = latestManualTime(journal.manualTimeRecords())
    if (entered.some(({ startedAt, endedAt }) => startedAt < to && endedAt > from))
      throw problem('manual_time', 'You entered manual time there. Remove it first.')
  }
}

const problem = (code: string, detail: string) => new ClientProblem({ code, status: 409, detail })
