import type Database from 'better-sqlite3'
import { JournalTooNew } from './errors.ts'

/** Makes the table of records anew for other kinds: SQLite can change a CHECK only with its table. The highest seq is copied too, because its record may be pruned. */
export function withKinds(kinds: readonly string[]): string {
  return `
  CREATE TABLE records_next (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')})),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acked', 'quarantined')),
    acked_at INTEGER,
    detail TEXT
  ) STRICT;
  INSERT INTO records_next (seq, kind, started_at, ended_at, body, state, acked_at, detail)
    SELECT seq, kind, started_at, ended_at, body, state, acked_at, detail FROM records;
  DELETE FROM sqlite_sequence WHERE name = 'records_next';
  INSERT INTO sqlite_sequence (name, seq) SELECT 'records_next', seq FROM sqlite_sequence WHERE name = 'records';
  DROP TABLE records;
  ALTER TABLE records_next RENAME TO records;
  CREATE INDEX records_by_end ON records (ended_at);
  CREATE INDEX records_waiting ON records (seq) WHERE state = 'waiting';
  CREATE INDEX records_quarantined ON records (seq) WHERE state = 'quarantined';
  CREATE INDEX records_manual_time ON records (seq) WHERE kind = 'manual_time';
  `
}

/**
 * Migration n brings `user_version` from n-1 to n. Never edit a released one.
 * - `records`: outbox and My Day. AUTOINCREMENT never reuses a seq, even after pruning.
 * - `records_by_end`: for half-open overlap, also of long touches.
 * - `generations`: the last row is in force, from `first_seq` on.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE generations (
    ordinal INTEGER PRIMARY KEY,
    generation TEXT NOT NULL UNIQUE,
    began_at INTEGER NOT NULL,
    first_seq INTEGER NOT NULL,
    durable_through INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE records (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('span', 'touch', 'hidden_tag')),
    started_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'acked', 'quarantined')),
    acked_at INTEGER,
    detail TEXT
  ) STRICT;
  CREATE INDEX records_by_end ON records (ended_at);
  CREATE INDEX records_waiting ON records (seq) WHERE state = 'waiting';
  CREATE INDEX records_quarantined ON records (seq) WHERE state = 'quarantined';

  CREATE TABLE checkpoint (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    spans TEXT NOT NULL
  ) STRICT;
  INSERT INTO checkpoint (only, spans) VALUES (1, '[]');

  CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Adds manual time, input counts and connectivity.
  withKinds(['span', 'touch', 'hidden_tag', 'manual_time', 'input_counts', 'connectivity']),
  // How far the endpoint has stored a generation without a gap.
  `
  ALTER TABLE generations ADD COLUMN stored_through INTEGER NOT NULL DEFAULT 0;
  `,
  // Adds times that the person marked private.
  withKinds(['span', 'touch', 'hidden_tag', 'manual_time', 'input_counts', 'connectivity', 'private_time']),
  // Adds what the person says of touches and times.
  withKinds([
    ...['span', 'touch', 'hidden_tag', 'manual_time', 'input_counts', 'connectivity', 'private_time'],
    'annotation',
  ]) + `CREATE INDEX records_annotation ON records (seq) WHERE kind = 'annotation';`,
]

/**
 * The oldest version whose agents can use a journal of the newest one: after a roll-back they go on in it, and nothing is lost. Migrations add, so that
 * the version before stays able to; one that takes something away needs a release in between that no longer uses it.
 */
export const USABLE_FROM = 5

/**
 * Brings the database to the newest version, each step in one transaction. One that a newer agent has made is used as it is, where that agent says so.
 * @param usableFrom of the newest version
 * @throws JournalTooNew if the database is newer, and not usable from this version on
 */
export const migrate = (
  database: Database.Database,
  steps: readonly string[] = migrations,
  usableFrom = USABLE_FROM,
): void => {
  const version = Number(database.pragma('user_version', { simple: true }))
  if (version > steps.length) {
    // 0: nobody has said.
    const from = Number(database.pragma('application_id', { simple: true }))
    if (from > 0 && from <= steps.length) return
    throw new JournalTooNew(
      `the journal has version ${version}, but this agent supports only version ${steps.length}: install the newer agent again`,
    )
  }
  steps.slice(version).forEach((sql, index) => {
    database
      .transaction(() => {
        database.exec(sql)
        database.pragma(`user_version = ${version + index + 1}`)
        database.pragma(`application_id = ${usableFrom}`)
      })
      .immediate()
  })
}
