import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { startCapture, type WindowVisibility, type CaptureOptions } from '../../../src/main/capture/start-capture.ts'
import type { PageSource, WindowSource } from '../../../src/main/capture/ports.ts'
import { type Observation, observationSchema } from '../../../src/shared/contract/index.ts'
import { AskedIdle, EventfulWindows, FakeClock, FakeIdle, FakePower, PolledWindows, brief, page } from './fakes.ts'

let clock: FakeClock
let idle: FakeIdle
let power: FakePower
let seen: Observation[]
let health: WindowVisibility[]

beforeEach(() => {
  vi.useFakeTimers()
  clock = new FakeClock()
  idle = new FakeIdle()
  power = new FakePower()
  seen = []
  health = []
})
afterEach(() => {
  vi.useRealTimers()
})

const start = (windows: WindowSource, more: Partial<CaptureOptions> = {}) =>
  startCapture({
    windows,
    idle,
    power,
    clock,
    sink: (observation) => seen.push(observation),
    onHealth: (state) => health.push(state),
    ...more,
  })

/** Advances clocks and timers in steps of 50 ms. */
const pass = async (ms: number) => {
  for (let passed = 0; passed < ms; passed += 50) {
    clock.advance(50)
    await vi.advanceTimersByTimeAsync(50)
  }
}
const settle = () => vi.advanceTimersByTimeAsync(0)
const briefs = () => seen.map((line) => brief(line))

test('observes every change at once, and every tick', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  await pass(300)
  windows.change(page('second'))
  // Within the call: a switch must not be delayed.
  expect(briefs()).toEqual(['0 first', '300 second'])
  await pass(50)
  windows.change(page('third'))
  await pass(1650)
  expect(briefs()).toEqual(['0 first', '300 second', '350 third', '1000 third', '2000 third'])
  expect(seen.every((line) => observationSchema.safeParse(line).success)).toBe(true)
  capture.stop()
})

test('a tick reads the source again', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  // Changed without an event, as after a window manager's restart.
  windows.window = page('unannounced')
  await pass(1000)
  expect(briefs()).toEqual(['0 first', '1000 unannounced'])
  capture.stop()
})

test('loses none of 100 title changes a second', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  for (let change = 0; change < 100; change += 1) {
    clock.advance(10)
    windows.change(page(`title ${change}`))
    await vi.advanceTimersByTimeAsync(10)
  }
  const titles = seen.filter((line) => 'title' in line).map((line) => line.title)
  expect(new Set(titles)).toHaveLength(101)
  expect(seen.map((line) => line.mono)).toEqual(seen.map((line) => line.mono).toSorted((one, other) => one - other))
  capture.stop()
})

test('a source without events is polled and observed only at a change or a tick', async () => {
  const windows = new PolledWindows()
  const capture = start(windows)
  await settle()
  await pass(300)
  windows.window = page('second')
  await pass(1700)
  // Seen at the next poll, 200 ms after the change.
  expect(briefs()).toEqual(['0 first', '500 second', '1000 second', '2000 second'])
  expect(windows.reads).toBe(9)
  capture.stop()
})

test('observations have idle time, lock state and, where known, the address', async () => {
  const windows = new EventfulWindows()
  windows.window = { app: 'msedge', title: 'Claim', url: 'https://portal.example/claims#42' }
  idle.idle = 4000
  idle.isLocked = true
  const capture = start(windows)
  await settle()
  windows.change({ app: null, title: null, url: null })
  expect(seen).toEqual([
    {
      t: 1_795_000_000_000,
      mono: 5000,
      app: 'msedge',
      title: 'Claim',
      url: 'https://portal.example/claims#42',
      idleMs: 4000,
      locked: true,
    },
    { t: 1_795_000_000_000, mono: 5000, app: null, title: null, idleMs: 4000, locked: true },
  ])
  capture.stop()
})

