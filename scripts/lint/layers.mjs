// The layers of docs/architecture as lint rules: a violation fails the build. Loaded by .oxlintrc.json.
import { builtinModules } from 'node:module'
import { dirname, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Layers and packages that each layer may use; `allow` is a complete list, `deny` lists exceptions. The first matching folder
 * decides a file's layer.
 * @type {{ folder: string, layers: string[], node: boolean, allow?: string[], deny?: string[] }[]}
 */
const layers = [
  { folder: 'src/shared', layers: ['src/shared'], node: false, allow: ['zod', 're2js', 'temporal-polyfill'] },
  { folder: 'src/host', layers: ['src/host'], node: true, deny: ['electron'] },
  { folder: 'src/preload', layers: ['src/preload', 'src/shared'], node: false, allow: ['electron', 'zod'] },
  // Runs inside a browser, so it may use no package.
  { folder: 'src/companion', layers: ['src/companion', 'src/shared'], node: false, allow: [] },
  { folder: 'src/renderer', layers: ['src/renderer', 'src/shared'], node: false, deny: ['electron'] },
  { folder: 'src/main/shell', layers: ['src/main', 'src/host', 'src/shared'], node: true },
  { folder: 'src/main', layers: ['src/main', 'src/host', 'src/shared'], node: true, deny: ['electron'] },
  { folder: 'src/server', layers: ['src/server', 'src/host', 'src/shared'], node: true, deny: ['electron'] },
  {
    folder: 'src/tools',
    layers: ['src/tools', 'src/main', 'src/server', 'src/host', 'src/shared'],
    node: true,
    deny: ['electron'],
  },
]

/**
 * The endpoint's layers, from the top down: a folder imports from lower layers only, and from none beside it. Files directly in src/server, which put
 * the endpoint together, stand above all.
 */
const serverLayers = [
  ['http'],
  ['setup'],
  ['people', 'retention', 'monitoring'],
  ['performance-report'],
  ['alerts', 'findings', 'worklist', 'reports', 'updates'],
  ['metrics'],
  ['deadlines'],
  ['forecast'],
  ['claim-activity'],
  ['rollups'],
  ['denials'],
  ['publication'],
  ['ingest', 'identity', 'settings', 'rules'],
  ['audit', 'jobs', 'cache', 'delivery', 'backup'],
  ['database'],
  ['errors'],
]

/**
 * What is wrong with one folder of the endpoint importing another.
 * @param {string} file @param {string} target both paths from the repository's root
 * @returns {string | undefined}
 */
function serverViolation(file, target) {
  const folderOf = (/** @type {string} */ path) => {
    const [folder, ...rest] = path.slice('src/server/'.length).split('/')
    return rest.length === 0 ? null : (folder ?? null)
  }
  const [from, to] = [folderOf(file), folderOf(target)]
  if (from === to || from === null) return undefined
  const depthOf = (/** @type {string | null} */ folder) =>
    folder === null ? -1 : serverLayers.findIndex((folders) => folders.includes(folder))
  if (depthOf(from) === -1) return `src/server/${from} is in no layer: add it in scripts/lint/layers.mjs.`
  if (to !== null && depthOf(to) === -1) return `src/server/${to} is in no layer: add it in scripts/lint/layers.mjs.`
  if (depthOf(to) > depthOf(from)) return undefined
  return `src/server/${from} must not use ${to === null ? 'what puts the endpoint together' : `src/server/${to}`}: imports run downward. Move the shared code to a lower layer or pass it in; the layers are in scripts/lint/layers.mjs.`
}

/** The only places that may touch Electron's untyped channels: the typed helper on either side. */
const rawChannelFiles = ['src/main/shell/ipc.ts', 'src/preload/']

/** Whether a repository path is the folder itself or inside it. @param {string} path @param {string} folder */
const isIn = (path, folder) => path === folder || path.startsWith(`${folder}/`)

/** @param {string} file */
const repositoryPath = (file) => relative(repository, file).split(sep).join('/')

/**
 * The layer violation of an import, if any.
 * @param {string} file path from the repository's root, with slashes
 * @param {string} imported the import specifier
 * @returns {string | undefined}
 */
export function layerViolation(file, imported) {
  const layer = layers.find(({ folder }) => isIn(file, folder))
  if (!layer) return undefined
  if (imported.startsWith('.') || imported.startsWith('/')) {
    const target = repositoryPath(resolve(repository, dirname(file), imported))
    if (isIn(target, 'src') && !layer.layers.some((folder) => isIn(target, folder))) {
      return `${layer.folder} must not use ${target.split('/').slice(0, 2).join('/')}.`
    }
    // Only the shell depends on Electron, so the rest of main must not depend on the shell.
    if (layer.folder === 'src/main' && isIn(target, 'src/main/shell'))
      return `${layer.folder} must not use src/main/shell.`
    if (layer.folder === 'src/server' && isIn(target, 'src/server')) return serverViolation(file, target)
    return undefined
  }
  const name = imported
    .split('/')
    .slice(0, imported.startsWith('@') ? 2 : 1)
    .join('/')
  if (name.startsWith('node:') || builtinModules.includes(name)) {
    return layer.node ? undefined : `${layer.folder} must not use Node's ${imported}.`
  }
  const refused = layer.allow ? !layer.allow.includes(name) : layer.deny?.includes(name)
  return refused ? `${layer.folder} must not use the package ${name}.` : undefined
}

/**
 * As much of the syntax tree as is looked at here.
 * @typedef {object} SyntaxNode
 * @property {string} type
 * @property {string} [name]
 * @property {unknown} [value]
 * @property {SyntaxNode | null} [source]
 * @property {SyntaxNode} [argument]
 * @property {SyntaxNode} [expression]
 * @property {SyntaxNode} [callee]
 * @property {SyntaxNode[]} [arguments]
 */
/** @typedef {{ filename: string, report: (problem: { node: SyntaxNode, message: string }) => void }} RuleContext */
/** @typedef {Record<string, (node: SyntaxNode) => void>} Visitor */

/**
 * Every syntax that names another module: import, export from, import(), require() and type imports.
 * @param {RuleContext} context
 * @returns {Visitor}
 */
function checkImports(context) {
  const file = repositoryPath(context.filename)
  const check = (/** @type {SyntaxNode | null | undefined} */ node) => {
    if (typeof node?.value !== 'string') return
    const message = layerViolation(file, node.value)
    if (message) context.report({ node, message })
  }
  return {
    ImportDeclaration: (node) => check(node.source),
    ExportNamedDeclaration: (node) => check(node.source),
    ExportAllDeclaration: (node) => check(node.source),
    ImportExpression: (node) => check(node.source),
    TSImportType: (node) => check(node.source ?? node.argument),
    TSExternalModuleReference: (node) => check(node.expression),
    CallExpression: (node) => {
      if (node.callee?.name === 'require') check(node.arguments?.[0])
    },
  }
}

/**
 * @param {RuleContext} context
 * @returns {Visitor}
 */
function checkRawChannels(context) {
  const file = repositoryPath(context.filename)
  if (!isIn(file, 'src') || rawChannelFiles.some((allowed) => file.startsWith(allowed))) return {}
  return {
    Identifier: (node) => {
      if (node.name === 'ipcMain' || node.name === 'ipcRenderer') {
        context.report({ node, message: `${node.name} is used in ${rawChannelFiles.join(' and ')} only.` })
      }
    },
  }
}

export default {
  meta: { name: 'layers' },
  rules: { imports: { create: checkImports }, 'raw-channels': { create: checkRawChannels } },
}
