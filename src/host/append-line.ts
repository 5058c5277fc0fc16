import { closeSync, existsSync, fsyncSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs'

/**
 * Adds a line to a file of this user and returns when it is on the disk. A last line without its end was being written when its program was
 * killed: it goes first, or this line would be joined to it.
 * @throws when the file cannot be written
 */
export function appendLine(file: string, line: string): void {
  const written = existsSync(file) ? readFileSync(file) : Buffer.alloc(0)
  const whole = written.lastIndexOf('\n') + 1
  if (whole < written.length) truncateSync(file, whole)
  const handle = openSync(file, 'a', 0o600)
  try {
    writeSync(handle, `${line}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