test('an asynchronous idle source is queried for every line, and the order is kept', async () => {
  const windows = new EventfulWindows()
  const asked = new AskedIdle()
  const capture = start(windows, { idle: asked })
  await settle()
  asked.real = 900
  windows.change(page('second'))
  power.tell('lock')
  asked.real = 0
  windows.change(page('third'))
  await settle()
  expect(briefs()).toEqual(['0 first', '0 second', '0 lock', '0 third'])
  expect(seen.map((line) => ('idleMs' in line ? line.idleMs : null))).toEqual([0, 0, null, 0])
  expect(asked.refreshes).toBe(2)
  capture.stop()
})

test('the idle time is that of the instant the window was seen', async () => {
  const windows = new EventfulWindows()
  const slow = { ...new FakeIdle(), idleMs: () => 800, refresh: async () => clock.advance(30) }
  const capture = start(windows, { idle: slow })
  await settle()
  expect(seen).toMatchObject([{ mono: 5000, idleMs: 770 }])
  capture.stop()
})

test('session events are passed on at once', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  await pass(100)
  power.tell('lock')
  expect(briefs()).toEqual(['0 first', '100 lock'])
  await pass(100)
  power.tell('unlock')
  expect(briefs()).toEqual(['0 first', '100 lock', '200 unlock'])
  capture.stop()
})

test('between suspend and resume nothing is observed, because it would say that the computer is in use', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  power.tell('suspend')
  await pass(2000)
  windows.change(page('flash before sleep'))
  // During sleep the wall clock advances; the monotonic clock may not.
  clock.wall += 3_600_000
  power.tell('resume')
  await pass(1000)
  expect(briefs()).toEqual(['0 first', '0 suspend', '2000 resume', '3000 flash before sleep'])
  capture.stop()
})

test.each([
  { missed: 'resume, seen by the wall clock', sleep: 3_600_000, wait: 1000, first: '1000 first' },
  { missed: 'sleep itself, after half a minute', sleep: 0, wait: 32_000, first: '31000 first' },
])('continues after a missed $missed', async ({ sleep, wait, first }) => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  power.tell('suspend')
  clock.wall += sleep
  await pass(wait)
  expect(briefs().slice(0, 3)).toEqual(['0 first', '0 suspend', first])
  capture.stop()
})

test('while windows are not visible there is no observation, and the source is retried less and less often', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  windows.break()
  await pass(9000)
  // At once, after 1 s, after 2 s more, after 4 s more.
  expect(windows.subscriptions).toBe(4)
  expect(briefs()).toEqual(['0 first'])
  power.tell('lock')
  windows.mend()
  windows.window = page('back')
  await pass(8000)
  expect(briefs()).toEqual(['0 first', '9000 lock', '15000 back', '16000 back', '17000 back'])
  expect(health).toEqual([
    { visible: true, source: 'eventful' },
    { visible: false, source: 'eventful', reason: 'no connection' },
    { visible: true, source: 'eventful' },
  ])
  capture.stop()
})

test('a source that is missing at the start is reported once', async () => {
  const windows = new EventfulWindows()
  windows.break()
  const capture = start(windows)
  await pass(5000)
  expect(seen).toEqual([])
  expect(health).toEqual([{ visible: false, source: 'eventful', reason: 'no connection' }])
  capture.stop()
})

test('paused recording reads nothing, and resumed recording observes at once', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  capture.pause()
  const reads = windows.reads
  await pass(3000)
  windows.change(page('private'))
  power.tell('lock')
  expect(windows.subscribed).toBe(false)
  expect(windows.reads).toBe(reads)
  windows.window = page('work')
  capture.resume()
  await settle()
  expect(briefs()).toEqual(['0 first', '3000 work'])
  capture.stop()
})

