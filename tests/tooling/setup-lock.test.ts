import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const module = fileURLToPath(new URL('../../scripts/setup-lock.mjs', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'touchledger-setup-lock-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A command whose setup writes that it begins, works a moment, and writes that it is done. */
const setup = (lock: string, log: string) => `
  import { appendFileSync } from 'node:fs'
  import { takingTurns } from ${JSON.stringify(module)}
  takingTurns(${JSON.stringify(lock)}, () => {
    appendFileSync(${JSON.stringify(log)}, 'begin ')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300)
    appendFileSync(${JSON.stringify(log)}, 'end ')
  })`

test('commands that set up one checkout at once do it one after the other', async () => {
  const [lock, log] = [join(folder, 'lock'), join(folder, 'log')]
  const commands = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ['--input-type=module', '-e', setup(lock, log)], { stdio: 'ignore' }),
  )
  await Promise.all(commands.map((command) => once(command, 'exit')))
  expect(readFileSync(log, 'utf8')).toBe('begin end '.repeat(4))
  expect(existsSync(lock)).toBe(false)
})

test('a lock that a killed process left is taken over', () => {
  const [lock, log] = [join(folder, 'left'), join(folder, 'left-log')]
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  writeFileSync(lock, String(pid))
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', setup(lock, log)])
  expect([status, readFileSync(log, 'utf8')]).toEqual([0, 'begin end '])
})

test('where nothing can be written there is nothing to wait for', () => {
  const [lock, log] = [join(folder, 'no-such-folder', 'lock'), join(folder, 'other-log')]
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', setup(lock, log)])
  expect([status, readFileSync(log, 'utf8')]).toEqual([0, 'begin end '])
})
