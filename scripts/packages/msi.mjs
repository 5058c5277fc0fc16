// The MSI, by Debian's msitools, also of a folder that was made on Windows: `node scripts/packages/msi.mjs FOLDER FILE VERSION`.
// wixl compiles build/windows/touchledger.wxs with the agent's files, msibuild runs touchledger.sql on it.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run, say } from '../say.mjs'

const program = 'TouchLedger.exe'

/** @param {string} name */
const source = (name) => readFileSync(join(repository, 'build/windows', name), 'utf8')

/** @param {string} text */
const xml = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)

/** @param {string} path in the agent's folder */
const digest = (path) => createHash('sha256').update(path).digest('hex')

/** Windows Installer counts a component by it: the same for a file in every version. @param {string} path */
const guid = (path) => digest(path).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-5$3-8$4-$5')

/**
 * A folder's files, each a component of its own.
 * @param {string} folder
 * @param {string} inside the path below the agent's folder, ending with / unless it is that one
 * @param {string[]} components gets their ids
 * @returns {string}
 */
function directories(folder, inside, components) {
  const entries = readdirSync(folder, { withFileTypes: true }).toSorted((one, other) =>
    one.name < other.name ? -1 : 1,
  )
  return entries
    .map((entry) => {
      const path = `${inside}${entry.name}`
      const id = digest(path).slice(0, 24)
      const at = join(folder, entry.name)
      if (entry.isDirectory()) {
        return `<Directory Id="d${id}" Name="${xml(entry.name)}">${directories(at, `${path}/`, components)}</Directory>`
      }
      components.push(`c${id}`)
      const shortcut = '<Shortcut Id="Menu" Directory="ProgramMenuFolder" Name="TouchLedger" Advertise="yes"/>'
      return `<Component Id="c${id}" Guid="${guid(path)}" Win64="yes"><File Id="f${id}" Name="${xml(entry.name)}" Source="${xml(path)}" KeyPath="yes">${path === program ? shortcut : ''}</File></Component>`
    })
    .join('\n')
}

/**
 * @param {string} folder the agent's files as on Windows, as electron-builder's win-unpacked
 * @param {string} file to be made
 * @param {string} version of up to three numbers, for Windows Installer compares no others
 * @throws if the folder has no agent, or the version is another
 */
export function makeMsi(folder, file, version) {
  if (!/^\d{1,3}\.\d{1,3}\.\d{1,5}$/.test(version)) {
    throw new Error(`the MSI needs a version of three numbers such as 1.2.3, not ${version}: set TOUCHLEDGER_VERSION`)
  }
  if (!readdirSync(folder).includes(program)) throw new Error(`${folder} is no agent for Windows: it has no ${program}`)
  const work = mkdtempSync(join(tmpdir(), 'touchledger-msi-'))
  try {
    /** @type {string[]} */
    const components = []
    const files = directories(resolve(folder), '', components)
    const wxs = join(work, 'touchledger.wxs')
    writeFileSync(
      wxs,
      source('touchledger.wxs')
        .replace(/^\s*@directories@$/m, () => files)
        .replace(/^\s*@components@$/m, () => components.map((id) => `<ComponentRef Id="${id}"/>`).join('\n')),
    )
    const made = join(work, basename(file))
    // It finds files by relative paths alone.
    run('wixl', ['-a', 'x64', '-D', `Version=${version}`, '-o', made, wxs], { cwd: folder })
    const statements = source('touchledger.sql')
      .split('\n')
      .filter((line) => /^(INSERT|UPDATE) /.test(line))
    for (const statement of statements) run('msibuild', [made, '-q', statement])
    mkdirSync(dirname(resolve(file)), { recursive: true })
    rmSync(file, { force: true })
    renameSync(made, file)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

if (import.meta.main) {
  const [folder, file, version] = process.argv.slice(2)
  if (folder === undefined || file === undefined || version === undefined) {
    say('usage: node scripts/packages/msi.mjs FOLDER FILE VERSION')
    process.exitCode = 2
  } else {
    makeMsi(folder, file, version)
    say(`made ${file}`)
  }
}