describe('with companions in browsers', () => {
  /** A companion of `msedge` that answers when the test says so. */
  class FakePages implements PageSource {
    url: string | null = null
    canAsk = true
    asked = 0
    listener: ((apps: ReadonlySet<string>) => void) | null = null
    pageOf = (app: string) =>
      app === 'msedge' && this.listener !== null ? { url: this.url, canAsk: this.canAsk } : null
    ask = () => void (this.asked += 1)
    useHosts = () => {}
    notAllowed = () => []
    browsers = () => ['Edge']
    subscribe = (onReport: (apps: ReadonlySet<string>) => void) => {
      this.listener = onReport
      return () => {
        this.listener = null
      }
    }
    say(url: string | null) {
      this.url = url
      this.listener?.(new Set(['msedge']))
    }
  }
  const excel = { app: 'excel', title: 'Log', url: null }
  const urls = () => seen.map((line) => `${brief(line)} ${'url' in line ? line.url : ''}`.trim())

  test('a page is joined to the window of its browser, with the time the window was seen', async () => {
    const [windows, pages] = [new EventfulWindows(), new FakePages()]
    windows.window = excel
    const capture = start(windows, { pages })
    await settle()
    await pass(300)
    windows.change(page('Portal'))
    expect(pages.asked).toBe(1)
    pages.say('https://portal.example/#/1')
    await pass(200)
    pages.say('https://portal.example/#/2')
    await pass(400)
    windows.change(excel)
    pages.say('https://portal.example/#/3')
    await pass(100)
    expect(urls()).toEqual([
      '0 Log',
      '300 Portal https://portal.example/#/1',
      '500 Portal https://portal.example/#/2',
      '900 Log',
      '1000 Log',
    ])
    capture.stop()
    expect(vi.getTimerCount()).toBe(0)
  })

  test('the idle time is that of the instant the window was seen, even if it waited for its page', async () => {
    const [windows, pages] = [new EventfulWindows(), new FakePages()]
    idle.idleMs = () => clock.mono() - 4000
    const capture = start(windows, { pages })
    await settle()
    await pass(150)
    expect(seen).toEqual([])
    pages.say(null)
    await pass(50)
    expect(seen[0]).toMatchObject({ mono: 5000, idleMs: 1000 })
    capture.stop()
  })

  test('while recording is paused no browser is connected, and after resuming they reconnect', async () => {
    const [windows, pages] = [new EventfulWindows(), new FakePages()]
    const capture = start(windows, { pages })
    await settle()
    pages.say('https://portal.example/#/1')
    capture.pause()
    expect([pages.listener, urls()]).toEqual([null, ['0 first https://portal.example/#/1']])
    capture.resume()
    expect(pages.listener).not.toBeNull()
    capture.stop()
    expect(pages.listener).toBeNull()
  })

  test('a window that waits for its page is passed on before a lock', async () => {
    const [windows, pages] = [new EventfulWindows(), new FakePages()]
    const capture = start(windows, { pages })
    await settle()
    pages.say('https://portal.example/#/1')
    power.tell('lock')
    expect(urls()).toEqual(['0 first https://portal.example/#/1', '0 lock'])
    capture.stop()
  })

  test('a polled source is read at once when the page changed, so that title and page match', async () => {
    const [windows, pages] = [new PolledWindows(), new FakePages()]
    pages.canAsk = false
    const capture = start(windows, { pages })
    await settle()
    pages.say('https://portal.example/#/1')
    await pass(300)
    windows.window = page('second')
    pages.say('https://portal.example/#/2')
    await pass(400)
    // A switch away, which the browser reports before the next poll; and back, also reported.
    windows.window = excel
    pages.say(null)
    await settle()
    await pass(50)
    windows.window = page('third')
    pages.say('https://portal.example/#/3')
    await settle()
    await pass(100)
    expect(urls()).toEqual([
      '0 first https://portal.example/#/1',
      '300 second https://portal.example/#/2',
      '700 Log',
      '750 third https://portal.example/#/3',
    ])
    capture.stop()
  })
})

test('stopped capture makes no observation and leaves nothing behind', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows)
  await settle()
  capture.stop()
  windows.change(page('later'))
  await pass(3000)
  expect(briefs()).toEqual(['0 first'])
  expect(windows.closed).toBe(true)
  expect(power.listened).toBe(false)
  expect(vi.getTimerCount()).toBe(0)
})

test('a line that waits for its idle time when capture stops is not lost', async () => {
  const windows = new EventfulWindows()
  const capture = start(windows, { idle: new AskedIdle() })
  await settle()
  windows.change(page('last'))
  capture.stop()
  expect(briefs()).toEqual(['0 first', '0 last'])
})
