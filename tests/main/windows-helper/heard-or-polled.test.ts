import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startCapture, type WindowVisibility } from '../../../src/main/capture/index.ts'
import {
  heardOrPolled,
  helperIdleSource,
  helperWindowSource,
  windowsHelper,
} from '../../../src/main/windows-helper/index.ts'
import type { WindowSource } from '../../../src/main/capture/ports.ts'
import type { Observation } from '../../../src/shared/contract/index.ts'
import { FakeClock, FakeIdle, FakePower, page, PolledWindows } from '../capture/fakes.ts'
import { fakeHelpers, ready, windowLine } from './fake-helper.ts'

let clock: FakeClock
let fake: ReturnType<typeof fakeHelpers>
let xWin: PolledWindows
let observed: Observation[]
let health: WindowVisibility[]

beforeEach(() => {
  vi.useFakeTimers()
  clock = new FakeClock()
  fake = fakeHelpers()
  xWin = new PolledWindows()
  observed = []
  health = []
})
afterEach(() => vi.useRealTimers())

/** Lets time pass on all clocks, a tenth of a second at a time, and what was said arrive. */
const pass = async (ms: number) => {
  for (let left = ms; left > 0; left -= 100) {
    clock.advance(100)
    await vi.advanceTimersByTimeAsync(100)
  }
}
const record = (openPolled: () => Promise<WindowSource> = async () => xWin) => {
  const helper = windowsHelper({ program: 'unused.exe', clock, start: fake.start })
  const otherwise = new FakeIdle()
  const windows = heardOrPolled(helper, clock, { heard: helperWindowSource(helper), openPolled })
  const idle = helperIdleSource(helper, clock, otherwise)
  const capture = startCapture({
    ...{ windows, idle, power: new FakePower(), clock },
    sink: (line) => observed.push(line),
    onHealth: (change) => health.push(change),
  })
  return { capture, windows, idle, otherwise }
}
const helperSees = (title: string) => {
  fake.last().say(ready)
  fake.last().say(windowLine(title, { program: 'epic.exe' }))
}
/** Ends each helper that is started for so long. */
const stayDead = async (ms: number) => {
  for (let left = ms; left > 0; left -= 100) {
    fake.last().end('ended with code 3')
    await pass(100)
  }
}
const titles = () => [...new Set(observed.map((line) => ('event' in line ? line.event : line.title)))]

test('a helper that stays dead: its death is said, windows are polled until it is back, and heard again then', async () => {
  const { capture, windows, idle, otherwise } = record()
  helperSees('Claim 1')
  await pass(1500)
  expect([windows.name, windows.polledBecause?.(), idle.name]).toEqual(['windows-helper', null, 'windows-helper'])

  xWin.window = page('Claim 2')
  await stayDead(4000)
  expect(health.at(-1)).toMatchObject({ visible: false, reason: 'the program that sees windows ended with code 3' })
  expect(titles()).toEqual(['Claim 1'])
  otherwise.idle = 4000
  await stayDead(6000)
  expect([windows.name, windows.polledBecause?.(), health.at(-1)]).toEqual([
    'polled',
    'the program that sees windows ended with code 3',
    { visible: true, source: 'polled' },
  ])
  expect(idle.idleMs()).toBe(4000)
  xWin.window = page('Claim 3')
  await stayDead(300)
  expect(titles()).toEqual(['Claim 1', 'Claim 2', 'Claim 3'])

  await pass(30_000)
  helperSees('Claim 4')
  await pass(300)
  expect([windows.name, windows.polledBecause?.(), idle.name]).toEqual(['windows-helper', null, 'windows-helper'])
  xWin.window = page('Claim 5')
  await pass(1000)
  expect(titles()).toEqual(['Claim 1', 'Claim 2', 'Claim 3', 'Claim 4'])
  expect(health.map(({ visible }) => visible)).toEqual([true, false, true])
  capture.stop()
})

test('one that is back at once is heard again, without a change of source', async () => {
  const { capture, windows } = record()
  helperSees('Claim 1')
  await pass(1500)
  fake.last().end('ended with code 3')
  await pass(600)
  helperSees('Claim 2')
  await pass(6000)
  expect(titles()).toEqual(['Claim 1', 'Claim 2'])
  expect(windows.name).toBe('windows-helper')
  expect(health.map(({ source, visible }) => `${source} ${visible}`)).toEqual([
    'windows-helper true',
    'windows-helper false',
    'windows-helper true',
  ])
  capture.stop()
})

test.each([
  ['does not load', async () => Promise.reject(new Error('no binary'))],
  ['sees nothing', async () => ({ name: 'x-win', current: () => Promise.reject(new Error('blind')), close() {} })],
])('where x-win %s, windows are not observable, and the reason is the helper’s', async (_what, openPolled) => {
  const { capture } = record(openPolled)
  await stayDead(20_000)
  expect(observed).toEqual([])
  expect(health).toEqual([
    { visible: false, source: 'windows-helper', reason: 'the program that sees windows ended with code 3' },
  ])
  capture.stop()
})
