import { DatabaseFailure } from './database.ts'

/**
 * PostgreSQL's codes of a server that cannot be asked now and may be later: class 08 is the connection, 53 is what it has run out of (connections,
 * memory, disk), 57P01 to 57P03 and 57P05 are a server that stops, has crashed, starts, or ended an unused session; 3D000 is a database that is not there
 * (yet), as while it is restored.
 */
const unreachableStates = /^(08...|53...|57P0[1235]|3D000)$/

/** System errors of a connection: nobody listens, no way, no such name, broken off, silent. */
const unreachableSystemErrors = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'EHOSTDOWN'],
  ...['ENETUNREACH', 'ENETDOWN', 'EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'],
  // A socket in the file system.
  'ENOENT',
])

/** What `pg` says by its words alone. */
const unreachableWords =
  /^(Connection terminated|timeout expired|Query read timeout|Client (has encountered a connection error|was closed))/

/** Whether a statement failed since the database cannot be reached now: the same may succeed later, with nothing changed here. */
export function isUnreachable(error: unknown): boolean {
  if (!(error instanceof DatabaseFailure)) return false
  const { sqlState, message } = error
  return (
    unreachableStates.test(sqlState) ||
    unreachableSystemErrors.has(sqlState) ||
    (sqlState === 'unknown' && unreachableWords.test(message))
  )
}

/** Whether a failure is the connection's and not a statement's, so that no other statement can use it: also where `pg` gives no code. */
export function isLost(error: unknown): boolean {
  if (!(error instanceof DatabaseFailure)) return false
  return /^(08|57P)/.test(error.sqlState) || unreachableSystemErrors.has(error.sqlState) || !isSqlState(error.sqlState)
}

const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code)
