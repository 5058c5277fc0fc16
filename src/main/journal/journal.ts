import { randomBytes } from 'node:crypto'
import type { DeviceRecord, EpochMs, ManualTimeRecord, SentRecord, SpanRecord } from '../../shared/contract/index.ts'
import type { RecordDraft, SpanDraft } from '../../shared/touches/index.ts'
import { assertWritable, directoryError, type DirectoryLock, lockDirectory } from '../../host/directory-lock.ts'
import { openDatabase, type OpenedDatabase, type Recovery } from './database.ts'
import type { JournalKey } from './encryption.ts'
import { journalError } from './errors.ts'
import { closeDatabase } from './open-mark.ts'
import { decodeRecord, decodeSent, decodeSpans, encodeRecord, encodeSpans } from './records.ts'
import { openSettings, type Settings } from './settings.ts'
import { prepareStatements } from './statements.ts'

const DAY_MS = 86_400_000
/** Acknowledged records stay this long at least, so that a restored endpoint can be repaired by sending them again. */
export const KEEP_ACKED_MS = 7 * DAY_MS
/** Spans stay this long after their end: a restart rebuilds a week of recheck history from them. */
export const KEEP_SPANS_MS = 8 * DAY_MS
const PAGE_ROWS = 1000

/** What can be done inside one transaction. */
export interface JournalWrite {
  /** Closes a record into the outbox and returns its seq at once, for records that refer to it. */
  append(record: RecordDraft): number
  /** Replaces the spans that are open now, as they would be closed at this instant. */
  checkpoint(openSpans: readonly SpanDraft[]): void
}

export interface Acknowledgement {
  /** Highest seq that need not be sent again. Waiting records up to it become `acked`. */
  readonly through: number
  /** Become `quarantined`, whatever `through` says, unless they were acknowledged before. */
  readonly rejected: readonly { readonly seq: number; readonly code: string; readonly detail: string }[]
  /**
   * Highest seq without a gap below it that the endpoint has stored; absent means unchanged. If it falls within a generation, the endpoint
   * was restored from an older state and the lost records are sent again.
   */
  readonly storedThrough?: number | undefined
  /** Highest seq without a gap below it that survives a loss of the endpoint; absent means unchanged. */
  readonly durableThrough?: number | undefined
}

