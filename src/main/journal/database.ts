import { closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { encryptInPlace, foundAt, hasCiphers, unlock } from './encryption.ts'
import type { JournalKey } from './encryption.ts'
import { isCorrupt, JournalCorrupt, JournalLocked } from './errors.ts'
import { migrate } from './migrations.ts'
import { markOpen } from './open-mark.ts'

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
  /** Without one the journal is plain. */
  readonly key?: JournalKey | null | undefined
  /** There was another key, which is lost. */
  readonly keyLost?: boolean | undefined
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
const openOnce = (file: string, options: DatabaseOptions, key: JournalKey | null): Database.Database => {
  // Made by us first, for its mode: SQLite gives the WAL the mode of the database.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file, { timeout: 0 })
  try {
    if (key) unlock(database, key)
    // What is sorted must not lie in a file beside it.
    database.pragma('temp_store = MEMORY')
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

/** The key to open it with, after a plain one was encrypted where that can be done; null: it is plain. */
const keyFor = (file: string, { key, keyLost }: DatabaseOptions, hadLog: boolean): JournalKey | null => {
  const found = foundAt(file)
  if (!key) return null
  if (!hasCiphers()) {
    // Not damaged: what wrote it had a cipher.
    if (found === 'unreadable' && !keyLost) {
      throw new JournalLocked(
        'the journal is encrypted, and this build of the agent cannot decrypt: start the regular one',
      )
    }
    return null
  }
  if (found !== 'plain') return key
  try {
    encryptInPlace(file, key, hadLog)
    return key
  } catch (error) {
    if (isCorrupt(error)) return key
    // A full disk, say. It is tried again at the next start; until then the journal is what it was.
    return null
  }
}

export interface OpenedDatabase {
  readonly database: Database.Database
  readonly recovered: Recovery | null
  readonly encrypted: boolean
}

/**
 * Opens `journal.db`, which the caller has locked. A damaged one, or one whose key is lost, is moved aside with its WAL and a new one made.
 * @throws JournalTooNew, JournalLocked
 */
export const openDatabase = (directory: string, options: DatabaseOptions): OpenedDatabase => {
  const file = join(directory, 'journal.db')
  // Before anything opens it: that may empty its log.
  const hadLog = existsSync(`${file}-wal`)
  const key = keyFor(file, options, hadLog)
  const encrypted = key !== null
  try {
    const database = openOnce(file, options, key)
    const lostLog = markOpen(database) && !hadLog
    return { database, recovered: lostLog ? { file: null, message: lostLogMessage } : null, encrypted }
  } catch (error) {
    if (!isCorrupt(error)) throw error
    const stamp = new Date(options.now()).toISOString().replaceAll(':', '-')
    const aside = join(directory, `journal.damaged-${stamp}.db`)
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
    }
    const why = options.keyLost ? 'The key of the local journal is lost: it' : 'The local journal was damaged and'
    const message =
      `${why} was set aside as ${aside}. A new one was begun; ` +
      'work recorded before that and not yet sent is only in the file set aside.'
    const database = openOnce(file, options, key)
    markOpen(database)
    return { database, recovered: { file: aside, message }, encrypted }
  }
}
