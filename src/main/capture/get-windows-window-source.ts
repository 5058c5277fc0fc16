import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { applicationName } from './application-name.ts'
import { CaptureUnavailable, type ActiveWindow, type WindowSource } from './ports.ts'
import { urlWithoutQuery, windowTitle } from './window-text.ts'

/**
 * The focused window from `get-windows`, the last resort: on Linux each call starts three processes (11 ms of CPU; x-win: 0.15 ms).
 * To be polled.
 * @throws CaptureUnavailable when the package does not load on this machine
 */
export const getWindowsWindowSource = async (): Promise<WindowSource> => {
  // The package is ESM only and the bundle is CommonJS, so the import must stay dynamic.
  const { activeWindow } = await import('get-windows').catch(() => {
    throw new CaptureUnavailable('the package get-windows does not load on this computer')
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

/** A window without a process id, or one that just closed, counts as the desktop. */
const unnamed = (): undefined => undefined

/** On Linux get-windows also returns "no window" without a display or `xprop`. That must not count as the desktop. */
const assertWindowsCanBeSeen = async (): Promise<void> => {
  if (process.platform !== 'linux') return
  try {
    await promisify(execFile)('xprop', ['-root', '_NET_SUPPORTING_WM_CHECK'])
  } catch {
    throw new CaptureUnavailable('get-windows needs an X display and the programs xprop and xwininfo')
  }
}
