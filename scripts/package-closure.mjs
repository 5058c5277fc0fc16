import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from './launch-electron.mjs'

/**
 * The installed packages with all their dependencies, as Node resolves them.
 * @param {Iterable<string>} names
 * @param {readonly string[]} [without] packages that are left out
 * @returns {string[]} folders relative to the repository, with slashes
 */
export function closureOf(names, without = []) {
  /** @type {Set<string>} */
  const folders = new Set()
  /** @type {(name: string, from: string) => void} */
  const add = (name, from) => {
    const folder = resolvePackage(name, from)
    if (!folder || folders.has(folder) || without.includes(name)) return
    folders.add(folder)
    const manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'))
    for (const needed of Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }))
      add(needed, folder)
  }
  for (const name of names) add(name, '')
  return [...folders]
}

/**
 * @param {string} name
 * @param {string} from a package's folder, '' for the repository itself
 * @returns {string | undefined} nothing when it is an optional package of another platform
 */
function resolvePackage(name, from) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`
    if (existsSync(join(repository, candidate, 'package.json'))) return candidate
    if (folder === '') return undefined
  }
}
