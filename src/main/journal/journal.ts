import { randomBytes } from 'node:crypto'
import type {
  AnnotationRecord,
  DeviceRecord,
  EpochMs,
  Interval,
  ManualTimeRecord,
  SentRecord,
  SpanRecord,
} from '../../shared/contract/index.ts'
import type { RecordDraft, SpanDraft } from '../../shared/touches/index.ts'
import { assertWritable, directoryError, type DirectoryLock, lockDirectory } from '../../host/directory-lock.ts'
import { openDatabase, type OpenedDatabase, type Recovery } from './database.ts'
import type { JournalKey } from './encryption.ts'
import { journalError } from './errors.ts'
import { closeDatabase } from './open-mark.ts'
import { decodeRecord, decodeSent, decodeSpans, encodeRecord, encodeSpans } from './records.ts'
import { openSettings, type Settings } from './settings.ts'
import { prepareStatements } from './statements.ts'
import { DAY_MS } from '../../shared/time.ts'

/** Acknowledged records are kept this long: a restored endpoint is repaired from them, and a restart rebuilds a week of recheck history. */
export const KEEP_ACKED_MS = 8 * DAY_MS
const PAGE_ROWS = 1000

/** Operations inside one transaction. */
export interface JournalWrite {
  /** Adds a record to the outbox and returns its seq at once, for records that refer to it. */
  append(record: RecordDraft): number
  /** The highest seq so far. */
  lastSeq(): number
  /** Puts a record that says nothing but a private time in the place of one; it is sent (again), so that the endpoint takes it out, too. */
  remove(seq: number, time: Interval): void
  /** Replaces the open spans, as they would be closed now. */
  checkpoint(openSpans: readonly SpanDraft[]): void
}

export interface Acknowledgment {
  /** The endpoint's time, which decides when records may be pruned; absent means this computer's. */
  readonly at?: EpochMs | undefined
  /** Highest seq that need not be sent again. Waiting records up to it become `acked`. */
  readonly through: number
  /** These become `quarantined`, whatever `through` is, unless they were acknowledged before. */
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
  /** 32 random hex digits; changes with `newGeneration`. */
  readonly generation: string
  /** Set when records were found missing at opening. */
  readonly recovered: Recovery | null
  /** Whether the file is actually encrypted. */
  readonly encrypted: boolean
  /** How often something was taken out since the journal was opened: what was sent before may say more than the journal does. */
  readonly removals: number
  readonly settings: Settings
  /**
   * All or nothing. `work` must not await.
   * @throws JournalFull if nothing was kept and a later write may succeed; JournalCorrupt if the journal must be closed and opened
   * again.
   */
  write<T>(work: (tx: JournalWrite) => T): T
  /** Spans left open by a run that ended without closing them. */
  openSpans(): SpanDraft[]
  /** Spans that end after `since`, in recording order. Reads in pages, so writes in between are allowed. */
  spansSince(since: EpochMs): IterableIterator<SpanRecord>
  /** Records that overlap `[from, to)`, in recording order. */
  recordsBetween(from: EpochMs, to: EpochMs): DeviceRecord[]
  /** Every manual time revision, in recording order. */
  manualTimeRecords(): ManualTimeRecord[]
  /** Every revision of what the person said of touches and times, in recording order. */
  annotationRecords(): AnnotationRecord[]
  /** Records with their delivery state, newest first, with a seq under `before`. */
  newest(query: { readonly before?: number | undefined; readonly limit: number }): SentRecord[]
  /** The oldest records not yet acknowledged, by seq. */
  waiting(limit: number): DeviceRecord[]
  /** Lowest seq that can still be sent under this generation: older records were pruned or belong to an earlier generation. */
  oldestHeld(): number
  /** Seq that this generation begins with. */
  beginsAt(): number
  /** Whether the endpoint has some of these records under an earlier generation, where nothing can take them out. */
  deliveredEarlier(seqs: readonly number[]): boolean
  counts(): { readonly waiting: number; readonly quarantined: number }
  acknowledge(acknowledgment: Acknowledgment): void
  /** For a `fork` answer: records not yet acknowledged keep their seq and are sent under the new generation. */
  newGeneration(): string
  /** Deletes the oldest records, as far as they are acknowledged, durable and old enough. Returns their number. */
  prune(now: EpochMs): number
  /** Forces all commits to disk. Called before each batch, so that a seq known to the endpoint is never reused for another record. */
  syncToDisk(): void
  /** Safe to call twice. */
  close(): void
}

