import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { memoryFolder } from '../../scripts/memory-folder.mjs'

const inMemory = (pid: number) => join('/dev/shm', `touchledger-test-${pid}`)

test('a run has a folder that everybody may write to, and takes it away again', () => {
  const { path, remove } = memoryFolder()
  try {
    writeFileSync(join(path, `touchledger-written-${process.pid}`), '')
    expect(statSync(path).mode & 0o7777).toBe(0o1777)
  } finally {
    rmSync(join(path, `touchledger-written-${process.pid}`))
    remove()
  }
  expect(existsSync(path)).toBe(path === tmpdir())
})

test('the folder of a run that was killed is removed by the next one', () => {
  const first = memoryFolder()
  first.remove()
  // A small machine has no folder in memory, and leaves none behind.
  if (first.path !== inMemory(process.pid)) return
  const { pid } = spawnSync(process.execPath, ['--version'])
  mkdirSync(join(inMemory(pid), 'store'), { recursive: true })
  memoryFolder().remove()
  expect(existsSync(inMemory(pid))).toBe(false)
})
