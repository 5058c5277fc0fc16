import { BrowserWindow } from 'electron'
import type { Screen } from './arguments.ts'
import { pageOrigin, windowPreferences } from './hardening.ts'

export interface AppWindows {
  /** Shows the window at a screen, making it if there is none. */
  open(screen: Screen): void
  destroyAll(): void
}

/**
 * The app's one window, made only when somebody asks for it and destroyed when closed: while nobody looks there is no renderer process.
 * @param options.onSessionEnd on Windows only a window hears that the user logs off
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
        // A load that another one overtakes is refused; the later one counts.
        window.loadURL(address).catch(() => {})
      }
      if (window.isMinimized()) window.restore()
      if (window.isVisible()) window.focus()
    },
    destroyAll: () => current?.destroy(),
  }
}
