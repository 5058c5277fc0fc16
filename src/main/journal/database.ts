import { closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { isCorrupt, isFull, JournalCorrupt } from './errors.ts'
import { migrate } from './migrations.ts'

/** What was found wrong with the journal when it was opened: something recorded before is missing. */
export interface Recovery {
  /** Where a damaged database is now; null: it is this one, which lost its log. */
  readonly file: string | null
  /** For health, in plain words. */
  readonly message: string
}

const lostLogMessage =
  'The log of the local journal was missing. What was recorded in the last minutes before the agent ended is lost.'

export interface DatabaseOptions {
  /** Most pages (of 4096 bytes) the database may grow to; a write past that is a JournalFull. Default: the disk. */
  readonly maxPages?: number | undefined
  /** Epoch ms, for the name of a file moved aside. */
  readonly now: () => number
}

/**
 * WAL with synchronous=NORMAL: a commit is a write without fsync, a killed process loses nothing. A power cut may
 * lose commits since the last `syncToDisk`, never the database. The exclusive locking mode needs no shared memory
 * file, so a profile on a network share works; the directory's lock already keeps others out.
 */
const openOnce = (file: string, options: DatabaseOptions): Database.Database => {
  // Made by us first, for its mode: SQLite gives the WAL the mode of the database.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file, { timeout: 0 })
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = NORMAL')
    database.pragma('wal_autocheckpoint = 1000')
    database.pragma('journal_size_limit = 8388608')
    database.pragma('secure_delete = ON')
    database.pragma('trusted_schema = OFF')
    const verdict = String(database.pragma('quick_check(1)', { simple: true }))
    if (verdict !== 'ok') throw new JournalCorrupt('the journal failed its check')
    if (options.maxPages !== undefined) database.pragma(`max_page_count = ${options.maxPages}`)
    migrate(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/**
 * A journal that is open says so in its main file. Found open without a log, it was killed and then robbed of the log (a cleaner, a profile copied
 * without it): what was committed after the last `syncToDisk` is gone. Nothing of that was sent, so the epoch stays, and what was sent
 * without an answer is sent again under it and counted once.
 */
const markOpen = (database: Database.Database): boolean => {
  const wasOpen = database.prepare(`SELECT 1 FROM settings WHERE key = 'open'`).get() !== undefined
  if (wasOpen) return true
  try {
    database.exec(`INSERT INTO settings (key, value) VALUES ('open', 'true')`)
    database.pragma('wal_checkpoint(PASSIVE)')
  } catch (error) {
    if (!isFull(error)) throw error
  }
  return false
}

/** Closes it in order: its log is copied into it and deleted. */
export const closeDatabase = (database: Database.Database): void => {
  if (!database.open) return
  try {
    database.exec(`DELETE FROM settings WHERE key = 'open'`)
  } catch {
    // A full disk, say. Closing matters more.
  }
  database.close()
}

/**
 * Opens `journal.db`, which the caller has locked. A damaged one is moved aside with its WAL and a new one made.
 * @throws JournalTooNew
 */
export const openDatabase = (
  directory: string,
  options: DatabaseOptions,
): { readonly database: Database.Database; readonly recovered: Recovery | null } => {
  const file = join(directory, 'journal.db')
  try {
    const hadLog = existsSync(`${file}-wal`)
    const database = openOnce(file, options)
    const lostLog = markOpen(database) && !hadLog
    return { database, recovered: lostLog ? { file: null, message: lostLogMessage } : null }
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const stamp = new Date(options.now()).toISOString().replaceAll(':', '-')
    const aside = join(directory, `journal.damaged-${stamp}.db`)
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    }
    const message =
      `The local journal was damaged and was set aside as ${aside}. A new one was begun; ` +
      'work recorded before that and not yet sent is only in the file set aside.'
    const database = openOnce(file, options)
    markOpen(database)
    return { database, recovered: { file: aside, message } }
  }
}
