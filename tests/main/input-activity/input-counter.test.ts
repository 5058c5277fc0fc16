import { expect, test } from 'vitest'
import {
  InputCounter,
  InputUnavailable,
  type CountedInput,
  type InputKind,
} from '../../../src/main/input-activity/input-counter.ts'
import { uiohookInputSource } from '../../../src/main/input-activity/uiohook-input-source.ts'
import { FakeClock } from '../capture/fakes.ts'

const MINUTE = 60_000
/** Start of a 15-minute interval (UTC). */
const FIFTEEN_MIN_START = Date.UTC(2026, 10, 23, 9)

function setUp(subscribe?: () => Promise<() => void>) {
  const clock = new FakeClock()
  clock.wall = FIFTEEN_MIN_START
  const counted: CountedInput[] = []
  const log: string[] = []
  let listener: ((kind: InputKind) => void) | null = null
  const source = {
    subscribe: async (onInput: (kind: InputKind) => void) => {
      log.push('subscribed')
      if (subscribe) return subscribe()
      listener = onInput
      return () => {
        log.push('stopped')
        listener = null
      }
    },
  }
  const counter = new InputCounter({ source, clock, onCounted: (counts) => counted.push(counts), onState: () => {} })
  const input = (kind: InputKind, times: number) => {
    for (let n = 0; n < times; n += 1) listener?.(kind)
  }
  return { clock, counter, counted, log, input }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('counts by the minute and hands out 15-minute intervals', async () => {
  const { clock, counter, counted, input } = setUp()
  counter.want(true)
  await settled()
  input('keys', 3)
  clock.advance(MINUTE)
  input('pointer', 5)
  input('keys', 1)
  counter.tick()
  expect(counted).toEqual([])
  clock.advance(14 * MINUTE)
  input('pointer', 2)
  counter.tick()
  expect(counted).toEqual([
    {
      startedAt: FIFTEEN_MIN_START,
      endedAt: FIFTEEN_MIN_START + 2 * MINUTE,
      minutes: [
        { minuteStart: FIFTEEN_MIN_START, keys: 3, pointer: 0 },
        { minuteStart: FIFTEEN_MIN_START + MINUTE, keys: 1, pointer: 5 },
      ],
    },
  ])
  counter.want(false)
  expect(counted[1]?.minutes).toEqual([{ minuteStart: FIFTEEN_MIN_START + 15 * MINUTE, keys: 0, pointer: 2 }])
  expect(counter.open()).toEqual([])
})

test('nothing is loaded before counting is wanted, and nothing is counted afterwards', async () => {
  const { counter, log, input } = setUp()
  counter.tick()
  await settled()
  expect(log).toEqual([])
  counter.want(true)
  await settled()
  input('keys', 1)
  counter.present(false)
  input('keys', 12)
  counter.present(true)
  input('keys', 1)
  expect(counter.open()).toEqual([{ minuteStart: FIFTEEN_MIN_START, keys: 2, pointer: 0 }])
  counter.want(false)
  input('keys', 1)
  counter.tick()
  await settled()
  expect(log).toEqual(['subscribed', 'stopped'])
  expect(counter.open()).toEqual([])
  expect(counter.status()).toEqual({ state: 'off', why: null })
})

test('stops a source that became unwanted while it started', async () => {
  const { counter, log } = setUp()
  counter.want(true)
  counter.want(false)
  await settled()
  expect(log).toEqual(['subscribed', 'stopped'])
})

test('reports why it cannot count, and tries again in five minutes', async () => {
  let allowed = false
  const { clock, counter, log } = setUp(async () => {
    if (!allowed) throw new InputUnavailable('macOS must allow it')
    return () => {}
  })
  counter.want(true)
  await settled()
  expect(counter.status()).toEqual({ state: 'unavailable', why: 'macOS must allow it' })
  allowed = true
  counter.tick()
  await settled()
  expect(log).toHaveLength(1)
  clock.advance(5 * MINUTE)
  counter.tick()
  await settled()
  expect(counter.status()).toEqual({ state: 'counting', why: null })
})

test('keeps counts that could not be written', async () => {
  const clock = new FakeClock()
  clock.wall = FIFTEEN_MIN_START
  let full = true
  const written: CountedInput[] = []
  const counter = new InputCounter({
    source: {
      subscribe: async (onInput) => {
        onInput('keys')
        return () => {}
      },
    },
    clock,
    onCounted: (counts) => {
      if (full) throw new Error('full')
      written.push(counts)
    },
    onState: () => {},
  })
  counter.want(true)
  await settled()
  clock.advance(15 * MINUTE)
  expect(() => counter.tick()).toThrow('full')
  full = false
  counter.tick()
  expect(written).toHaveLength(1)
})

/** A stand-in for the native module that records every property read from its events. */
function hook(start: () => void = () => {}) {
  const read = new Set<string | symbol>()
  const listeners = new Set<(event: { readonly type: number }) => void>()
  const emit = (type: number) => {
    const event = new Proxy(
      { type, keycode: 30, x: 1, y: 2 },
      { get: (target, name) => (read.add(name), Reflect.get(target, name)) },
    )
    for (const listener of listeners) listener(event)
  }
  const uIOhook = {
    on: (_event: 'input', listener: (event: { readonly type: number }) => void) => listeners.add(listener),
    off: (_event: 'input', listener: (event: { readonly type: number }) => void) => listeners.delete(listener),
    start,
    stop: () => {},
  }
  return { read, emit, listeners, load: async () => ({ uIOhook }) }
}

test('only the type of an event is read', async () => {
  const { read, emit, load, listeners } = hook()
  const kinds: InputKind[] = []
  const stop = await uiohookInputSource({ platform: 'win32', load }).subscribe((kind) => kinds.push(kind))
  // Pressed, released, clicked, pressed, released, moved, wheel.
  for (const type of [4, 5, 6, 7, 8, 9, 11]) emit(type)
  expect(kinds).toEqual(['keys', 'pointer', 'pointer', 'pointer'])
  expect([...read]).toEqual(['type'])
  stop()
  expect(listeners.size).toBe(0)
})

test('explains a missing permission, a hook that does not start and a module that does not load', async () => {
  const refused = async (options: Parameters<typeof uiohookInputSource>[0]) => {
    try {
      await uiohookInputSource(options).subscribe(() => {})
      return null
    } catch (error) {
      return error instanceof InputUnavailable ? error.message : error
    }
  }
  const failing = (code: string) =>
    hook(() => {
      throw Object.assign(new Error('native words'), { code })
    })
  const unloaded = async () => Promise.reject(new Error('no such file: /home/someone'))
  expect(await refused({ platform: 'darwin', trusted: () => false, load: unloaded })).toMatch(/until macOS allows it/)
  const disabled = failing('UIOHOOK_ERROR_AXAPI_DISABLED')
  expect(await refused({ platform: 'darwin', trusted: () => true, load: disabled.load })).toMatch(/Accessibility/)
  expect(disabled.listeners.size).toBe(0)
  expect(await refused({ platform: 'win32', load: failing('UIOHOOK_ERROR_SET_WINDOWS_HOOK_EX').load })).toBe(
    'Input cannot be counted: the hook did not start (UIOHOOK_ERROR_SET_WINDOWS_HOOK_EX).',
  )
  expect(await refused({ platform: 'win32', load: unloaded })).toMatch(/does not load on this computer/)
  expect(await refused({ platform: 'linux', sessionType: 'wayland', display: ':0' })).toMatch(/Wayland/)
  expect(await refused({ platform: 'linux' })).toMatch(/without a display/)
})
