import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrowserWindow, app, dialog } from 'electron'

/**
 * Asks where to, then writes. Windows download nothing by themselves; a file is written only where the user says.
 * @returns false when the user thought better of it
 */
export const saveFile = async (name: string, text: string): Promise<boolean> => {
  const options = { defaultPath: join(app.getPath('documents'), name), filters: [{ name: 'CSV', extensions: ['csv'] }] }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  if (canceled || filePath === '') return false
  await writeFile(filePath, text, 'utf8')
  return true
}
