import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startCapture } from '../../../src/main/capture/index.ts'
import type { ActiveWindow } from '../../../src/main/capture/ports.ts'
import {
  firstPages,
  helperCallSource,
  helperIdleSource,
  helperPages,
  helperPowerSource,
  helperWindowSource,
  windowsHelper,
} from '../../../src/main/windows-helper/index.ts'
import { helperLineReader } from '../../../src/main/windows-helper/helper-lines.ts'
import type { Observation } from '../../../src/shared/contract/index.ts'
import { FakeClock, FakeIdle } from '../capture/fakes.ts'
import { fakeHelpers, ready, windowLine } from './fake-helper.ts'

let clock: FakeClock
let fake: ReturnType<typeof fakeHelpers>
beforeEach(() => {
  vi.useFakeTimers()
  clock = new FakeClock()
  fake = fakeHelpers()
})
afterEach(() => vi.useRealTimers())

const open = () => windowsHelper({ program: 'unused.exe', clock, start: fake.start })
/** Lets time pass on all clocks, and what was said arrive. */
const pass = async (ms = 0) => {
  clock.advance(ms)
  await vi.advanceTimersByTimeAsync(ms)
}

describe('the lines of the helper', () => {
  test('are read in chunks of any size, and what is no line is left out', () => {
    const read = helperLineReader()
    const text = `${JSON.stringify(ready)}\nnot JSON\n{"event":"window","idleMs":-1,"window":3}\n{"event":"tick","idleMs":4}\n`
    expect([...text].flatMap((letter) => [...read(letter)])).toEqual([ready, { event: 'tick', idleMs: 4 }])
  })

  test('a helper of another version is not ready', () => {
    expect(helperLineReader()('{"event":"ready","version":2,"session":true}\n')).toEqual([])
  })
})

describe('a helper that ends', () => {
  test('is said to, is started again, and what was seen before counts no more', async () => {
    const helper = open()
    const windows = helperWindowSource(helper)
    await expect(windows.current()).rejects.toThrow('has not started yet')
    fake.last().say(ready)
    fake.last().say(windowLine('Claim 1'))
    await pass()
    await expect(windows.current()).resolves.toEqual({ app: 'msedge', title: 'Claim 1', url: null, handle: 7 })
    const lost: string[] = []
    windows.subscribe?.(
      () => {},
      (error) => lost.push(error.message),
    )
    fake.last().end('ended with code 3')
    await expect(windows.current()).rejects.toThrow('the program that sees windows ended with code 3')
    expect(lost).toEqual(['the program that sees windows ended with code 3'])
    await pass(500)
    expect(fake.started.length).toBe(2)
    fake.last().say(ready)
    await pass()
    await expect(windows.current()).rejects.toThrow('has not seen one yet')
  })

  test('is started again after 0.5, 1, 2 … 30 s, and after 0.5 s once it has been well', async () => {
    const helper = open()
    for (const wait of [500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]) {
      const before = fake.started.length
      fake.last().end('ended with code 1')
      await pass(wait - 1)
      expect(fake.started.length).toBe(before)
      await pass(1)
      expect(fake.started.length).toBe(before + 1)
    }
    fake.last().say(ready)
    await pass(60_001)
    fake.last().end('ended with code 1')
    await pass(500)
    expect(fake.started.length).toBe(10)
    helper.close()
    expect(fake.last().ended).toBe(true)
    fake.last().end('ended with SIGTERM')
    await pass(60_000)
    expect(fake.started.length).toBe(10)
  })

  test('is ready when it has said what is in front, and not before: an agent that looked sooner would choose another source', async () => {
    const helper = open()
    const windows = helperWindowSource(helper)
    let seen: Promise<ActiveWindow> | undefined
    void helper.ready().then(() => (seen = windows.current()))
    fake.last().say(ready)
    await pass(100)
    expect(seen).toBe(undefined)
    fake.last().say(windowLine('Claim 1'))
    await pass()
    await expect(seen).resolves.toMatchObject({ title: 'Claim 1' })
  })

  test('that says nothing for more than 10 s is ended and started again', async () => {
    const windows = helperWindowSource(open())
    fake.last().say(ready)
    fake.last().say(windowLine('Claim 1'))
    await pass(10_000)
    await expect(windows.current()).resolves.toMatchObject({ title: 'Claim 1' })
    await pass(1)
    await expect(windows.current()).rejects.toThrow('said nothing any more')
    expect(fake.started[0]?.ended).toBe(true)
  })
})

