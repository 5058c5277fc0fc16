// `npm run package`: packages the agent as a standalone folder in release/. Arguments after `--` replace the default target: `npm
// run package -- --linux AppImage deb`, `-- --win nsis msi`, `-- --mac dmg`.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { build as buildInstaller, DIR_TARGET, Platform } from 'electron-builder'
import { build } from './build.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { repository } from './launch-electron.mjs'
import { closureOf } from './package-closure.mjs'
import { run, say } from './say.mjs'

/** Packages that main loads at run time; the same list as in electron.vite.config.ts, which has the reason. */
const nativePackages = ['better-sqlite3', '@miniben90/x-win', 'get-windows', 'uiohook-napi', 'x11']

/** Needed only to compile get-windows, with a hundred transitive packages. */
const compilers = ['node-gyp', 'node-addon-api']

/** @param {string[]} args */
function targetsOf(args) {
  const platforms = { '--linux': Platform.LINUX, '--win': Platform.WINDOWS, '--mac': Platform.MAC }
  const [platform, ...targets] = args
  if (platform === undefined) return { platform: Platform.current(), targets: [DIR_TARGET] }
  if (!Object.hasOwn(platforms, platform))
    throw new Error(`usage: npm run package -- [${Object.keys(platforms).join('|')} [target…]]`)
  return { platform: platforms[/** @type {keyof typeof platforms} */ (platform)], targets }
}

const { platform, targets } = targetsOf(process.argv.slice(2))
const runtime = electronRuntime()
const forThisMachine = platform === Platform.current()
const replacesSqlite = !runtime.official && forThisMachine
if (!runtime.official)
  say(`packaging with Electron ${runtime.version}, the fallback: for testing only, not for distribution`)

build()
if (platform === Platform.WINDOWS) run(process.execPath, [join(repository, 'scripts', 'windows', 'helper.mjs')])
const packages = closureOf(nativePackages, compilers).filter(
  (folder) => !(replacesSqlite && folder === 'node_modules/better-sqlite3'),
)
await buildInstaller({
  projectDir: repository,
  publish: 'never',
  targets: platform.createTarget(targets),
  config: {
    files: [
      'out/**',
      '!out/**/*.map',
      // Browsers load it from a folder; electron-builder.yml puts it beside the app.
      '!out/companion/**',
      '!out/windows/**',
      'package.json',
      'assets/icons/*.png',
      '!node_modules/**',
      ...packages.map((folder) => `${folder}/**`),
      // Sources that only a compiler needs.
      '!node_modules/**/{deps,src,binding.gyp,*.md,*.d.ts,*.map}',
      // See scripts/electron-fallback/main.cjs: the binding for this Electron.
      ...(replacesSqlite ? [{ from: join(runtime.dist, 'resources', 'app', 'node_modules'), to: 'node_modules' }] : []),
    ],
    ...(forThisMachine ? { electronDist: runtime.dist, electronVersion: runtime.version } : {}),
    // The fallback's default app; a package has its own.
    afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true }),
  },
})
