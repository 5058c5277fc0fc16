// `npm run test:windows`: Windows programs on this machine, under Wine 10. Sets up what is missing (cached), then runs the tests of
// tests/windows/ on this machine's Node, and the agent's own suites on Windows' Node. The last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inOwnMounts, missingRight } from '../debian-root.mjs'
import { repository } from '../launch-electron.mjs'
import { nodeOfProject } from '../node-modules.mjs'
import { say } from '../say.mjs'
import { copyCheckout } from './checkout.mjs'
import { places } from './places.mjs'
import { withWindows } from './prepare.mjs'
import { inWine, windowsPath } from './run.mjs'
import { setUpWine } from './set-up.mjs'

/**
 * Runs Vitest and counts.
 * @param {string} name of the totals' file
 * @param {(environment: NodeJS.ProcessEnv) => number} start
 */
function counted(name, start) {
  const file = join(places.cache, `${name}.json`)
  rmSync(file, { force: true })
  const code = start({ TOUCHLEDGER_TEST_TOTALS: file })
  const counts = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
  const unexplained = counts.failed === 0 && (code !== 0 || counts.passed === 0)
  if (unexplained) say(`the tests of ${name} ended with code ${code} and no failed test`)
  return { ...counts, failed: counts.failed + (unexplained ? 1 : 0) }
}

/** What the agent is made of. */
const suites = ['journal', 'sync', 'companion', 'capture', 'shell', 'windows-helper'].map(
  (name) => `tests/main/${name}`,
)
/** These need a display of Linux and its programs, or Electron, which does not run in Wine without one for Windows. */
const ofLinux = [
  ...['hostile-windows', 'window-sources', 'x11-capture'].map((name) => `capture/${name}`),
  ...['hardening', 'lifecycle', 'support-bundle', 'unsaved-changes'].map((name) => `shell/${name}`),
].map((name) => `tests/main/${name}.test.ts`)

/**
 * The agent's own suites on Windows' Node.
 * @param {NodeJS.ProcessEnv} totals
 * @param {{ programs: string, packages: string }} made
 */
function runSuites(totals, { programs, packages }) {
  copyCheckout(packages)
  // Windows' Node dies on a Unix pipe as standard output; a file it takes.
  const output = join(places.cache, 'suites.log')
  const file = openSync(output, 'w')
  const code = inWine(
    [
      places.node,
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      'node',
      ...suites,
      ...ofLinux.map((name) => `--exclude=${name}`),
    ],
    {
      seconds: 900,
      folder: packages,
      stdio: ['ignore', file, file],
      environment: {
        TOUCHLEDGER_TEST_TOTALS: windowsPath(totals['TOUCHLEDGER_TEST_TOTALS'] ?? ''),
        TOUCHLEDGER_WINDOWS_PROGRAMS: windowsPath(programs),
      },
    },
  )
  closeSync(file)
  process.stdout.write(readFileSync(output))
  for (const name of ofLinux) process.stdout.write(`not run on Windows: ${name}\n`)
  return code
}

/** @param {string[]} given Vitest's own arguments, for tests/windows/ alone */
const runMounted = (given) =>
  withWindows((made) => {
    const vitest = join(repository, 'node_modules', 'vitest', 'vitest.mjs')
    const results = [
      counted('windows', (totals) => {
        const { status } = spawnSync(nodeOfProject(), [vitest, 'run', '--project', 'windows', ...given], {
          cwd: repository,
          stdio: 'inherit',
          env: {
            ...process.env,
            TOUCHLEDGER_WINDOWS_PROGRAMS: made.programs,
            TOUCHLEDGER_WINDOWS_PACKAGES: made.packages,
            ...totals,
          },
        })
        return status ?? 1
      }),
    ]
    if (given.length === 0) results.push(counted('suites', (totals) => runSuites(totals, made)))
    const total = (/** @type {'passed' | 'failed' | 'skipped'} */ state) =>
      results.reduce((sum, result) => sum + result[state], 0)
    process.stdout.write(`${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped\n`)
    return total('failed') === 0 ? 0 : 1
  })

const [step, ...given] = process.argv.slice(2)
if (step === 'mounted') {
  process.exit(await runMounted(given))
} else {
  const missing = missingRight()
  if (missing !== null) {
    say(`test:windows is skipped: ${missing}`)
  } else {
    setUpWine()
    process.exitCode = inOwnMounts(fileURLToPath(import.meta.url), ['mounted', ...process.argv.slice(2)])
  }
}
