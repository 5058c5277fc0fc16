import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { applicationName } from './application-name.ts'
import { CaptureUnavailable } from './ports.ts'
import type { ActiveWindow, WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/**
 * The window in focus by `get-windows`, the last resort: on Linux it starts three processes a call (11 ms of CPU against
 * 0.15 ms for x-win). To be polled.
 * @throws CaptureUnavailable when the package does not load on this machine
 */
export const getWindowsWindowSource = async (): Promise<WindowSource> => {
  // The package is ESM only: the bundle, which is CommonJS, has to keep this import dynamic.
  const { activeWindow } = await import('get-windows').catch(() => {
    throw new CaptureUnavailable('the package get-windows does not load here')
  })
  return {
    name: 'get-windows',
    async current() {
      const found = await activeWindow().catch(unnamed)
      if (found === undefined) {
        await assertWindowsCanBeSeen()
        return desktop
      }
      const app = applicationName({ executablePath: found.owner.path, windowClass: found.owner.name })
      if (app === null) return desktop
      return { app, title: windowTitle(found.title), url: 'url' in found ? urlWithoutQuery(found.url) : null }
    },
    close() {},
  }
}

const desktop: ActiveWindow = { app: null, title: null, url: null }

/** A window without a process id, or one that closed meanwhile: nothing that can be named has the focus. */
const unnamed = (): undefined => undefined

/** On Linux get-windows answers "no window" also when it has no display or no `xprop`; that must not pass for the desktop. */
const assertWindowsCanBeSeen = async (): Promise<void> => {
  if (process.platform !== 'linux') return
  try {
    await promisify(execFile)('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])
  } catch {
    throw new CaptureUnavailable('get-windows needs an X display and the programs xprop and xwininfo')
  }
}
