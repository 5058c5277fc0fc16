import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorWord, framesOf } from '../../../src/main/support/error-facts.ts'
import { eventLog } from '../../../src/main/support/event-log.ts'
import { openLogFile } from '../../../src/main/support/log-file.ts'
import { mayRestart } from '../../../src/main/support/restarts.ts'
import { supportEventCodes, type SupportEvent } from '../../../src/shared/contract/index.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'

const AT = Date.UTC(2026, 11, 2, 15)
const textOf = (folder: string) => readFileSync(join(folder, 'agent.log'), 'utf8')

test('an event is a line with time, level and code, and is read again as it was', () => {
  const folder = temporaryDirectory()
  const file = openLogFile(folder)
  const events: SupportEvent[] = [
    { at: AT, code: 'started', version: '1.2.3' },
    { at: AT + 1000, code: 'journal_fault', error: 'ENOSPC' },
    { at: AT + 2000, code: 'crashed', error: 'TypeError', where: ['index.cjs:12:34', 'index.cjs:5:6'] },
  ]
  for (const event of events) file.write(event)
  expect(textOf(folder).trimEnd().split(/\r?\n/)).toEqual([
    '2026-12-02T15:00:00.000Z info started version=1.2.3',
    '2026-12-02T15:00:01.000Z error journal_fault error=ENOSPC',
    '2026-12-02T15:00:02.000Z error crashed error=TypeError where=index.cjs:12:34,index.cjs:5:6',
  ])
  expect(openLogFile(folder).read()).toEqual(events)
})

test('every event can be written and read', () => {
  const file = openLogFile(temporaryDirectory())
  for (const code of supportEventCodes) file.write({ at: AT, code })
  expect(file.read().map(({ code }) => code)).toEqual(supportEventCodes)
})

test('the file is its user’s alone, and turns into the old one when it is large: never more than the two', () => {
  const folder = temporaryDirectory()
  writeFileSync(join(folder, 'agent.log'), '')
  chmodSync(join(folder, 'agent.log'), 0o644)
  const file = openLogFile(folder, 2000)
  for (let turn = 0; turn < 300; turn += 1) file.write({ at: AT + turn, code: 'windows_seen' })
  expect(readdirSync(folder).toSorted()).toEqual(['agent.log', 'agent.old.log'])
  for (const name of readdirSync(folder)) {
    const { size, mode } = statSync(join(folder, name))
    expect(size).toBeLessThan(2100)
    if (process.platform !== 'win32') expect(mode & 0o777).toBe(0o600)
  }
  const read = file.read()
  expect(read.at(-1)?.at).toBe(AT + 299)
  expect(read.map(({ at }) => at)).toEqual(read.map((_, index) => AT + 300 - read.length + index))
})

test('what an event of a support bundle may not be is not read: a title in the file goes no further', () => {
  const folder = temporaryDirectory()
  const lines = [
    '2026-12-02T15:00:00.000Z info started version=Doe',
    'Doe, Jane - Claim 4711',
    'x info paused',
    '2026-12-02T15:00:00.000Z info Doe',
  ]
  writeFileSync(join(folder, 'agent.log'), `${lines.join('\n')}\n`)
  expect(openLogFile(folder).read()).toEqual([])
})

test('a disk that takes nothing keeps no agent from its work', () => {
  const folder = join(temporaryDirectory(), 'a file')
  writeFileSync(folder, '')
  const file = openLogFile(folder)
  expect(() => file.write({ at: AT, code: 'started' })).not.toThrow()
  expect(file.read()).toEqual([])
})

test('the events of the runs before come first, as far as the file has them', () => {
  const folder = temporaryDirectory()
  let now = AT
  eventLog(() => now, openLogFile(folder)).note('started', { version: '1.0' })
  now += 1000
  const next = eventLog(() => now, openLogFile(folder))
  next.note('enrolled')
  expect(next.events()).toEqual([
    { at: AT, code: 'started', version: '1.0' },
    { at: AT + 1000, code: 'enrolled' },
  ])
})

test('of an error only its code or class and the places in the program are kept, whatever its text is', () => {
  const thrown = Object.assign(new RangeError('Doe, Jane - https://portal.example/claim/4711'), { code: 'ENOSPC' })
  expect(errorWord(thrown)).toEqual({ error: 'ENOSPC' })
  expect(errorWord(new RangeError('Doe'))).toEqual({ error: 'RangeError' })
  expect(errorWord('Doe')).toEqual({})
  expect(errorWord(Object.assign(new Error('x'), { name: 'Doe, Jane', code: 'Doe, Jane' }))).toEqual({})
  expect(framesOf(thrown).where?.[0]).toMatch(/^log-file\.test\.ts:\d+:\d+$/)
  fc.assert(
    fc.property(fc.string(), (message) => {
      const { where } = framesOf(new Error(`${message}\n    at Doe (https://portal.example/Doe-Jane.html:1:2)`))
      expect(where?.[0]).toMatch(/^log-file\.test\.ts:\d+:\d+$/)
      expect(where?.join()).not.toContain('Doe')
    }),
  )
})

test('an agent that crashed starts again, at most three times in ten minutes', () => {
  const restarts = (...minutesAgo: number[]) =>
    minutesAgo.map((minutes) => ({ at: AT - minutes * 60_000, code: 'restarting' as const }))
  expect(mayRestart([], AT)).toBe(true)
  expect(mayRestart(restarts(9, 5), AT)).toBe(true)
  expect(mayRestart(restarts(9, 5, 1), AT)).toBe(false)
  expect(mayRestart(restarts(11, 9, 1), AT)).toBe(true)
})

test('nothing is written where nothing happens', () => {
  const folder = temporaryDirectory()
  openLogFile(folder)
  expect(existsSync(join(folder, 'agent.log'))).toBe(false)
})
