import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { isBusy, JournalInUse } from './errors.ts'

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

/**
 * Takes the directory for this process, until `release` or the end of the process.
 *
 * The lock is an exclusive transaction on an empty SQLite database of its own: the operating system drops it the
 * instant its holder dies, also by kill -9, so there is no stale lock to wait for (a lock file judged by its age
 * costs seconds at each restart after a crash). It is not the journal's own lock because a damaged journal is moved
 * aside while the directory stays held.
 * @throws JournalInUse when another process, or another journal of this process, holds it.
 */
export const lockDirectory = (directory: string): DirectoryLock => {
  const pidFile = join(directory, 'journal.pid')
  // Never open this file by other means: on POSIX, closing any descriptor of it would drop the lock.
  const database = new Database(join(directory, 'journal.lock'), { timeout: PATIENCE_MS })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    throw isBusy(error) ? new JournalInUse(directory, readPid(pidFile)) : error
  }
  writeFileSync(pidFile, `${process.pid}\n`)
  return {
    release() {
      if (!database.open) return
      rmSync(pidFile, { force: true })
      database.close()
    },
  }
}
