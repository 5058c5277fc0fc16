import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  chooseWindowSource,
  startCapture,
  systemClock,
  x11IdleSource,
  type Capture,
  type WindowVisibility,
} from '../../../src/main/capture/index.ts'
import { x11WindowSource } from '../../../src/main/capture/x11-window-source.ts'
import type { WindowObservation } from '../../../src/shared/contract/index.ts'
import { startDisplay, until, type TestDisplay } from './display.ts'
import { FakeIdle, FakePower } from './fakes.ts'
import { testWindows, type TestWindows } from './test-windows.ts'

let display: TestDisplay
let windows: TestWindows
let capture: Capture | undefined
let seen: WindowObservation[]
let health: WindowVisibility[]

beforeEach(async () => {
  display = await startDisplay()
  windows = await testWindows(display.name)
  seen = []
  health = []
})
afterEach(async () => {
  capture?.stop()
  capture = undefined
  windows.end()
  await display.stop()
})

const start = (tickMs = 60_000, name = display.name) => {
  capture = startCapture({
    windows: x11WindowSource({ display: name }),
    idle: new FakeIdle(),
    power: new FakePower(),
    clock: systemClock,
    tickMs,
    sink: (line) => 'event' in line || seen.push(line),
    onHealth: (state) => health.push(state),
  })
}
const titles = () => seen.map((line) => line.title)
const open = (title: string) => windows.open({ title, windowClass: 'Portal', pid: process.pid })

describe('capture by X11 events', () => {
  test('observes two switches 50 ms apart, in order and at their times', async () => {
    const one = await open('one')
    const two = await open('two')
    const three = await open('three')
    start()
    await until(() => titles().at(-1) === 'three')
    const beforeFirst = systemClock.mono()
    await one.focus()
    await sleep(50)
    const beforeSecond = systemClock.mono()
    await two.focus()
    await until(() => titles().at(-1) === 'two')
    expect(titles()).toEqual(['three', 'one', 'two'])
    const [, first, second] = seen
    // A busy machine hears of a switch late, but never before it is made.
    expect(first?.mono).toBeGreaterThanOrEqual(beforeFirst)
    expect(second?.mono).toBeGreaterThanOrEqual(beforeSecond)
    await three.close()
  })

  test('a switch that a busy machine draws out shows the next window, not the desktop', async () => {
    const one = await open('one')
    await open('two')
    start()
    await until(() => titles().at(-1) === 'two')
    display.signalManager('SIGSTOP')
    await one.focusUnnamed()
    await sleep(300)
    display.signalManager('SIGCONT')
    await one.focus()
    await until(() => titles().at(-1) === 'one')
    expect(titles()).toEqual(['two', 'one'])
  })

  test('a look between two windows finds one of them, not the desktop', async () => {
    const one = await open('one')
    const two = await open('two')
    const source = x11WindowSource({ display: display.name })
    const reported = new Set<string | null>()
    source.subscribe?.(
      ({ app }) => reported.add(app),
      () => {},
    )
    const looks: (string | null)[] = []
    const done = new AbortController()
    const looking = (async () => {
      for (; !done.signal.aborted; await nextTurn()) looks.push((await source.current()).app)
    })()
    for (let round = 0; round < 40 || looks.length < 200; round += 1) {
      await one.focus()
      await two.focus()
    }
    done.abort()
    await looking
    source.close()
    expect(reported).toEqual(new Set([expect.any(String)]))
    expect(new Set(looks)).toEqual(reported)
  })

  test('observes a title change without a change of focus, but not in a background window', async () => {
    const background = await open('background')
    const front = await open('sign in')
    start()
    await until(() => titles().at(-1) === 'sign in')
    await background.setTitle('noise')
    await front.setTitle('claim status')
    await until(() => titles().at(-1) === 'claim status')
    expect(titles()).toEqual(['sign in', 'claim status'])
  })

  test('observes an application name that the program sets late', async () => {
    const window = await windows.open({ title: 'splash', windowClass: '', pid: null })
    start()
    await until(() => titles().includes('splash') || seen.at(-1)?.app === null)
    await window.setClass('Hyperspace')
    await until(() => seen.at(-1)?.app === 'hyperspace')
    expect(seen.at(-1)).toMatchObject({ app: 'hyperspace', title: 'splash' })
  })

  test('observes the last of a thousand title changes, and none out of order', async () => {
    const window = await open('0')
    start()
    await until(() => titles().length > 0)
    for (let change = 1; change <= 1000; change += 1) await window.setTitle(String(change))
    await until(() => titles().at(-1) === '1000')
    const numbers = titles().map(Number)
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
  })

  test('a closed focused window leaves the desktop', async () => {
    const window = await open('soon gone')
    start()
    await until(() => titles().at(-1) === 'soon gone')
    await window.close()
    await until(() => seen.at(-1)?.app === null)
    expect(seen.at(-1)).toMatchObject({ app: null, title: null })
  })

  test('windows that close during a read cause no error', async () => {
    start()
    for (let round = 0; round < 30; round += 1) {
      const window = await open(`round ${round}`)
      await window.close()
    }
    await open('survivor')
    await until(() => titles().at(-1) === 'survivor')
    expect(health).toEqual([{ visible: true, source: 'x11' }])
  })

  test('a lost X server is reported, and a new one on the same display is found again', async () => {
    // A fixed number: another test could take a free one while the display is down.
    const name = `:${10_000 + process.pid}`
    const first = await startDisplay({ name })
    const itsWindows = await testWindows(name)
    await itsWindows.open({ title: 'before', windowClass: 'Portal', pid: process.pid })
    start(200, name)
    await until(() => titles().includes('before'))
    itsWindows.end()
    await first.stop()
    await until(() => health.at(-1)?.visible === false)
    const count = seen.length
    const restarted = systemClock.mono()
    const second = await startDisplay({ name })
    await until(() => health.at(-1)?.visible === true)
    expect(health.map((state) => state.visible)).toEqual([true, false, true])
    expect(seen.at(-1)).toMatchObject({ app: null, title: null })
    expect(seen.slice(count).every(({ mono }) => mono >= restarted)).toBe(true)
    capture?.stop()
    await second.stop()
  })
})

