import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Another process holds the directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
  readonly directory: string
  /** The process that holds it, if known. */
  readonly pid: number | null
  constructor(directory: string, pid: number | null) {
    super(`the directory ${directory} is in use by ${pid === null ? 'another process' : `process ${pid}`}`)
    this.directory = directory
    this.pid = pid
  }
}

/** The directory is not writable. */
export class DirectoryNotWritable extends Error {
  override readonly name = 'DirectoryNotWritable'
  readonly directory: string
  constructor(directory: string, cause: unknown) {
    super(`the directory ${directory} is not writable: it is read-only or belongs to another user`, {
      cause,
    })
    this.directory = directory
  }
}

const refusals = /^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/

/** Maps file system and SQLite errors about a directory that is not writable to DirectoryNotWritable; other errors pass unchanged. */
export const directoryError = (directory: string, error: unknown): unknown =>
  error instanceof Error && 'code' in error && refusals.test(String(error.code))
    ? new DirectoryNotWritable(directory, error)
    : error

/**
 * Creates a directory if needed and checks that it is writable, so that the error message is ours.
 * @throws DirectoryNotWritable
 */
export const assertWritable = (directory: string): void => {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK)
  } catch (error) {
    throw directoryError(directory, error)
  }
}

export interface DirectoryLock {
  release(): void
}

/** Long enough for a predecessor that is about to end (a relaunch after an update), in ms. */
const PATIENCE_MS = 500

const readPid = (file: string): number | null => {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** Helps only the error message, so a full disk must not fail it. */
const tellPid = (file: string): void => {
  try {
    writeFileSync(file, `${process.pid}\n`)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')))
      throw error
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')

const openLock = (directory: string, name: string): Database.Database => {
  try {
    return new Database(join(directory, `${name}.lock`), { timeout: PATIENCE_MS })
  } catch (error) {
    throw directoryError(directory, error)
  }
}

/**
 * Locks an existing directory for this process. The lock is an exclusive transaction on an empty SQLite database: the OS releases
 * it when its holder dies, so it never goes stale.
 * @param name distinguishes several locks of one directory
 * @throws DirectoryInUse, DirectoryNotWritable
 */
export const lockDirectory = (directory: string, name: string): DirectoryLock => {
  const pidFile = join(directory, `${name}.pid`)
  // Never open this file by other means: on POSIX, closing any descriptor of it would release the lock.
  const database = openLock(directory, name)
  try {
    // Nothing is written to it, so it works on a full disk.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
    tellPid(pidFile)
  } catch (error) {
    database.close()
    throw isBusy(error) ? new DirectoryInUse(directory, readPid(pidFile)) : directoryError(directory, error)
  }
  return {
    release() {
      if (!database.open) return
      rmSync(pidFile, { force: true })
      database.close()
    },
  }
}
