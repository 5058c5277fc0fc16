import { BrowserWindow, dialog, type MessageBoxOptions } from 'electron'
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
  let current: { readonly window: BrowserWindow; readonly load: (address: string) => void } | null = null

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
      if (current?.window === window) current = null
    })
    window.on('session-end', options.onSessionEnd)
    return { window, load: askBeforeUnload(window) }
  }

  return {
    open(screen) {
      const { window, load } = (current ??= create())
      const address = `${pageOrigin}/${screen}`
      const url = window.webContents.getURL()
      if (url !== address && !url.startsWith(`${address}?`)) load(address)
      if (window.isMinimized()) window.restore()
      if (window.isVisible()) window.focus()
    },
    destroyAll: () => current?.window.destroy(),
  }
}

/**
 * Asks before a page with unsaved changes is closed or replaced. Electron itself would keep the page without a word.
 * The question does not block the main process, because the agent records meanwhile: the page stays, and "Leave" tries again.
 * @returns loads another address into the window
 */
const askBeforeUnload = (window: BrowserWindow): ((address: string) => void) => {
  let retry = () => window.webContents.reload()
  let state: 'asks' | 'asking' | 'leaves' = 'asks'
  const load = (address: string) => {
    retry = () => load(address)
    // A load that a later one replaces, or that the page prevents, is rejected.
    window.loadURL(address).catch(() => {})
  }
  window.on('close', () => {
    retry = () => window.close()
  })
  window.webContents.on('did-navigate', () => {
    retry = () => window.webContents.reload()
    state = 'asks'
  })
  window.webContents.on('will-prevent-unload', (event) => {
    if (state === 'leaves') event.preventDefault()
    if (state !== 'asks') return
    state = 'asking'
    const again = retry
    void dialog.showMessageBox(window, leaveQuestion).then(({ response }) => {
      state = response === LEAVE ? 'leaves' : 'asks'
      if (response === LEAVE && !window.isDestroyed()) again()
    })
  })
  return load
}

const LEAVE = 1
const leaveQuestion: MessageBoxOptions = {
  type: 'question',
  title: 'TouchLedger',
  message: 'Leave without saving?',
  detail: 'Your changes are not saved. If you leave, they are lost.',
  buttons: ['Stay', 'Leave without saving'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
}
