import type Database from 'better-sqlite3'
import { isFull } from './errors.ts'

/**
 * Marks the database as open in its main file. A marked database without a log lost the commits since the last `syncToDisk` (a
 * cleaner, a copied profile). None of them was sent, so the generation stays.
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

/** Closes the database cleanly: the log is merged into it and deleted. */
export const closeDatabase = (database: Database.Database): void => {
  if (!database.open) return
  try {
    clearOpenMark(database)
  } catch {
    // For example a full disk. Closing matters more.
  }
  database.close()
}
