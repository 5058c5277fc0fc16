// `npm run test:packages`: makes the Linux packages of two versions, and installs, runs, upgrades and removes them on a clean Debian
// in a folder; compiles the installers for Windows and looks into them (tests/packages/). The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inOwnMounts, makeDebianRoot, missingRight, mountInto } from '../debian-root.mjs'
import { cacheFolder } from '../electron-runtime.mjs'
import { repository } from '../launch-electron.mjs'
import { nodeOfProject } from '../node-modules.mjs'
import { run, say } from '../say.mjs'
import { installSystemPackages } from '../system-packages.mjs'

const cache = join(cacheFolder(), 'packages')
const cleanRoot = join(cache, 'debian-12')
/** The package's own version, and one that is installed over it. */
const versions = [JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).version, '0.1.1']
const formats = ['deb', 'rpm', 'tar.gz']

/**
 * @param {string} folder
 * @param {string} key of their publisher
 */
function makePackages(folder, key) {
  mkdirSync(folder)
  run(nodeOfProject(), [join(repository, 'src/tools/release.ts'), 'key', key])
  for (const version of versions) {
    run(nodeOfProject(), [join(repository, 'scripts/package.mjs'), '--linux', ...formats], {
      cwd: repository,
      env: {
        ...process.env,
        TOUCHLEDGER_VERSION: version,
        TOUCHLEDGER_UPDATE_KEY: `${key}.pub`,
        TOUCHLEDGER_OLDEST: versions[0],
      },
    })
    for (const format of formats) {
      const name = `touchledger-${version}-linux-x64.${format}`
      renameSync(join(repository, 'release', name), join(folder, name))
    }
  }
}

/** @param {string} folder holds `root`, the clean computer, and `packages` */
function runMounted(folder) {
  const root = join(folder, 'root')
  cpSync('/etc/resolv.conf', join(root, 'etc/resolv.conf'))
  mountInto(root, ['/proc', '/sys', '/dev', '/tmp'])
  const totals = join(folder, 'totals.json')
  const vitest = [join(repository, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'packages']
  const { status } = spawnSync(nodeOfProject(), vitest, {
    cwd: repository,
    stdio: 'inherit',
    env: {
      ...process.env,
      TOUCHLEDGER_TEST_TOTALS: totals,
      TOUCHLEDGER_CLEAN_COMPUTER: root,
      TOUCHLEDGER_PACKAGES: join(folder, 'packages'),
      TOUCHLEDGER_RELEASE_KEY: join(folder, 'release.key'),
      TOUCHLEDGER_PACKAGE_VERSIONS: versions.join(),
    },
  })
  const counts = existsSync(totals) ? JSON.parse(readFileSync(totals, 'utf8')) : { passed: 0, failed: 0 }
  const unexplained = counts.failed === 0 && (status !== 0 || counts.passed === 0) ? 1 : 0
  process.stdout.write(`${counts.passed} passed, ${counts.failed + unexplained} failed\n`)
  return counts.failed + unexplained === 0 ? 0 : 1
}

const [step, given = ''] = process.argv.slice(2)
const missing = missingRight()
if (step === 'mounted') process.exit(runMounted(given))
else if (missing !== null) say(`test:packages is skipped: ${missing}`)
else {
  installSystemPackages(['electron', 'virtual-display', 'desktop-tools', 'packages', 'windows-installers'])
  mkdirSync(cache, { recursive: true, mode: 0o700 })
  if (!existsSync(cleanRoot)) {
    say('setting up a clean Debian 12 in a folder of its own (once, 230 MB)')
    const keepLists = ['--skip=cleanup/apt/lists']
    makeDebianRoot(cleanRoot, { release: 'bookworm', packages: ['ca-certificates', 'mount'], options: keepLists })
  }
  const folder = mkdtempSync(join(cache, 'run-'))
  try {
    makePackages(join(folder, 'packages'), join(folder, 'release.key'))
    run('cp', ['-a', cleanRoot, join(folder, 'root')])
    process.exitCode = inOwnMounts(fileURLToPath(import.meta.url), ['mounted', folder])
  } finally {
    // Its mounts ended with the process that made them.
    rmSync(folder, { recursive: true, force: true })
  }
}
