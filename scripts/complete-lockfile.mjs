// `npm run lockfile`: adds other platforms' packages that this machine's registry lacks, because `npm ci` refuses a lockfile
// without them. The package that requires them pins their version; npm records no checksum for them.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {{ version?: string, optionalDependencies?: Record<string, string>, [key: string]: unknown }} LockedPackage
 * @typedef {{ packages: Record<string, LockedPackage> }} Lockfile
 */

const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32']
const processors = ['arm', 'arm64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/**
 * The lockfile with an entry for every optional package that is required at an exact version and has none.
 * @param {Lockfile} lockfile
 * @returns {{ lockfile: Lockfile, added: string[] }} `added`: paths inside the lockfile
 * @throws if the platform cannot be read from a package's name
 */
export function completeLockfile(lockfile) {
  const packages = { ...lockfile.packages }
  const added = []
  for (const [owner, { optionalDependencies = {} }] of Object.entries(lockfile.packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      if (isResolvable(packages, owner, name)) continue
      if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(range)) throw new Error(`${owner} requires ${name} by a range, ${range}`)
      const path = `node_modules/${name}`
      const { cpu, libc, os } = platformOf(name)
      const dev = lockfile.packages[owner]?.['dev'] === true
      // In npm's own order, so that its next run changes nothing.
      packages[path] = {
        version: range,
        ...(cpu && { cpu }),
        ...(dev && { dev }),
        ...(libc && { libc }),
        optional: true,
        os,
      }
      added.push(path)
    }
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { lockfile: { ...lockfile, packages: Object.fromEntries(sorted) }, added }
}

/**
 * Whether Node would find the package from the owner's folder or one above.
 * @param {Record<string, LockedPackage>} packages
 * @param {string} owner
 * @param {string} name
 */
function isResolvable(packages, owner, name) {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    if (packages[`${folder === '' ? '' : `${folder}/`}node_modules/${name}`]) return true
    if (folder === '') return false
  }
}

/**
 * A package's platform by its name, by the naming convention of these packages (`…-linux-arm64-musl`).
 * @param {string} name
 */
function platformOf(name) {
  const words = name.split(/[/-]/)
  const system = words.find((word) => systems.includes(word))
  if (!system) throw new Error(`the name of ${name} does not contain its platform`)
  const processor = words.find((word) => processors.includes(word))
  return { cpu: processor && [processor], libc: words.includes('musl') && ['musl'], os: [system] }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = join(fileURLToPath(new URL('..', import.meta.url)), 'package-lock.json')
  const { lockfile, added } = completeLockfile(JSON.parse(readFileSync(file, 'utf8')))
  if (added.length > 0) writeFileSync(file, `${JSON.stringify(lockfile, null, 2)}\n`)
  process.stdout.write(`${added.length === 0 ? 'the lockfile is complete' : `added:\n${added.join('\n')}`}\n`)
}
