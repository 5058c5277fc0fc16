// `npm run build:server`: the endpoint as one folder, release/touchledger-server, that runs on plain Node 24 of this machine's platform: the program
// without types, the packages it imports, the panel.
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'
import { buildIfStale } from './build.mjs'
import { repository } from './launch-electron.mjs'
import { closureOf } from './package-closure.mjs'
import { say } from './say.mjs'

/** What starts by itself: the command, and the thread of the embedded store. */
const entries = ['src/tools/touchledger-server.ts', 'src/server/database/pglite-worker.ts']

/** Files that are found by their place, which is the same in the repository and in the package; and what an operator reads. */
const files = [
  ...['assets/denials', 'assets/rules', 'out/renderer', 'LICENSE'],
  ...['deploy', 'docs/deployment.md', 'docs/operations.md', 'docs/backup-and-restore.md'],
]

/** Resolved by name, not imported (src/server/performance-report/fonts.ts). */
const resolvedPackages = ['@expo-google-fonts/arimo']

/** Of packages, what only a compiler or a reader of sources needs. */
const leftOut = /\.([cm]?ts|map|[ch]|cpp|hpp|gypi?)$/

/**
 * Builds the package.
 * @param {string} folder is replaced
 */
export async function buildServer(folder) {
  buildIfStale()
  rmSync(folder, { recursive: true, force: true })
  const packages = await buildProgram(folder)
  for (const each of [...files, ...closureOf([...packages, ...resolvedPackages])]) {
    cpSync(join(repository, each), join(folder, each), { recursive: true, filter: (file) => !leftOut.test(file) })
  }
  const { version, license } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  const manifest = {
    ...{ name: 'touchledger-server', version, license, private: true, type: 'module' },
    ...{ engines: { node: '>=24' }, bin: { 'touchledger-server': 'touchledger-server' } },
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const launcher = join(folder, 'touchledger-server')
  writeFileSync(launcher, "#!/usr/bin/env node\nimport './src/tools/touchledger-server.js'\n")
  chmodSync(launcher, 0o755)
}

/**
 * The program's own files, each at its place.
 * @param {string} folder
 * @returns {Promise<Set<string>>} the packages they import
 */
async function buildProgram(folder) {
  mkdirSync(folder, { recursive: true })
  const result = await build({
    configFile: false,
    root: repository,
    publicDir: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries.map((file) => [file.replace(/\.ts$/, ''), join(repository, file)])),
        output: {
          ...{ format: 'es', entryFileNames: '[name].js', preserveModules: true, preserveModulesRoot: repository },
        },
      },
    },
  })
  if (!('output' in result)) throw new Error('one build was expected')
  const imports = result.output.flatMap((file) =>
    file.type === 'chunk' ? [...file.imports, ...file.dynamicImports] : [],
  )
  const own = new Set(result.output.map(({ fileName }) => fileName))
  return new Set(imports.filter((name) => !own.has(name) && !name.startsWith('node:')).map(packageOf))
}

/** @param {string} specifier as `@scope/name/file` */
const packageOf = (specifier) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

if (import.meta.url === pathToFileURL(resolve(process.argv[1] ?? '')).href) {
  const folder = join(repository, 'release', 'touchledger-server')
  await buildServer(folder)
  say(`built ${folder}: start it with touchledger-server --help`)
}