export interface JournalOptions {
  readonly clock?: { now(): EpochMs } | undefined
  readonly maxPages?: number | undefined
  /** Encrypts the journal with this key where SQLite can, including an existing unencrypted one. */
  readonly key?: JournalKey | null | undefined
  /** An earlier key existed and is lost. */
  readonly keyLost?: boolean | undefined
  /** A lock that is already held; the journal releases it. */
  readonly lock?: DirectoryLock | undefined
}

/**
 * Locks a directory (created if missing) for this process, for work that precedes the opening of the journal.
 * @throws DirectoryInUse, DirectoryNotWritable
 */
export const holdJournal = (directory: string): DirectoryLock => {
  assertWritable(directory)
  return lockDirectory(directory, 'journal')
}

/**
 * Opens the journal of `directory` (created if missing) for this process alone.
 * @throws DirectoryInUse if another process holds it; DirectoryNotWritable; JournalTooNew; JournalLocked if this build cannot
 * decrypt it.
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
  let removals = 0
  let generation = sql.generation.get() ?? newGeneration()

  const write: JournalWrite = {
    append: (record) =>
      Number(sql.append.run(record.kind, record.startedAt, record.endedAt, encodeRecord(record)).lastInsertRowid),
    lastSeq: () => sql.lastSeq.get() ?? 0,
    remove: (seq, { startedAt, endedAt }) => {
      removals += 1
      sql.remove.run(encodeRecord({ kind: 'removed', startedAt, endedAt }), seq)
    },
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
  // SQLite closes at exit anyway; this also clears the open mark.
  process.once('exit', close)

  return {
    get generation() {
      return generation
    },
    recovered,
    encrypted,
    get removals() {
      return removals
    },
    settings: openSettings(database, guarded),
    write: (work) => transact(() => work(write)),
    openSpans: () => decodeSpans(guarded(() => sql.openSpans.get()) ?? '[]'),
    spansSince,
    recordsBetween: (from, to) => guarded(() => sql.between.all(from, to)).map(decodeRecord),
    manualTimeRecords: () => guarded(() => sql.manualTime.all()).map((row) => decodeRecord(row) as ManualTimeRecord),
    // What was taken out keeps its kind.
    annotationRecords: () =>
      guarded(() => sql.annotations.all())
        .map(decodeRecord)
        .filter((record) => record.kind === 'annotation'),
    newest: ({ before = Number.MAX_SAFE_INTEGER, limit }) =>
      guarded(() => sql.newest.all(before, limit)).map(decodeSent),
    waiting: (limit) => guarded(() => sql.waiting.all(limit)).map(decodeRecord),
    oldestHeld: () => guarded(() => sql.oldestHeld.get() ?? 1),
    beginsAt: () => guarded(() => sql.generationState.get(generation)?.firstSeq ?? 1),
    deliveredEarlier: (seqs) => {
      const firstSeq = guarded(() => sql.generationState.get(generation))?.firstSeq ?? 1
      return seqs.some((seq) => seq < firstSeq)
    },
    counts: () =>
      guarded(() => ({ waiting: sql.waitingCount.get() ?? 0, quarantined: sql.quarantinedCount.get() ?? 0 })),
    acknowledge: ({ at = now(), through, rejected, storedThrough, durableThrough }) =>
      transact(() => {
        for (const { seq, code, detail } of rejected) sql.quarantine.run(`${code}: ${detail}`, seq)
        sql.acknowledge.run(at, through)
        const before = sql.generationState.get(generation)
        if (before === undefined) return
        if (storedThrough !== undefined && storedThrough < before.storedThrough) {
          // The batch too, although it is stored: after a second restore nothing would tell that it was lost. Never what an earlier
          // generation delivered: under this one it would be counted a second time.
          sql.sendAgain.run({ from: Math.max(storedThrough + 1, before.firstSeq) })
        }
        sql.progress.run(storedThrough ?? before.storedThrough, durableThrough ?? before.durableThrough, generation)
      }),
    newGeneration: () => (generation = newGeneration()),
    prune: (at) => transact(() => sql.prune.run({ ackedBefore: at - KEEP_ACKED_MS, generation }).changes),
    // In WAL mode a passive checkpoint syncs the log before it copies pages, so all commits are on disk after it.
    syncToDisk: () => void guarded(() => database.pragma('wal_checkpoint(PASSIVE)')),
    close,
  }
}
