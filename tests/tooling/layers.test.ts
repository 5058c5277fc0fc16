import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'

/** One file per violation, with oxlint's expected message. */
const violations: Record<string, [source: string, rule: string]> = {
  'src/shared/a-node.ts': ["import { join } from 'node:path'\nexport const a = join('a', 'b')\n", 'layers(imports)'],
  'src/shared/a-bare-builtin.ts': ["import { join } from 'path'\nexport const a = join('a', 'b')\n", 'layers(imports)'],
  'src/shared/a-electron.ts': ["export type { App } from 'electron'\n", 'layers(imports)'],
  'src/shared/a-react.ts': ["export type A = import('react').ReactNode\n", 'layers(imports)'],
  'src/shared/a-main.ts': ["export * from '../main/fine.ts'\n", 'layers(imports)'],
  'src/shared/a-server.ts': ["import type { A } from '../server/fine.ts'\nexport type B = A\n", 'layers(imports)'],
  'src/shared/a-renderer.ts': ["export * from '../renderer/fine.ts'\n", 'layers(imports)'],
  'src/shared/a-preload.ts': ["export * from '../preload/fine.ts'\n", 'layers(imports)'],
  'src/shared/a-tools.ts': ["export * from '../tools/fine.ts'\n", 'layers(imports)'],
  'src/shared/a-console.ts': ["console.log('a')\n", 'eslint(no-console)'],
  'src/shared/a-default.ts': ['export default 1\n', 'import(no-default-export)'],
  'src/companion/a-main.ts': ["export * from '../main/fine.ts'\n", 'layers(imports)'],
  'src/companion/a-package.ts': ["export * from 'zod'\n", 'layers(imports)'],
  'src/companion/a-node.ts': ["export type { Stats } from 'node:fs'\n", 'layers(imports)'],
  'src/main/a-electron.ts': ["export const a = () => import('electron')\n", 'layers(imports)'],
  'src/main/a-electron-main.ts': ["export type { App } from 'electron/main'\n", 'layers(imports)'],
  'src/main/a-server.ts': ["export * from '../server/fine.ts'\n", 'layers(imports)'],
  'src/main/a-renderer.ts': ["export * from '../renderer/fine.ts'\n", 'layers(imports)'],
  'src/main/a-shell.ts': ["export * from './shell/fine.ts'\n", 'layers(imports)'],
  'src/main/shell/a-raw.ts': ["import { ipcMain } from 'electron'\nexport const a = ipcMain\n", 'layers(raw-channels)'],
  'src/main/shell/a-raw-member.ts': [
    "import * as e from 'electron'\nexport const a = e.ipcMain\n",
    'layers(raw-channels)',
  ],
  'src/server/a-main.ts': ["export * from '../main/fine.ts'\n", 'layers(imports)'],
  'src/server/a-electron.ts': ["export const a = require('electron')\n", 'layers(imports)'],
  'src/renderer/a-main.ts': ["export * from '../main/fine.ts'\n", 'layers(imports)'],
  'src/renderer/a-server.ts': ["export * from '../server/fine.ts'\n", 'layers(imports)'],
  'src/renderer/a-node.ts': ["import { join } from 'node:path'\nexport const a = join('a', 'b')\n", 'layers(imports)'],
  'src/renderer/a-electron.ts': ["export type { App } from 'electron'\n", 'layers(imports)'],
  'src/renderer/a-console.ts': ["console.log('a')\n", 'eslint(no-console)'],
  'src/renderer/a-default.ts': ['export default 1\n', 'import(no-default-export)'],
  'src/preload/a-main.ts': ["export * from '../main/fine.ts'\n", 'layers(imports)'],
  'src/preload/a-node.ts': ["import { join } from 'node:path'\nexport const a = join('a', 'b')\n", 'layers(imports)'],
  'src/tools/a-electron.ts': ["export type { App } from 'electron'\n", 'layers(imports)'],
  'src/main/a-promise.ts': ['const a = async (): Promise<number> => 1\na()\n', 'typescript(no-floating-promises)'],
  'src/main/a-any.ts': ['export const a = (b: any): unknown => b\n', 'typescript(no-explicit-any)'],
}

/** The allowed directions of each layer. */
const allowed: Record<string, string> = {
  'src/shared/fine.ts': "import { z } from 'zod'\nexport const a = z.string()\n",
  'src/main/fine.ts':
    "import { join } from 'node:path'\nimport { a } from '../shared/fine.ts'\nexport const b = [a, join]\n",
  'src/main/shell/fine.ts':
    "import { app } from 'electron'\nimport { b } from '../fine.ts'\nexport const c = [app, b]\n",
  'src/main/shell/ipc.ts': "import { ipcMain } from 'electron'\nexport const d = ipcMain\n",
  'src/server/fine.ts': "export { a as A } from '../shared/fine.ts'\nexport type A = number\n",
  'src/renderer/fine.ts': "export { a } from '../shared/fine.ts'\n",
  'src/preload/fine.ts': "import { ipcRenderer } from 'electron'\nexport const e = ipcRenderer\n",
  'src/tools/fine.ts': "export { b } from '../main/fine.ts'\nexport { A } from '../server/fine.ts'\n",
}

interface Diagnostic {
  readonly code: string
  readonly filename: string
}

const copy = realpathSync(mkdtempSync(join(tmpdir(), 'touchledger-layers-')))
let found: Map<string, Set<string>>

beforeAll(() => {
  for (const name of [
    '.oxlintrc.json',
    'scripts/lint',
    'tsconfig.json',
    ...readdirSync(repository).filter((file) => /^tsconfig\..*json$/.test(file)),
  ]) {
    cpSync(join(repository, name), join(copy, name), { recursive: true })
  }
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'))
  const sources = {
    ...Object.fromEntries(Object.entries(violations).map(([file, [source]]) => [file, source])),
    ...allowed,
  }
  for (const [file, source] of Object.entries(sources)) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    writeFileSync(join(copy, file), source)
  }
  const oxlint = join(repository, 'node_modules', 'oxlint', 'bin', 'oxlint')
  const { stdout, status } = spawnSync(process.execPath, [oxlint, '--type-aware', '--format=json', 'src'], {
    cwd: copy,
    encoding: 'utf8',
  })
  if (status !== 1) throw new Error(`oxlint ended with ${status}: ${stdout}`)
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: Diagnostic[] }
  found = new Map()
  for (const { filename, code } of diagnostics) found.set(filename, (found.get(filename) ?? new Set()).add(code))
})

afterAll(() => rmSync(copy, { recursive: true, force: true }))

test.each(Object.entries(violations))('%s is refused', (file, [, rule]) => {
  expect([...(found.get(file) ?? [])]).toContain(rule)
})

test.each(Object.keys(allowed))('%s passes', (file) => {
  expect([...(found.get(file) ?? [])]).toEqual([])
})

test('no source disables the linter or the type checker', () => {
  const folders = ['src', 'scripts', 'tests', 'bench'].filter((folder) => existsSync(join(repository, folder)))
  const files = folders.flatMap((folder) =>
    readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(repository, folder, name),
    ),
  )
  const pattern = /(?:eslint|oxlint)[-]disable|@ts-(?:nocheck|ignore)\b/
  const offenders = files.filter((file) => /\.(ts|tsx|mjs|cjs)$/.test(file) && pattern.test(readFileSync(file, 'utf8')))
  expect(offenders).toEqual([])
})
