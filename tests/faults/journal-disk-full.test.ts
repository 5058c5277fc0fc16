import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../main/journal/support/directory.ts'

/** Runs a command with a file system of 1.5 MB mounted on `directory`, seen by that command alone. */
const onSmallDisk = (directory: string, ...command: string[]) =>
  spawnSync(
    'unshare',
    [
      '--map-root-user',
      '--mount',
      'sh',
      '-c',
      'mount -t tmpfs -o size=1500k none "$1" && shift && exec "$@"',
      'sh',
      directory,
      ...command,
    ],
    { encoding: 'utf8' },
  )

const mountable = onSmallDisk('/mnt', 'true').status === 0

// Where no name space may be made, tests/main/journal has the same on a bounded database.
test.skipIf(!mountable)(
  'a full disk refuses a write whole, keeps what was there, and ends when there is room again',
  () => {
    const directory = temporaryDirectory()
    const { stdout, stderr, status } = onSmallDisk(
      directory,
      process.execPath,
      join(import.meta.dirname, 'support/journal-filler.ts'),
      directory,
    )
    expect(stderr).toBe('')
    expect(status).toBe(0)
    const told = JSON.parse(stdout) as { kept: number }
    expect(told.kept).toBeGreaterThan(100)
    expect(told).toEqual({
      full: true,
      kept: told.kept,
      waitingWhenFull: told.kept,
      checkpointKept: true,
      afterwards: 10,
      reopened: { recovered: null, waiting: told.kept + 10 },
    })
  },
)