test('without a window manager the focus is unknown, and that is reported', async () => {
  const bare = await startDisplay({ windowManager: false })
  const source = x11WindowSource({ display: bare.name })
  await expect(source.current()).rejects.toThrow('no window manager')
  source.close()
  await expect(source.current()).rejects.toThrow('closed')
  await bare.stop()
})

test('the idle time of X11 is exact and drops with input', async () => {
  const idle = x11IdleSource({ display: display.name, clock: systemClock })
  const input = async () => {
    await once(
      spawn('xdotool', ['mousemove_relative', '7', '3'], { env: { ...process.env, DISPLAY: display.name } }),
      'exit',
    )
  }
  await input()
  await idle.refresh()
  const atOnce = idle.idleMs()
  expect(atOnce).toBeLessThan(400)
  await sleep(700)
  await idle.refresh()
  expect(idle.idleMs() - atOnce).toBeGreaterThanOrEqual(650)
  await input()
  await idle.refresh()
  expect(idle.idleMs()).toBeLessThan(400)
  expect(idle.locked()).toBe(false)
  idle.close()
})

describe('the choice of a source', () => {
  test('is X11 events in an X11 session', async () => {
    const { source, reason } = await chooseWindowSource({
      platform: 'linux',
      display: display.name,
      sessionType: 'x11',
    })
    expect(source.name).toBe('x11')
    expect(reason).toContain('X11 session')
    source.close()
  })

  test('is the native module on Wayland, where X11 sees only some windows', async () => {
    const previous = process.env['DISPLAY']
    process.env['DISPLAY'] = display.name
    const { source } = await chooseWindowSource({ platform: 'linux', display: display.name, sessionType: 'wayland' })
    expect(source.name).toBe('x-win')
    if (previous === undefined) delete process.env['DISPLAY']
    else process.env['DISPLAY'] = previous
  })

  test('keeps the first source when no window is visible yet, and reports it', async () => {
    const previous = process.env['DISPLAY']
    process.env['DISPLAY'] = ':4094'
    const { source, reason } = await chooseWindowSource({ platform: 'linux', display: ':4094' })
    expect(source.name).toBe('x11')
    expect(reason).toMatch(/no window is visible yet.*:4094.*x-win.*get-windows/)
    source.close()
    if (previous === undefined) delete process.env['DISPLAY']
    else process.env['DISPLAY'] = previous
  })
})
