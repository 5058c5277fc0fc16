import { expect, test } from 'vitest'
import { chooseWindowSource } from '../../../src/main/capture/index.ts'
import { CaptureUnavailable, type ActiveWindow, type WindowSource } from '../../../src/main/capture/ports.ts'
import { xWinWindowSource, type XWin } from '../../../src/main/capture/x-win-window-source.ts'

// What x-win does on Windows, as it was seen there: its address throws where UI Automation fails, and titles end at 254 characters.

const edge = (title: string): ReturnType<XWin['activeWindow']> => ({
  id: 1,
  title,
  get url(): string {
    throw new Error('0x80004001')
  },
  info: { path: 'C:\\Program Files\\Edge\\msedge.exe', execName: 'msedge', name: 'Microsoft Edge' },
})
const source = (title: string, windows: boolean) =>
  xWinWindowSource({
    windows,
    load: async () => ({
      activeWindow: () => edge(title),
      isInstalledExtension: () => false,
      isEnabledExtension: () => false,
      installExtension: () => false,
      enableExtension: () => false,
    }),
  })

test.each([true, false])('an address that fails costs the address alone (on Windows: %s)', async (windows) => {
  const { current } = await source('Claim status', windows)
  await expect(current()).resolves.toEqual({ app: 'msedge', title: 'Claim status', url: null })
})

test('a number at the end of a cut title is left out, because it may be part of a longer one', async () => {
  const { current } = await source(`${'x. '.repeat(80)}claim 12345678`, true)
  await expect(current()).resolves.toEqual({ app: 'msedge', title: 'x. '.repeat(80).trim(), url: null })
})

test('a helper that does not run is retried, and get-windows never asked: it would see an empty desktop', async () => {
  const helper = async (): Promise<WindowSource> => ({
    name: 'windows-helper',
    current: async () => {
      throw new CaptureUnavailable('the program that sees windows cannot be started (ENOENT)')
    },
    close() {},
  })
  const { source: chosen, reason } = await chooseWindowSource({ platform: 'win32', helper })
  expect([chosen.name, reason]).toEqual([
    'windows-helper',
    'no window is visible yet, windows-helper will be retried: windows-helper: the program that sees windows cannot be started (ENOENT)',
  ])
})

test('with the helper windows are heard', async () => {
  const seen: ActiveWindow = { app: 'epic', title: 'Account', url: null }
  const helper = async (): Promise<WindowSource> => ({ name: 'windows-helper', current: async () => seen, close() {} })
  const { source: chosen, reason } = await chooseWindowSource({ platform: 'win32', helper })
  expect([chosen.name, reason]).toEqual([
    'windows-helper',
    'windows-helper: the helper program hears each change of window',
  ])
})