export interface Journal {
  /** 32 hex digits, random; changes with `newGeneration`. */
  readonly generation: string
  /** Set when something recorded before was found missing at opening. */
  readonly recovered: Recovery | null
  /** Whether the file is encrypted: as found, not as wished. */
  readonly encrypted: boolean
  readonly settings: Settings
  /**
   * All or nothing. `work` must not await.
   * @throws JournalFull nothing was kept, the next write may work; JournalCorrupt close it and open it again.
   */
  write<T>(work: (tx: JournalWrite) => T): T
  /** Spans left open by a run that ended without closing them. */
  openSpans(): SpanDraft[]
  /** Spans that end after `since`, in recording order. Reads in pages: writing in between is allowed. */
  spansSince(since: EpochMs): IterableIterator<SpanRecord>
  /** Records that overlap `[from, to)`, in recording order. */
  recordsBetween(from: EpochMs, to: EpochMs): DeviceRecord[]
  /** Every revision of what the person named, in recording order. */
  manualTimeRecords(): ManualTimeRecord[]
  /** Records with their delivery state, newest first, with a seq under `before`. */
  newest(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[]
  /** The oldest records not yet acknowledged, by seq. */
  waiting(limit: number): DeviceRecord[]
  /** Lowest seq that can still be sent under this generation: older records were pruned or belong to an earlier generation. */
  oldestSeq(): number
  counts(): { readonly waiting: number; readonly quarantined: number }
  acknowledge(acknowledgement: Acknowledgement): void
  /** After the endpoint said `fork`: what is not yet acknowledged keeps its seq and is sent under the new generation. */
  newGeneration(): string
  /** Deletes what is acknowledged, durable and old enough. Returns how many records. */
  prune(now: EpochMs): number
  /**
   * Forces every commit so far to the disk. Before a batch leaves, so that no seq the endpoint knows is ever used for
   * another record.
   */
  syncToDisk(): void
  /** Safe to call twice. */
  close(): void
}

export interface JournalOptions {
  readonly clock?: { now(): EpochMs } | undefined
  readonly maxPages?: number | undefined
  /** Encrypts the journal with it, an existing plain one too, where SQLite can. */
  readonly key?: JournalKey | null | undefined
  /** There was another key, which is lost. */
  readonly keyLost?: boolean | undefined
  /** Held already; the journal releases it. */
  readonly lock?: DirectoryLock | undefined
}

/**
 * Takes a directory (made when missing) for this process alone, for whoever has something to do there before the journal is opened.
 * @throws DirectoryInUse, DirectoryNotWritable
 */
export const holdJournal = (directory: string): DirectoryLock => {
  assertWritable(directory)
  return lockDirectory(directory, 'journal')
}

/**
 * Opens the journal of `directory` (made when missing) for this process alone.
 * @throws DirectoryInUse another process has it; DirectoryNotWritable; JournalTooNew a newer agent wrote it; JournalLocked
 * it is encrypted and cannot be decrypted by this build.
 */
export const openJournal = (directory: string, options: JournalOptions = {}): Journal => {
  const now = () => options.clock?.now() ?? Date.now()
  const lock = options.lock ?? holdJournal(directory)
  try {
    return journalOn(openDatabase(directory, { ...options, now }), lock.release, now)
  } catch (error) {
    lock.release()
    throw directoryError(directory, journalError(error))
  }
}

const journalOn = (
  { database, recovered, encrypted }: OpenedDatabase,
  release: () => void,
  now: () => EpochMs,
): Journal => {
  const sql = prepareStatements(database)
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw journalError(error)
    }
  }
  const transact = <T>(work: () => T): T => guarded(() => database.transaction(work).immediate())

  const newGeneration = (): string => {
    const fresh = randomBytes(16).toString('hex')
    guarded(() => sql.beginGeneration.run(fresh, now()))
    return fresh
  }
  let generation = sql.generation.get() ?? newGeneration()

  const write: JournalWrite = {
    append: (record) =>
      Number(sql.append.run(record.kind, record.startedAt, record.endedAt, encodeRecord(record)).lastInsertRowid),
    checkpoint: (openSpans) => void sql.checkpoint.run(encodeSpans(openSpans)),
  }

  function* spansSince(since: EpochMs): IterableIterator<SpanRecord> {
    let from = 0
    for (;;) {
      const start = from
      const rows = guarded(() => sql.spansFrom.all(start, since, PAGE_ROWS))
      for (const row of rows) yield decodeRecord(row) as SpanRecord
      const last = rows.at(-1)
      if (last === undefined || rows.length < PAGE_ROWS) return
      from = last.seq + 1
    }
  }

  const close = () => {
    process.off('exit', close)
    closeDatabase(database)
    release()
  }
  // SQLite is closed then in any case; this says that it was in order.
  process.once('exit', close)

  return {
    get generation() {
      return generation
    },
    recovered,
    encrypted,
    settings: openSettings(database, guarded),
    write: (work) => transact(() => work(write)),
    openSpans: () => decodeSpans(guarded(() => sql.openSpans.get()) ?? '[]'),
    spansSince,
    recordsBetween: (from, to) => guarded(() => sql.between.all(from, to)).map(decodeRecord),
    manualTimeRecords: () => guarded(() => sql.manualTime.all()).map((row) => decodeRecord(row) as ManualTimeRecord),
    newest: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      guarded(() => sql.newest.all(before, limit)).map(decodeSent),
    waiting: (limit) => guarded(() => sql.waiting.all(limit)).map(decodeRecord),
    oldestSeq: () => guarded(() => sql.oldestSeq.get() ?? 1),
    counts: () =>
      guarded(() => ({ waiting: sql.waitingCount.get() ?? 0, quarantined: sql.quarantinedCount.get() ?? 0 })),
    acknowledge: ({ through, rejected, storedThrough, durableThrough }) =>
      transact(() => {
        const firstOfBatch = sql.firstWaiting.get() ?? Number.MAX_SAFE_INTEGER
        for (const { seq, code, detail } of rejected) sql.quarantine.run(`${code}: ${detail}`, seq)
        sql.acknowledge.run(now(), through)
        const before = sql.generationState.get(generation)
        if (before === undefined) return
        if (storedThrough !== undefined && storedThrough < before.storedThrough) {
          // Never what an earlier generation delivered: under this one it would be counted a second time.
          sql.sendAgain.run({ from: Math.max(storedThrough + 1, before.firstSeq), before: firstOfBatch })
        }
        sql.progress.run(storedThrough ?? before.storedThrough, durableThrough ?? before.durableThrough, generation)
      }),
    newGeneration: () => (generation = newGeneration()),
    prune: (at) =>
      transact(
        () => sql.prune.run({ ackedBefore: at - KEEP_ACKED_MS, endedBefore: at - KEEP_SPANS_MS, generation }).changes,
      ),
    // In WAL mode a passive checkpoint syncs the log before it copies pages: what was committed is on the disk after
    // it.
    syncToDisk: () => void guarded(() => database.pragma('wal_checkpoint(PASSIVE)')),
    close,
  }
}
