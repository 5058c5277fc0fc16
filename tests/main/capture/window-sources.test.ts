import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { getWindowsWindowSource } from '../../../src/main/capture/get-windows-window-source.ts'
import { type ActiveWindow, type WindowSource, CaptureUnavailable } from '../../../src/main/capture/ports.ts'
import { xWinWindowSource } from '../../../src/main/capture/x-win-window-source.ts'
import { x11WindowSource } from '../../../src/main/capture/x11-window-source.ts'
import { startDisplay, type TestDisplay } from './display.ts'
import { testWindows, type TestWindows } from './test-windows.ts'

const desktop: ActiveWindow = { app: null, title: null, url: null }
const previousDisplay = process.env['DISPLAY']
let display: TestDisplay
let windows: TestWindows

beforeAll(async () => {
  display = await startDisplay()
  // The two native adapters have no events.
  process.env['DISPLAY'] = display.name
  delete process.env['XDG_SESSION_TYPE']
})
afterAll(async () => {
  if (previousDisplay === undefined) delete process.env['DISPLAY']
  else process.env['DISPLAY'] = previousDisplay
  await display.stop()
})

const adapters = [
  { name: 'x11', open: async () => x11WindowSource({ display: display.name }), namesWindowsWithoutPid: true },
  { name: 'x-win', open: xWinWindowSource, namesWindowsWithoutPid: false },
  { name: 'get-windows', open: getWindowsWindowSource, namesWindowsWithoutPid: false },
]

describe.each(adapters)('$name, on real windows', ({ open, namesWindowsWithoutPid }) => {
  let source: WindowSource
  beforeEach(async () => {
    source = await open()
    windows = await testWindows(display.name)
  })
  afterEach(async () => {
    source.close()
    windows.end()
    await display.clear()
  })
  /** Window managers take a moment, so this waits for the expected answer. */
  const sees = (expected: Partial<ActiveWindow>) =>
    expect.poll(() => source.current(), { timeout: 60_000, interval: 30 }).toMatchObject(expected)
  const pid = process.pid

  test('names a program by its executable and follows the focus between two windows', async () => {
    display.run('xterm', '-T', 'Denials worklist')
    await sees({ app: 'xterm', title: 'Denials worklist', url: null })
    await windows.open({ title: 'Claim status', windowClass: 'Something-Else', pid })
    await sees({ app: 'node', title: 'Claim status', url: null })
    display.run('xdotool', 'search', '--class', 'xterm', 'windowactivate')
    await sees({ app: 'xterm', title: 'Denials worklist' })
  })

  test('reports a new title of the same window', async () => {
    const window = await windows.open({ title: 'Availity: sign in', windowClass: 'Portal', pid })
    await sees({ title: 'Availity: sign in' })
    await window.setTitle('Availity: claim status')
    await sees({ app: 'node', title: 'Availity: claim status' })
  })

  test('reports the desktop when no window has the focus, even after the focused one closed', async () => {
    const window = await windows.open({ title: 'Soon gone', windowClass: 'Portal', pid })
    await sees({ title: 'Soon gone' })
    await window.close()
    await expect.poll(() => source.current(), { timeout: 60_000 }).toEqual(desktop)
  })

  test('reports a window without a process id', async () => {
    display.run('xmessage', '-name', 'Payer fax', 'text')
    const expected = namesWindowsWithoutPid ? { app: 'xmessage', title: 'Payer fax', url: null } : desktop
    await sees(expected)
  })

  test('uses the window class if the process is gone or cannot be read', async () => {
    await windows.open({ title: 'Orphan', windowClass: 'Epic-Hyperspace', pid: 0x3fffff })
    // get-windows and x-win return nothing for such a window.
    if (namesWindowsWithoutPid) await sees({ app: 'epic-hyperspace', title: 'Orphan' })
    else await expect(source.current()).resolves.toMatchObject({ url: null })
  })

  test('keeps emoji in a title', async () => {
    await windows.open({ title: 'Claim ✅ 😀 naïve', windowClass: 'Portal', pid })
    await sees({ title: 'Claim ✅ 😀 naïve' })
  })

  test('accepts a title that is not UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('Claim '), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from(' 42')])
    await windows.open({ title: bytes, windowClass: 'Portal', pid })
    await sees({ app: 'node', title: expect.stringMatching(/^Claim .* 42$/) as string })
    expect((await source.current()).title).not.toMatch(/\p{Surrogate}/u)
  })

  test('returns the same result twice if nothing changed', async () => {
    await windows.open({ title: 'Still', windowClass: 'Portal', pid })
    await sees({ title: 'Still' })
    expect(await source.current()).toEqual(await source.current())
  })
})

describe('without a display', () => {
  test.each([
    { name: 'x11', open: async () => x11WindowSource({ display: ':4094' }) },
    { name: 'x-win', open: xWinWindowSource },
    { name: 'get-windows', open: getWindowsWindowSource },
  ])('$name reports that windows are not visible', async ({ open }) => {
    process.env['DISPLAY'] = ':4094'
    try {
      const source = await open()
      await expect(source.current()).rejects.toBeInstanceOf(CaptureUnavailable)
      source.close()
    } finally {
      process.env['DISPLAY'] = display.name
    }
  })
})
