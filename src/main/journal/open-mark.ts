import type Database from 'better-sqlite3'
import { isFull } from './errors.ts'

/**
 * A journal that is open says so in its main file. Found open without a log, it was killed and then robbed of the log (a cleaner, a profile copied
 * without it): what was committed after the last `syncToDisk` is gone. Nothing of that was sent, so the generation stays, and what was sent
 * without an answer is sent again under it and counted once.
 * @returns whether it was marked already
 */
export const markOpen = (database: Database.Database): boolean => {
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

export const clearOpenMark = (database: Database.Database): void => {
  database.exec(`DELETE FROM settings WHERE key = 'open'`)
}

/** Closes it in order: its log is copied into it and deleted. */
export const closeDatabase = (database: Database.Database): void => {
  if (!database.open) return
  try {
    clearOpenMark(database)
  } catch {
    // A full disk, say. Closing matters more.
  }
  database.close()
}
