import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Menu, Tray, nativeImage } from 'electron'
import type { AgentStatus, TrayState } from '../../shared/contract/index.ts'
import type { Log } from '../agent.ts'
import { statusLine, trayIcons, trayMenu, type TrayAction } from './tray-menu.ts'

export interface AppTray {
  update(status: AgentStatus): void
  destroy(): void
}

/**
 * The tray icon, if this desktop has a tray. Without one the app runs on and logs that once.
 * @param options.iconFolder has each icon also as `@2x`
 */
export const appTray = async (options: {
  readonly iconFolder: string
  readonly act: (action: TrayAction) => void
  readonly log: Log
}): Promise<AppTray> => {
  const { iconFolder, act, log } = options
  if (!(await hasTray())) {
    log('warn', 'this desktop has no system tray: start the app again to open its window')
    return { update: () => {}, destroy: () => {} }
  }
  const images = new Map(
    Object.entries(trayIcons).map(([state, file]) => [state, nativeImage.createFromPath(join(iconFolder, file))]),
  )
  const imageOf = (state: TrayState) => images.get(state) ?? nativeImage.createEmpty()
  const tray = new Tray(imageOf('recording'))
  tray.on('click', () => act({ open: 'my-day' }))
  let shown = ''
  return {
    update(status) {
      const items = trayMenu(status)
      const key = JSON.stringify([status.state, items])
      // Called at every observation; the menu is rebuilt only if it differs.
      if (key === shown) return
      shown = key
      tray.setImage(imageOf(status.state))
      tray.setToolTip(`TouchLedger: ${statusLine(status)}`)
      tray.setContextMenu(
        Menu.buildFromTemplate(
          items.map((item) => {
            if (item === 'separator') return { type: 'separator' as const }
            const { label, action } = item
            return action === null ? { label, enabled: false } : { label, click: () => act(action) }
          }),
        ),
      )
    },
    destroy: () => tray.destroy(),
  }
}

/** Windows and macOS always have a tray. On Linux a status notifier host on the session bus provides it. */
const hasTray = async (): Promise<boolean> => {
  if (process.platform !== 'linux') return true
  const question = ['--session', '--print-reply', '--dest=org.freedesktop.DBus', '/org/freedesktop/DBus']
  const named = ['org.freedesktop.DBus.NameHasOwner', 'string:org.kde.StatusNotifierWatcher']
  try {
    const { stdout } = await promisify(execFile)('dbus-send', [...question, ...named], { timeout: 3000 })
    return stdout.includes('true')
  } catch {
    return false
  }
}
