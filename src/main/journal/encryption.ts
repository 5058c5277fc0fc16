import { closeSync, copyFileSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { clearOpenMark } from './open-mark.ts'

/** 32 bytes. */
export type JournalKey = Uint8Array

/** What lies at the journal's place, by its first bytes: SQLite's own words stand there in the clear, an encrypted file begins with a random salt. */
export type Found = 'nothing' | 'plain' | 'unreadable'

const PLAIN_HEADER = 'SQLite format 3\0'

/** Only while it is not open: closing any descriptor of an open database would drop its lock on POSIX. */
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
 * Whether the SQLite at hand can encrypt. Asked, never assumed: the fallback runtime has a plain better-sqlite3, in which every pragma of
 * encryption is unknown, ignored and answered with nothing.
 */
export const hasCiphers = (): boolean => {
  const database = new Database(':memory:')
  try {
    return typeof database.pragma('cipher', { simple: true }) === 'string'
  } finally {
    database.close()
  }
}

/** A raw key needs no derivation: it is random and as long as the cipher's own. */
const rawKey = (key: JournalKey): string => `'raw:${Buffer.from(key).toString('hex')}'`

/** Must be the first that is said to a database. */
export const unlock = (database: Database.Database, key: JournalKey): void => {
  database.pragma(`key = ${rawKey(key)}`)
}

/**
 * Encrypts a plain database that nobody has open. A copy is encrypted, checked, and put in its place by one rename: whenever this ends early, the plain
 * one is there whole, and the next start does it again. Its log is emptied into it first.
 * @param hadLog it was open when its last user ended; from now on it is not, and needs no log
 * @throws what SQLite or the file system say, as on a full disk; the plain one is untouched then.
 */
export const encryptInPlace = (file: string, key: JournalKey, hadLog: boolean): void => {
  const copy = `${file}.encrypting`
  removeAll(copy)
  // Opened and closed alone it takes its log in and deletes it.
  const plain = new Database(file)
  let rows: unknown
  try {
    // In this order: a kill in between must not leave it marked and without a log.
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
      // Without a journal: what is half done is thrown away whole.
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
    if (verdict !== 'ok' || JSON.stringify(found) !== JSON.stringify(rows)) throw new Error('the copy is not whole')
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
