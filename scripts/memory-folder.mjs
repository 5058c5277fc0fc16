import { accessSync, chmodSync, constants, mkdirSync, readdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isRunning } from './is-running.mjs'

/** Linux keeps files below it in memory. */
const MEMORY = '/dev/shm'
const PREFIX = 'touchledger-test-'
/** A run's databases and stores stay below 3 GB; the programs need the rest. */
const NEEDED_BYTES = 8 * 2 ** 30

/**
 * A folder for what a test run writes and throws away. Databases are made and dropped by the hundred, and a disk's file system takes a fifth of
 * the run's computing for it; so the folder is in memory where there is plenty, else where temporary files are.
 * @returns {{ path: string, remove: () => void }} open to everybody, as PostgreSQL runs as a user of its own
 */
export function memoryFolder() {
  if (!hasPlentyOfMemory()) return { path: tmpdir(), remove: () => {} }
  removeLeftBehind()
  const path = join(MEMORY, `${PREFIX}${process.pid}`)
  mkdirSync(path)
  chmodSync(path, 0o1777)
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function hasPlentyOfMemory() {
  try {
    accessSync(MEMORY, constants.W_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    const available = /^MemAvailable: *(\d+) kB/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]
    const mayRunPrograms = !/^\S+ \/dev\/shm \S+ \S*\bnoexec\b/m.test(readFileSync('/proc/mounts', 'utf8'))
    return mayRunPrograms && bavail * bsize >= NEEDED_BYTES && Number(available) * 1024 >= NEEDED_BYTES
  } catch {
    // Not Linux, or a container without it.
    return false
  }
}

/** Of runs that were killed: memory is not given back by a restart of the terminal. */
function removeLeftBehind() {
  for (const name of readdirSync(MEMORY)) {
    const pid = Number(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : 0)
    if (pid > 0 && !isRunning(pid)) rmSync(join(MEMORY, name), { recursive: true, force: true })
  }
}
