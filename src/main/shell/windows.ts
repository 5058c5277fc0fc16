import { BrowserWindow } from 'electron'
import type { Screen } from './arguments.ts'
import { pageOrigin, windowPreferences } from './hardening.ts'

export interface AppWindows {
  /** Opens the window at a screen, creating it if needed. */
  open(screen: Screen): void
  destroyAll(): void
}

/**
 * The app's only window. Created on demand and destroyed on close, so that no renderer process runs while it is closed.
 * @param options.onSessionEnd on Windows only a window receives the sign-out event
 */
export const appWindows = (options: {
  readonly preload: string
  readonly icon: string
  readonly onSessionEnd: () => void
}): AppWindows => {
  let current: BrowserWindow | null = null

  const create = () => {
    const window = new BrowserWindow({
      width: 1280,
      height: 860,
      minWidth: 720,
      minHeight: 480,
      title: 'TouchLedger',
      icon: options.icon,
      show: false,
      autoHideMenuBar: true,
      webPreferences: windowPreferences(options.preload),
    })
    window.once('ready-to-show', () => window.show())
    window.on('closed', () => {
      if (current === window) current = null
    })
    window.on('session-end', options.onSessionEnd)
    return window
  }

  return {
    open(screen) {
      const window = (current ??= create())
      const address = `${pageOrigin}/${screen}`
      if (!window.webContents.getURL().startsWith(`${address}?`) && window.webContents.getURL() !== address) {
        // A load that a later one replaces is rejected; the later one counts.
        window.loadURL(address).catch(() => {})
      }
      if (window.isMinimized()) window.restore()
      if (window.isVisible()) window.focus()
    },
    destroyAll: () => current?.destroy(),
  }
}
