// The agent's folder as on Windows, with other programs in place of Electron's, to try installers with.
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'

/**
 * @param {string} folder to be made
 * @param {{ program: string, helper: string }} files that stand for the agent and for its helper program
 */
export function makePlaceholder(folder, { program, helper }) {
  mkdirSync(join(folder, 'resources/windows'), { recursive: true })
  cpSync(program, join(folder, 'TouchLedger.exe'))
  cpSync(helper, join(folder, 'resources/windows/touchledger-windows.exe'))
  cpSync(join(repository, 'build/policies'), join(folder, 'resources/policies'), { recursive: true })
}
