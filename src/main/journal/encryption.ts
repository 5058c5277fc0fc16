import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { clearOpenMark } from './open-mark.ts'

/** 32 bytes. */
export type JournalKey = Uint8Array

/** State of the journal file by its first bytes: SQLite's header is plain text, an encrypted file starts with a random salt. */
export type Found = 'nothing' | 'plain' | 'unreadable'

const PLAIN_HEADER = 'SQLite format 3\0'

/** Only for a closed database: on POSIX, closing any descriptor of an open database drops its lock. */
export const foundAt = (file: string): Found => {
  if (!existsSync(file)) return 'nothing'
  const header = Buffer.alloc(PLAIN_HEADER.length)
  const descriptor = openSync(file, 'r')
  try {
    const length = readSync(descriptor, header, 0, header.length, 0)
    if (length === 0) return 'nothing'
  } finally {
    closeSync(descriptor)
  }
  return header.toString('latin1') === PLAIN_HEADER ? 'plain' : 'unreadable'
}

/**
 * Whether this SQLite build can encrypt. It must be tested: the fallback runtime's plain better-sqlite3 silently ignores the
 * encryption pragmas.
 */
export const hasCiphers = (): boolean => {
  const database = new Database(':memory:')
  try {
    return typeof database.pragma('cipher', { simple: true }) === 'string'
  } finally {
    database.close()
  }
}

/** A raw key needs no derivation: it is random and has the cipher's key length. */
const rawKey = (key: JournalKey): string => `'raw:${Buffer.from(key).toString('hex')}'`

/** Must be the first statement on a connection. */
export const unlock = (database: Database.Database, key: JournalKey): void => {
  database.pragma(`key = ${rawKey(key)}`)
}

/**
 * Encrypts a closed, unencrypted database. A checked copy replaces the original in one rename, so an interruption leaves the
 * original intact.
 * @param hadLog whether a log existed, so that the open mark can be cleared
 * @throws SQLite and file system errors, as on a full disk
 */
export const encryptInPlace = (file: string, key: JournalKey, hadLog: boolean): void => {
  const copy = `${file}.encrypting`
  removeAll(copy)
  // Opening and closing it alone merges the log into the database and deletes it.
  const plain = new Database(file)
  let rows: unknown
  try {
    // Order matters: a kill in between must not leave it marked as open without a log.
    if (hadLog) clearOpenMark(plain)
    plain.pragma('journal_mode = DELETE')
    rows = plain.prepare('SELECT count(*), total(seq) FROM records').raw().get()
  } finally {
    plain.close()
  }
  try {
    copyFileSync(file, copy)
    const database = new Database(copy)
    try {
      // Without a journal: an interrupted copy is discarded.
      database.pragma('journal_mode = OFF')
      database.pragma(`rekey = ${rawKey(key)}`)
    } finally {
      database.close()
    }
    check(copy, key, rows)
    syncFile(copy)
    renameSync(copy, file)
  } finally {
    removeAll(copy)
  }
}

const check = (file: string, key: JournalKey, rows: unknown): void => {
  const database = new Database(file)
  try {
    unlock(database, key)
    const verdict = String(database.pragma('quick_check(1)', { simple: true }))
    const found = database.prepare('SELECT count(*), total(seq) FROM records').raw().get()
    if (verdict !== 'ok' || JSON.stringify(found) !== JSON.stringify(rows)) throw new Error('the copy is incomplete')
  } finally {
    database.close()
  }
  if (foundAt(file) !== 'unreadable') throw new Error('the copy is not encrypted')
}

const syncFile = (file: string): void => {
  const descriptor = openSync(file, 'r+')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

const removeAll = (file: string): void => {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}
