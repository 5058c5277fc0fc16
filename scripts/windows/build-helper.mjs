// Builds Windows programs with the compiler of set-up.mjs: the helper (native/windows/), and what tests start.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { inDebian } from './run.mjs'

/** What makes the same program of the same sources, wherever and whenever. */
const flags = [
  '-std=c17',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-municode',
  '-DUNICODE',
  '-D_WIN32_WINNT=0x0A00',
  '-s',
]
const reproducible = ['-Wl,--no-insert-timestamp', '-ffile-prefix-map=.=']
const libraries = ['-lwtsapi32', '-lole32', '-loleaut32', '-luuid', '-luserenv']

/**
 * @param {string} folder of sources, in this repository
 * @param {string} program the file to write
 * @param {{ window?: boolean }} [options] `window`: a program without a console
 */
export function buildForWindows(folder, program, { window = false } = {}) {
  const sources = readdirSync(join(repository, folder))
    .filter((name) => name.endsWith('.c'))
    .sort()
  mkdirSync(dirname(program), { recursive: true })
  const words = [...flags, ...reproducible, ...(window ? ['-mwindows'] : []), '-o', program, ...sources, ...libraries]
  inDebian(['x86_64-w64-mingw32-gcc', ...words], join(repository, folder))
}

/**
 * The helper and, beside it, its SHA-256 as `sha256sum` prints it.
 * @param {string} folder to write to
 */
export function buildHelper(folder) {
  const program = join(folder, 'touchledger-windows.exe')
  buildForWindows('native/windows', program)
  const hash = createHash('sha256').update(readFileSync(program)).digest('hex')
  writeFileSync(`${program}.sha256`, `${hash}  touchledger-windows.exe\n`)
  return program
}
