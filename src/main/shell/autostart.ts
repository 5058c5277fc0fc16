import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app } from 'electron'
import { desktopEntry, hiddenEntry } from './desktop-entry.ts'
import { loginItemParameters } from './login-item.ts'
import { thisProgram } from './own-version.ts'

/** Starts the agent for everybody at a computer with the deb or rpm package (build/linux). A person's own entry of this name comes first. */
const forEverybody = '/etc/xdg/autostart/touchledger.desktop'

/** Turns the hidden start with the session on or off, for the current user. */
export const setAutostart = async (enabled: boolean, dataDirectory: string): Promise<void> => {
  const parameters = ['--hidden', '--data', dataDirectory]
  if (process.platform !== 'linux') {
    // The name is that of the installer's value in the registry, which the uninstaller removes.
    const args = loginItemParameters(process.platform, parameters)
    app.setLoginItemSettings({
      openAtLogin: enabled,
      args,
      ...(process.platform === 'win32' && { name: 'TouchLedger' }),
    })
    return
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'touchledger.desktop')
  if (!enabled && !existsSync(forEverybody)) return rm(file, { force: true })
  await mkdir(folder, { recursive: true })
  if (!enabled) return writeFile(file, hiddenEntry)
  // An AppImage runs from a mount that is gone after the session; this variable has the path of the file itself.
  await writeFile(file, desktopEntry(process.env['APPIMAGE'] ?? thisProgram().start, parameters))
}
