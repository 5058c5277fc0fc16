// `npm run package`: packages the agent as a standalone folder in release/. Arguments after `--` replace the default target: `npm
// run package -- --linux deb rpm tar.gz`, `-- --win nsis`, `-- --win msi`, `-- --mac dmg pkg`. Of deb, rpm, tar.gz and msi electron-builder makes the
// folder, and scripts/packages/ makes the package of it: electron-builder's own tools come from a release host.
import { readFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Arch, build as buildInstaller, DIR_TARGET, Platform } from 'electron-builder'
import { build } from './build.mjs'
import { electronRuntime } from './electron-runtime.mjs'
import { repository } from './launch-electron.mjs'
import { closureOf } from './package-closure.mjs'
import { makeDeb } from './packages/deb.mjs'
import { makeMsi } from './packages/msi.mjs'
import { makeRpm } from './packages/rpm.mjs'
import { makeTarball } from './packages/tarball.mjs'
import { describeUpdates } from './packages/updates.mjs'
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

/** @type {Record<string, Record<string, typeof makeDeb>>} */
const makersOf = {
  linux: { deb: makeDeb, rpm: makeRpm, 'tar.gz': makeTarball },
  win: { msi: makeMsi },
}

/**
 * The packages of our own, of electron-builder's folder.
 * @param {string[]} formats
 */
function makePackages(formats) {
  const release = join(repository, 'release')
  const unpacked = join(release, `${system}-unpacked`)
  for (const format of formats) {
    const file = join(release, `touchledger-${version}-${system}-x64.${format}`)
    makers[format]?.(unpacked, file, version)
    say(`made ${file}`)
  }
}

const { platform, targets } = targetsOf(process.argv.slice(2))
/** @type {string} */
const version =
  process.env['TOUCHLEDGER_VERSION'] ?? JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version
const system = platform === Platform.WINDOWS ? 'win' : 'linux'
const makers = platform === Platform.MAC ? {} : (makersOf[system] ?? {})
const own = targets.filter((target) => Object.hasOwn(makers, target))
const builders = targets.filter((target) => !own.includes(target))
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
  targets: platform.createTarget(
    builders.length === 0 ? [DIR_TARGET] : builders,
    ...(platform === Platform.MAC ? [Arch.universal] : []),
  ),
  config: {
    extraMetadata: { version },
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
    // A universal app for macOS is made of two Electrons, which electron-builder fetches.
    ...(forThisMachine && platform !== Platform.MAC
      ? { electronDist: runtime.dist, electronVersion: runtime.version }
      : {}),
    // The fallback's default app; a package has its own.
    afterExtract: ({ appOutDir }) => rm(join(appOutDir, 'resources', 'app'), { recursive: true, force: true }),
    // The MSI has the same; its folder is IT's, so that no agent writes there.
    afterPack: async ({ appOutDir }) => {
      if (platform === Platform.WINDOWS) describeUpdates(join(appOutDir, 'resources'), 'nsis', version)
    },
  },
})
makePackages(own)
