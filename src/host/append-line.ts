import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, readSync, truncateSync, writeSync } from 'node:fs'

/**
 * Adds a line to a file of this user and returns when it is on the disk. A last line without its end was being written when its program was
 * killed: it goes first, or this line would be joined to it.
 * @throws when the file cannot be written
 */
export function appendLine(file: string, line: string): void {
  const handle = openSync(file, 'a+', 0o600)
  try {
    if (isTorn(handle)) truncateSync(file, readFileSync(file).lastIndexOf('\n') + 1)
    writeSync(handle, `${line}\n`)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function isTorn(handle: number): boolean {
  const { size } = fstatSync(handle)
  const last = Buffer.alloc(1)
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last.toString() !== '\n'
}
