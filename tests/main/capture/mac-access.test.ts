import { expect, test } from 'vitest'
import { chooseWindowSource } from '../../../src/main/capture/index.ts'
import { macAccess } from '../../../src/main/capture/mac-access.ts'
import type { MacAddresses } from '../../../src/main/capture/mac-addresses.ts'
import { CaptureUnavailable } from '../../../src/main/capture/ports.ts'
import { xWinWindowSource } from '../../../src/main/capture/x-win-window-source.ts'

// macOS cannot run here: what it answers is what Apple's and Electron's documentation say.

function mac(state: { screen: string; refused?: readonly string[] }) {
  const opened: string[] = []
  const addresses: MacAddresses = {
    of: ({ title }) => `https://portal.example/${title}`,
    refused: () => state.refused ?? [],
  }
  const access = macAccess({
    screenAccess: () => state.screen,
    openSettings: (address) => void opened.push(address),
    addresses,
  })
  return { access, opened }
}
const native = {
  activeWindow: () => ({
    id: 7,
    title: 'Claim',
    // x-win would start a program and wait for it.
    get url(): string {
      throw new Error('the address was read')
    },
    info: { path: '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', execName: 'Google Chrome', name: '' },
  }),
  isInstalledExtension: () => false,
  isEnabledExtension: () => false,
  installExtension: () => false,
  enableExtension: () => false,
}
const windowsOf = (access: ReturnType<typeof mac>['access']) =>
  xWinWindowSource({ mac: access, load: async () => native })

test('without leave to record the screen nothing is seen, rather than windows without titles, and one click opens the setting', async () => {
  const state = { screen: 'denied' }
  const { access, opened } = mac(state)
  const source = await windowsOf(access)
  await expect(source.current()).rejects.toThrow(CaptureUnavailable)
  await expect(source.current()).rejects.toThrow('TouchLedger records no picture.')
  const remedy = source.remedy?.()
  expect([remedy?.label, remedy?.apply()]).toEqual([
    'Open the settings of macOS',
    'Turn on TouchLedger in the list, and start it again.',
  ])
  expect(opened).toEqual([expect.stringContaining('Privacy_ScreenCapture')])
  state.screen = 'granted'
  expect(source.remedy?.()).toBeNull()
})

test('a browser’s address is asked beside the window, and a refusal is told', async () => {
  const { access } = mac({ screen: 'granted', refused: ['google chrome'] })
  const source = await windowsOf(access)
  expect(await source.current()).toEqual({ app: 'google chrome', title: 'Claim', url: 'https://portal.example/Claim' })
  expect(source.addressesUnknown?.()).toContain('ask google chrome for the address of a page')
})

test('no other adapter stands in where macOS keeps titles back', async () => {
  const { access } = mac({ screen: 'denied' })
  const { source, reason } = await chooseWindowSource({ platform: 'darwin', mac: access })
  expect(source.name).toBe('x-win')
  expect(reason).toMatch(/^no window is visible yet, x-win will be retried: x-win: macOS .*; adapter: macOS /)
})
