import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'

/**
 * Copies this checkout beside the packages for Windows.
 * @param {string} folder
 */
export function copyCheckout(folder) {
  const configurations = readdirSync(repository).filter((name) => /^(tsconfig.*\.json|.*\.config\.ts)$/.test(name))
  for (const part of ['src', 'tests', 'scripts', 'types', 'assets', 'package.json', ...configurations]) {
    rmSync(join(folder, part), { recursive: true, force: true })
    cpSync(join(repository, part), join(folder, part), { recursive: true })
  }
}
