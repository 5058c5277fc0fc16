import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { openTestJournal } from '../main/journal/support/open.ts'
import { mountable, onReadOnlyDisk, onSmallDisk } from './support/own-disk.ts'

const agent = join(import.meta.dirname, 'support/agent-on-disk.ts')
const nobody = 'http://127.0.0.1:9'

test.skipIf(!mountable)('a full disk is reported, and no work is lost once there is room again', () => {
  const directory = temporaryDirectory()
  const { stdout, stderr, status } = onSmallDisk(directory, process.execPath, agent, 'full', directory, nobody)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  const told = JSON.parse(stdout) as { worked: number }
  expect(told.worked).toBeGreaterThan(400 * 1700)
  expect(told).toEqual({
    whenFull: { state: 'needs_attention', reason: 'the disk is full: the journal could not be written' },
    withRoom: 'recording',
    startedWhenFull: { state: 'needs_attention', withRoom: 'recording' },
    worked: told.worked,
    kept: told.worked,
    overlaps: 0,
  })
})

for (const [what, prepare] of [
  ['an empty', () => {}],
  ['a used', (directory: string) => openTestJournal(directory).close()],
] as const) {
  test.skipIf(!mountable)(`${what} data directory that is not writable: one line, exit code 1, nothing else`, () => {
    const directory = temporaryDirectory()
    prepare(directory)
    const before = readdirSync(directory)
    const { stdout, stderr, status } = onReadOnlyDisk(directory, process.execPath, agent, 'read-only', directory)
    expect({ stdout, stderr, status }).toEqual({
      stdout: '',
      stderr: `touchledger: the directory ${directory} is not writable: it is read-only or belongs to another user\n`,
      status: 1,
    })
    expect(readdirSync(directory)).toEqual(before)
  })
}
