import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../../../scripts/launch-electron.mjs'
import { bundle } from '../../setup/bundle.ts'

export interface BuiltApp {
  /** Electron's arguments. */
  readonly folder: string
  remove(): void
}

/**
 * The real shell and preload script, bundled like the product, with a main file and a page of the tests.
 * @param mainFile in this folder
 */
export const buildApp = async (mainFile: string): Promise<BuiltApp> => {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-shell-'))
  await bundle(join(import.meta.dirname, mainFile), join(folder, 'out', 'main'))
  await bundle(join(repository, 'src', 'preload', 'index.ts'), join(folder, 'out', 'preload'))
  mkdirSync(join(folder, 'out', 'renderer'))
  writeFileSync(
    join(folder, 'out', 'renderer', 'index.html'),
    '<!doctype html><title>Page</title><script src="/page.js"></script>',
  )
  writeFileSync(join(folder, 'out', 'renderer', 'page.js'), 'window.pageScriptRan = true')
  symlinkSync(join(repository, 'assets'), join(folder, 'assets'))
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'touchledger-shell-test', version: '1.2.3', main: 'out/main/index.cjs' }),
  )
  // Native packages are loaded, not bundled.
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
