import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { mountable, onSmallDisk } from './support/own-disk.ts'

// Without name spaces, tests/main/journal covers this with a bounded database.
test.skipIf(!mountable)(
  'a full disk rejects a whole write, keeps earlier records, and accepts writes again once there is room',
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
