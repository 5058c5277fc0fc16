import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startCapture, systemClock, type Capture } from '../../../src/main/capture/index.ts'
import { x11WindowSource } from '../../../src/main/capture/x11-window-source.ts'
import type { Journal } from '../../../src/main/journal/journal.ts'
import { Recorder } from '../../../src/main/recorder.ts'
import { compileRuleSet } from '../../../src/shared/classify/index.ts'
import type { ClaimToken, SpanRecord, WindowObservation } from '../../../src/shared/contract/index.ts'
import { openTestJournal } from '../journal/support/open.ts'
import { startDisplay, until, type TestDisplay } from './display.ts'
import { FakeIdle, FakePower } from './fakes.ts'
import { testWindows, type TestWindows } from './test-windows.ts'

const rules = compileRuleSet({
  version: 1,
  rules: [
    { id: 'report', when: { title: '^Report' }, then: { activity: 'claim_status', rating: 'core' } },
    { id: 'rest', when: {}, then: { activity: 'reference', rating: 'support' } },
  ],
})
if (!rules.ok) throw new Error('the rules do not compile')
const { compiled } = rules

let display: TestDisplay
let windows: TestWindows
let journal: Journal
let recorder: Recorder
let capture: Capture
let seen: WindowObservation[]
let transactions: number

beforeEach(async () => {
  display = await startDisplay()
  windows = await testWindows(display.name)
  journal = openTestJournal()
  seen = []
  transactions = 0
})
afterEach(async () => {
  capture.stop()
  windows.end()
  await display.stop()
})

const start = () => {
  recorder = new Recorder({
    journal: {
      ...journal,
      write: (work) => {
        transactions += 1
        return journal.write(work)
      },
    },
    compiled,
    tokenOf: (reference) => reference as ClaimToken,
    clock: systemClock,
  })
  capture = startCapture({
    windows: x11WindowSource({ display: display.name }),
    idle: new FakeIdle(),
    power: new FakePower(),
    clock: systemClock,
    sink(line, trigger) {
      if (!('event' in line)) seen.push(line)
      recorder.observe(line, trigger)
    },
  })
}
const spans = () =>
  journal.newest({ limit: 99 }).flatMap(({ record }): SpanRecord[] => (record.kind === 'span' ? [record] : []))

test('a title that changes a hundred times a second is one segment of work, and the journal is written as for a steady title', async () => {
  const window = await windows.open({ title: 'Report 0', windowClass: 'Portal', pid: process.pid })
  start()
  await until(() => seen.length > 0)
  for (let count = 1; count <= 300; count += 1) {
    await window.setTitle(`Report ${count}`)
    await sleep(10)
  }
  await until(() => seen.at(-1)?.title === 'Report 300')
  const [first, last] = [seen[0], seen.at(-1)]
  const lengthMs = (last?.mono ?? 0) - (first?.mono ?? 0)
  capture.stop()
  recorder.end()
  // A tick a second, at most as many changes, one at the start and one at the end, whatever the machine made of "a hundred a
  // second".
  expect(transactions).toBeLessThanOrEqual(3 + 2.2 * Math.ceil(lengthMs / 1000))
  expect(seen.length).toBeGreaterThan(transactions * 5)
  expect(new Set(spans().map(({ activity }) => activity))).toEqual(new Set(['claim_status']))
  const byTime = spans().toReversed()
  const total = byTime.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)
  // The end is the instant of the stop, a moment after the last change.
  expect(total).toBeGreaterThanOrEqual(lengthMs)
  expect(total).toBe((byTime.at(-1)?.endedAt ?? 0) - (byTime[0]?.startedAt ?? 0))
  // One segment, apart from 15-minute cuts.
  expect(byTime.slice(1).every(({ startedAt }) => startedAt % 900_000 === 0)).toBe(true)
})

const titles: Readonly<Record<string, string | Uint8Array>> = {
  'of 64 KB': `Report ${'long '.repeat(13_000)}`,
  'of 64 KB of emoji': `Report ${'\u{1f600}'.repeat(16_000)}`,
  'that is not UTF-8': Uint8Array.from([...Buffer.from('Report '), 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80]),
  'from right to left': 'Report \u202e\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \u2066x\u2069',
  'with joined emoji': 'Report \u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u{1f1fa}\u{1f1f8} e\u0301',
  'with control characters': 'Report \u0007\u001b[31m\r\n\t end',
}
for (const [what, title] of Object.entries(titles)) {
  for (const pid of [process.pid, null]) {
    test(`a title ${what}, of a window ${pid === null ? 'without' : 'with'} a process id: well-formed, bounded, and its time is right`, async () => {
      const window = await windows.open({ title: 'first', windowClass: 'Portal', pid })
      start()
      await until(() => seen.some((line) => line.title === 'first'))
      await window.setTitle(title)
      await until(() => seen.some((line) => line.title?.startsWith('Report')))
      await window.setTitle('last')
      await until(() => seen.some((line) => line.title === 'last'))
      capture.stop()
      recorder.end()
      const strange = seen.find((line) => line.title?.startsWith('Report'))
      expect(strange?.title?.length).toBeLessThanOrEqual(2048)
      expect(strange?.title).not.toMatch(/\p{Surrogate}/u)
      const shown = (seen.find((line) => line.title === 'last')?.mono ?? 0) - (strange?.mono ?? 0)
      const report = spans().filter(({ activity }) => activity === 'claim_status')
      expect(report.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)).toBe(shown)
    })
  }
}
