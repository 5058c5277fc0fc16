import type Database from 'better-sqlite3'
import type { RecordRow, SentRow } from './records.ts'

/** Queries that run every minute or with every My Day view. A test asserts their query plans. */
export const reads = {
  waiting: `SELECT seq, body FROM records WHERE state = 'waiting' ORDER BY seq LIMIT ?`,
  waitingCount: `SELECT count(*) FROM records WHERE state = 'waiting'`,
  quarantinedCount: `SELECT count(*) FROM records WHERE state = 'quarantined'`,
  // `+seq`: sort the few rows of the index range instead of walking the whole table in seq order.
  between: 'SELECT seq, body FROM records WHERE ended_at > ? AND started_at < ? ORDER BY +seq',
  manualTime: `SELECT seq, body FROM records WHERE kind = 'manual_time' ORDER BY seq`,
  annotations: `SELECT seq, body FROM records WHERE kind = 'annotation' ORDER BY seq`,
  newest: 'SELECT seq, body, state, detail FROM records WHERE seq < ? ORDER BY seq DESC LIMIT ?',
} as const

export const prepareStatements = (database: Database.Database) => ({
  append: database.prepare<[string, number, number, string]>(
    'INSERT INTO records (kind, started_at, ended_at, body) VALUES (?, ?, ?, ?)',
  ),
  lastSeq: database.prepare<[], number>('SELECT max(seq) FROM records').pluck(),
  // Without a time, no question about a day finds it.
  remove: database.prepare<[string, number]>(
    `UPDATE records SET body = ?, started_at = 0, ended_at = 0, state = 'waiting', acked_at = NULL, detail = NULL WHERE seq = ?`,
  ),
  checkpoint: database.prepare<[string]>('UPDATE checkpoint SET spans = ? WHERE only = 1'),
  openSpans: database.prepare<[], string>('SELECT spans FROM checkpoint WHERE only = 1').pluck(),
  spansFrom: database.prepare<[number, number, number], RecordRow>(
    `SELECT seq, body FROM records WHERE seq >= ? AND +ended_at > ? AND kind = 'span' ORDER BY seq LIMIT ?`,
  ),
  between: database.prepare<[number, number], RecordRow>(reads.between),
  manualTime: database.prepare<[], RecordRow>(reads.manualTime),
  annotations: database.prepare<[], RecordRow>(reads.annotations),
  newest: database.prepare<[number, number], SentRow>(reads.newest),
  waiting: database.prepare<[number], RecordRow>(reads.waiting),
  waitingCount: database.prepare<[], number>(reads.waitingCount).pluck(),
  quarantinedCount: database.prepare<[], number>(reads.quarantinedCount).pluck(),
  quarantine: database.prepare<[string, number]>(
    `UPDATE records SET state = 'quarantined', detail = ? WHERE seq = ? AND state = 'waiting'`,
  ),
  acknowledge: database.prepare<[number, number]>(
    `UPDATE records SET state = 'acked', acked_at = ? WHERE state = 'waiting' AND seq <= ?`,
  ),
  generation: database.prepare<[], string>('SELECT generation FROM generations ORDER BY ordinal DESC LIMIT 1').pluck(),
  generationState: database.prepare<[string], { firstSeq: number; storedThrough: number; durableThrough: number }>(
    `SELECT first_seq AS firstSeq, stored_through AS storedThrough, durable_through AS durableThrough
     FROM generations WHERE generation = ?`,
  ),
  oldestHeld: database
    .prepare<[], number>(
      `SELECT coalesce(
         (SELECT min(seq) FROM records WHERE state <> 'quarantined' AND seq >= g.first_seq),
         (SELECT max(g.first_seq, seq + 1) FROM sqlite_sequence WHERE name = 'records'),
         g.first_seq)
       FROM generations g ORDER BY g.ordinal DESC LIMIT 1`,
    )
    .pluck(),
  beginGeneration: database.prepare<[string, number]>(
    `INSERT INTO generations (generation, began_at, first_seq) VALUES (?, ?,
       coalesce((SELECT min(seq) FROM records WHERE state = 'waiting'), (SELECT max(seq) + 1 FROM records), 1))`,
  ),
  // Refused records too: the endpoint has lost their seqs as well, and would see gaps. Not those whose neighbors were pruned: one that is taken
  // now would be the oldest held, above a gap that nothing fills.
  sendAgain: database.prepare<{ from: number }>(
    `UPDATE records SET state = 'waiting', acked_at = NULL, detail = NULL WHERE state <> 'waiting' AND seq >= @from
       AND seq >= coalesce((SELECT min(seq) FROM records WHERE state <> 'quarantined'), 0)`,
  ),
  progress: database.prepare<[number, number, string]>(
    'UPDATE generations SET stored_through = ?, durable_through = ? WHERE generation = ?',
  ),
  // In order of seq: a gap among the records that are left could never be closed at a restored endpoint.
  prune: database.prepare<{ ackedBefore: number; generation: string }>(
    `DELETE FROM records
     WHERE state = 'acked' AND seq <= (SELECT durable_through FROM generations WHERE generation = @generation)
       AND seq < (SELECT coalesce(min(seq), 9223372036854775807) FROM records
         WHERE state = 'waiting' OR (state = 'acked' AND acked_at > @ackedBefore))`,
  ),
})
