import { spawn } from 'node:child_process'
import { unwatchFile, watchFile } from 'node:fs'

/** How often is looked whether another version was installed, ms. */
const LOOK_EVERY_MS = 15_000

/**
 * Calls back once when another version was installed over this one: the package writes `file` after all others. Returns the function
 * that ends watching.
 */
export const onReplaced = (file: string, replaced: () => void, lookEveryMs = LOOK_EVERY_MS): (() => void) => {
  const end = () => unwatchFile(file)
  watchFile(file, { interval: lookEveryMs, persistent: false }, (now, before) => {
    // 0: the file is not there, as in a computer from which the agent is being removed.
    // Of two versions side by side each has its own file, which may be as old as the other's.
    if (now.mtimeMs === 0 || (now.mtimeMs === before.mtimeMs && now.ino === before.ino)) return
    end()
    replaced()
  })
  return end
}

/**
 * Starts a program once this process has ended, which holds the lock on the data folder. Not by Electron's `relaunch`: its helper would
 * be the program that was replaced.
 */
export const startAfterThis = (program: string, parameters: readonly string[]): void => {
  const wait = 'while kill -0 "$1" 2> /dev/null; do sleep 0.1; done; shift; exec "$@"'
  spawn('/bin/sh', ['-c', wait, 'sh', String(process.pid), program, ...parameters], {
    detached: true,
    stdio: 'ignore',
  }).unref()
}
