import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Another process holds the directory. */
export class DirectoryInUse extends Error {
  override readonly name = 'DirectoryInUse'
  readonly directory: string
  /** Process that holds it, where it could be read. */
  readonly pid: number | null
  constructor(directory: string, pid: number | null) {
    super(`the directory ${directory} is in use by ${pid === null ? 'another process' : `process ${pid}`}`)
    this.directory = directory
    this.pid = pid
  }
}

/** Nothing can be written in the directory. */
export class DirectoryNotWritable extends Error {
  override readonly name = 'DirectoryNotWritable'
  readonly directory: string
  constructor(directory: string, cause: unknown) {
    super(`nothing can be written in the directory ${directory}: it is read-only or belongs to somebody else`, {
      cause,
    })
    this.directory = directory
  }
}

const refusals = /^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/

/** Turns what file system and SQLite say of a directory that takes no writing into DirectoryNotWritable; anything else passes unchanged. */
export const directoryError = (directory: string, error: unknown): unknown =>
  error instanceof Error && 'code' in error && refusals.test(String(error.code))
    ? new DirectoryNotWritable(directory, error)
    : error

/**
 * Makes a directory when it is missing and asks whether it can be written, before somebody else stumbles over it in their own words.
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

/** Long enough for a predecessor that is just ending (a relaunch after an update), in ms. */
const PATIENCE_MS = 500

const readPid = (file: string): number | null => {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10)
    return Number.isInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}

/** A courtesy to whoever is refused: no reason to fail on a full disk. */
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
 * Takes an existing directory for this process, until `release` or the end of the process. `name` tells the locks of one directory apart.
 *
 * The lock is an exclusive transaction on an empty SQLite database of its own: the operating system drops it the
 * instant its holder dies, also by kill -9, so there is no stale lock to wait for, and a process that was suspended or starved
 * still has it (a lock file judged by its age has neither). It is apart from any database in the directory, because a damaged
 * one is moved aside while the directory stays held.
 * @throws DirectoryInUse when another process, or another lock of this one, holds it; DirectoryNotWritable.
 */
export const lockDirectory = (directory: string, name: string): DirectoryLock => {
  const pidFile = join(directory, `${name}.pid`)
  // Never open this file by other means: on POSIX, closing any descriptor of it would drop the lock.
  const database = openLock(directory, name)
  try {
    // Nothing is ever written to it, so a full disk can be locked too.
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
