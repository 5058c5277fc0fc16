/** The disk, or the journal's size limit, is full. The write was rolled back and may be repeated. */
export class JournalFull extends Error {
  override readonly name = 'JournalFull'
}

/** The database was found damaged in use. Opening it again moves it aside and starts a new generation. */
export class JournalCorrupt extends Error {
  override readonly name = 'JournalCorrupt'
}

/** A newer version of the agent wrote the database. It is left untouched. */
export class JournalTooNew extends Error {
  override readonly name = 'JournalTooNew'
}

/** The journal is encrypted, and this build cannot decrypt or no key store has the key. It is left untouched. */
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

/** Maps SQLite errors to the errors above; other errors pass unchanged. SQLite's messages hold no row content. */
export const journalError = (error: unknown): unknown => {
  if (isFull(error)) {
    return new JournalFull('the disk is full: the journal could not be written', { cause: error })
  }
  if (!(error instanceof JournalCorrupt) && isCorrupt(error)) {
    return new JournalCorrupt('the journal is damaged', { cause: error })
  }
  return error
}