describe('what the helper sees', () => {
  const capture = (companion: Parameters<typeof firstPages>[0] = []) => {
    const helper = open()
    const observed: Observation[] = []
    const running = startCapture({
      windows: helperWindowSource(helper),
      pages: firstPages([...companion, helperPages(helper)]),
      power: helperPowerSource(helper),
      idle: helperIdleSource(helper, clock, new FakeIdle()),
      clock,
      sink: (observation) => observed.push(observation),
    })
    return { running, observed }
  }
  /** Once a worklist is in front, and seen. */
  const captureAfterWorklist = async () => {
    const { running, observed } = capture()
    fake.last().say(ready)
    fake.last().say(windowLine('Worklist', { program: 'excel.exe', window: 5 }))
    await pass(1000)
    return { running, observed, before: observed.length }
  }
  const shown = (observed: readonly Observation[]) =>
    observed.flatMap((line) =>
      'event' in line ? [line.event] : [[line.t - 1_795_000_000_000, line.app, line.title, line.url]],
    )

  test('a browser’s window counts from its event, with the address that arrives after it', async () => {
    const { running, observed } = capture()
    fake.last().say(ready)
    fake.last().say(windowLine('Worklist', { program: 'excel.exe', class: 'XLMAIN', window: 5 }))
    await pass(1000)
    const before = observed.length
    fake.last().say(windowLine('Claim status'))
    await pass(60)
    fake.last().say({ event: 'address', window: 7, url: 'portal.example/claims?id=4' })
    await pass(100)
    expect(shown(observed.slice(before))).toEqual([[1000, 'msedge', 'Claim status', 'https://portal.example/claims']])
    running.stop()
  })

  test('an address that does not come costs the address alone', async () => {
    const { running, observed, before } = await captureAfterWorklist()
    fake.last().say(windowLine('Claim status'))
    fake.last().say({ event: 'address', window: 7, url: null })
    await pass(500)
    expect(shown(observed.slice(before)).slice(0, 1)).toEqual([[1000, 'msedge', 'Claim status', undefined]])
    running.stop()
  })

  test('two windows of one browser in a moment are two, each from its event', async () => {
    const { running, observed, before } = await captureAfterWorklist()
    fake.last().say(windowLine('Claim status'))
    await pass(20)
    fake.last().say(windowLine('Eligibility', { window: 8 }))
    await pass(60)
    fake.last().say({ event: 'address', window: 8, url: null })
    await pass(100)
    expect(shown(observed.slice(before))).toEqual([
      [1000, 'msedge', 'Claim status', undefined],
      [1020, 'msedge', 'Eligibility', undefined],
    ])
    running.stop()
  })

  test('the address of another window is nobody’s', async () => {
    const { running, observed } = capture()
    fake.last().say(ready)
    fake.last().say(windowLine('Claim status'))
    fake.last().say({ event: 'address', window: 8, url: 'https://other.example/' })
    await pass(1500)
    expect(observed.map((line) => 'url' in line)).not.toContain(true)
    running.stop()
  })

  test.each([
    ['a Store app by its process', { program: 'Calculator.exe', class: 'ApplicationFrameWindow' }, 'calculator'],
    ['a process that does not tell by its class', { program: null, class: 'EpicHyperspace' }, 'epichyperspace'],
    ['nothing in front', { window: 0 }, null],
  ])('%s', async (_name, more, app) => {
    const windows = helperWindowSource(open())
    fake.last().say(ready)
    fake.last().say(windowLine('title', more))
    await pass()
    await expect(windows.current()).resolves.toMatchObject({ app } satisfies Partial<ActiveWindow>)
  })

  test('lock, unlock and the end of the session are heard; a log-off is an end', async () => {
    const { running, observed } = capture()
    fake.last().say(ready)
    fake.last().say(windowLine('Claim status', { program: 'epic.exe' }))
    for (const event of ['lock', 'unlock', 'shutdown']) fake.last().say({ event, idleMs: 0 })
    await pass()
    expect(observed.flatMap((line) => ('event' in line ? [line.event] : []))).toEqual(['lock', 'unlock', 'shutdown'])
    running.stop()
  })

  test('the last input is dated by what each line says, and does not wander within one pause', async () => {
    const idle = helperIdleSource(open(), clock, new FakeIdle())
    fake.last().say(ready)
    fake.last().say({ event: 'tick', idleMs: 2000 })
    await pass()
    expect(idle.idleMs()).toBe(2000)
    await pass(1000)
    fake.last().say({ event: 'tick', idleMs: 2984 })
    await pass()
    expect(idle.idleMs()).toBe(3000)
    fake.last().say({ event: 'tick', idleMs: 15 })
    await pass()
    expect(idle.idleMs()).toBe(15)
  })
})

describe('calls', () => {
  const microphone = (...programs: string[]) => ({ event: 'microphone', programs })

  test('are the programs that use the microphone, by the names of their windows', async () => {
    const calls = helperCallSource(open())
    fake.last().say(ready)
    fake.last().say(microphone('C:#Users#Q B#AppData#RingCentral.exe'))
    await pass()
    const told: string[][] = []
    const stop = calls.subscribe(
      (apps) => told.push([...apps]),
      () => {},
    )
    await pass()
    fake.last().say(microphone('C:#Users#Q B#AppData#RingCentral.exe', 'MSTeams_8wekyb3d8bbwe'))
    fake.last().say(microphone())
    await pass()
    expect(told).toEqual([['ringcentral'], ['ringcentral', 'msteams'], []])
    stop()
    fake.last().say(microphone('MSTeams_8wekyb3d8bbwe'))
    await pass()
    expect(told.length).toBe(3)
  })

  test('are lost with the helper, and asked for again', async () => {
    const calls = helperCallSource(open())
    fake.last().say(ready)
    fake.last().say(microphone('MSTeams_8wekyb3d8bbwe'))
    await pass()
    const lost: string[] = []
    calls.subscribe(
      () => {},
      (error) => lost.push(error.message),
    )
    await pass()
    fake.last().end('ended with code 3')
    expect(lost).toEqual(['the program that sees windows ended with code 3'])
    const told: string[][] = []
    calls.subscribe(
      (apps) => told.push([...apps]),
      (error) => lost.push(error.message),
    )
    await pass()
    expect([told, lost.length]).toEqual([[], 2])
  })
})
