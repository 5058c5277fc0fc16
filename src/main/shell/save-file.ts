import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BrowserWindow, app, dialog, shell } from 'electron'

/**
 * Asks for a location, then writes. Windows cannot download by themselves.
 * @returns false if the user canceled
 */
export const saveFile = async (name: string, text: string): Promise<boolean> =>
  (await save(name, text, { name: 'CSV', extensions: ['csv'] })) !== null

/** The same for a file of the endpoint. */
export const savePdf = async (name: string, bytes: Buffer): Promise<boolean> =>
  (await save(name, bytes, { name: 'PDF', extensions: ['pdf'] })) !== null

/** The same for what this device holds of its person. */
export const saveZip = async (name: string, bytes: Uint8Array): Promise<boolean> =>
  (await save(name, bytes, { name: 'ZIP', extensions: ['zip'] })) !== null

/** The same for a file to send on: its folder is shown. */
export const saveAndShow = async (name: string, text: string): Promise<boolean> => {
  const path = await save(name, text, { name: 'JSON', extensions: ['json'] })
  if (path === null) return false
  shell.showItemInFolder(path)
  return true
}

/** @returns the chosen path; null if canceled */
const save = async (
  name: string,
  content: string | Uint8Array,
  filter: Electron.FileFilter,
): Promise<string | null> => {
  const options = { defaultPath: join(app.getPath('documents'), name), filters: [filter] }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options))
  if (canceled || filePath === '') return null
  await writeFile(filePath, content)
  return filePath
}
