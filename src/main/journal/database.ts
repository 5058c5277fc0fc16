import { closeSync, existsSync, openSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { encryptInPlace, foundAt, hasCiphers, unlock, type JournalKey } from './encryption.ts'
import { isCorrupt, JournalCorrupt, JournalLocked } from './errors.ts'
import { migrate } from './migrations.ts'
import { markOpen } from './open-mark.ts'

/** Damage found when the journal was opened: records are missing. */
export interface Recovery {
  /** Path of the damaged database that was moved aside; null if this database is intact and only its log was lost. */
  readonly file: string | null
  /** In plain words, for the health screen. */
  readonly message: string
}

const lostLogMessage = 'The local log was incomplete. Activity from the last minutes before the app ended is lost.'

export interface DatabaseOptions {
  /** Without a key the journal is not encrypted. */
  readonly key?: JournalKey | null | undefined
  /** An earlier key existed and is lost. */
  readonly keyLost?: boolean | undefined
  /** Largest size in pages of 4096 bytes; a write past it throws JournalFull. Default: the disk. */
  readonly maxPages?: number | undefined
  /** Epoch ms, for the name of a file that is moved aside. */
  readonly now: () => number
}

/**
 * WAL with synchronous=NORMAL: a killed process loses nothing, and a power cut only commits since the last `syncToDisk`. Exclusive
 * locking needs no shared memory file, so a profile on a network share works.
 */
const openOnce = (file: string, options: DatabaseOptions, key: JournalKey | null): Database.Database => {
  // Created here to set its mode: SQLite copies the database's mode to the WAL.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600))
  const database = new Database(file, { timeout: 0 })
  try {
    if (key) unlock(database, key)
    // Sorting must not write unencrypted temporary files.
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

/** The key to open the file with. An unencrypted file is encrypted first where possible; null if it stays unencrypted. */
const keyFor = (file: string, { key, keyLost }: DatabaseOptions, hadLog: boolean): JournalKey | null => {
  const found = foundAt(file)
  if (!key) return null
  if (!hasCiphers()) {
    // Not damaged: another build with a cipher wrote it.
    if (found === 'unreadable' && !keyLost) {
      throw new JournalLocked(
        'the journal is encrypted, and this build of the agent cannot decrypt it: start the standard build',
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
    // For example a full disk. The next start tries again; until then the journal stays unencrypted.
    return null
  }
}

export interface OpenedDatabase {
  readonly database: Database.Database
  readonly recovered: Recovery | null
  readonly encrypted: boolean
}

/**
 * Opens `journal.db` in a directory that the caller has locked. A damaged database, or one with a lost key, is moved aside with its
 * WAL and replaced.
 * @throws JournalTooNew, JournalLocked
 */
export const openDatabase = (directory: string, options: DatabaseOptions): OpenedDatabase => {
  const file = join(directory, 'journal.db')
  // Checked before the database is opened, because opening may empty the log.
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
    const why = options.keyLost ? 'The key of the local log is lost. The log' : 'The local log was damaged and'
    const message =
      `${why} was moved to ${aside}. A new log was started. ` +
      'Activity that was not yet sent is only in the old file.'
    const database = openOnce(file, options, key)
    markOpen(database)
    return { database, recovered: { file: aside, message }, encrypted }
  }
}
