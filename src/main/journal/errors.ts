/** The disk (or the journal's own bound) is full. Nothing of the write was kept; the same write may be tried again. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull'
}

/** The database was found damaged while in use. Opening it again moves it aside and begins a new generation. */
export class JournalCorrupt extends Error {
  override readonly name = 'JournalCorrupt'
}

/** The database was written by a newer version of the agent. It is left untouched. */
export class JournalTooNew extends Error {
  override readonly name = 'JournalTooNew'
}

/** The journal is encrypted, and the SQLite at hand knows no ciphers, or no key store has the key. It is left untouched. */
export class JournalLocked extends Error {
  override readonly name = 'JournalLocked'
}

const sqliteCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

export const isCorrupt = (error: unknown): boolean =>
  error instanceof JournalCorrupt ||
  sqliteCode(error).startsWith('SQLITE_CORRUPT') ||
  sqliteCode(error) === 'SQLITE_NOTADB'

export const isFull = (error: unknown): boolean => sqliteCode(error) === 'SQLITE_FULL'

/**
 * Turns what SQLite throws into the errors above; anything else passes unchanged. SQLite's messages hold no row
 * content.
 */
export const journalError = (error: unknown): unknown => {
  if (isFull(error)) {
    return new JournalFull('the disk is full: the journal could not be written', { cause: error })
  }
  if (!(error instanceof JournalCorrupt) && isCorrupt(error)) {
    return new JournalCorrupt('the journal is damaged', { cause: error })
  }
  return error
}
