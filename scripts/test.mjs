// `npm test`: build, format check, lint, type check, then every test, each regardless of earlier results. Each check counts as one.
// The last line of standard output is `N passed, N failed`. Arguments are Vitest's own;
// `--long` tries more where any amount could be tried.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './launch-electron.mjs'
import { memoryFolder } from './memory-folder.mjs'
import { nodeOfProject } from './node-modules.mjs'
import { say } from './say.mjs'
import { slowestFiles } from './slowest-files.mjs'

const bin = join(repository, 'node_modules')
const tsc = join(bin, 'typescript', 'bin', 'tsc')

/** @type {[name: string, script: string, ...args: string[]][]} */
const checks = [
  ['build', join(bin, 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
  ['format', join(bin, 'oxfmt', 'bin', 'oxfmt'), '--check'],
  ['lint', join(bin, 'oxlint', 'bin', 'oxlint'), '--type-aware', '--deny-warnings'],
  ['types of shared', tsc, '-p', 'tsconfig.shared.json'],
  ['types of node', tsc, '-p', 'tsconfig.node.json'],
  ['types of preload', tsc, '-p', 'tsconfig.preload.json'],
  ['types of companion', tsc, '-p', 'tsconfig.companion.json'],
  ['types of renderer', tsc, '-p', 'tsconfig.renderer.json'],
]

/**
 * @param {string} script
 * @param {string[]} args
 */
function succeeds(script, args) {
  return spawnSync(nodeOfProject(), [script, ...args], { cwd: repository, stdio: 'inherit' }).status === 0
}

/** @typedef {{ passed: number, failed: number, skipped: number, files: import('./slowest-files.mjs').FileTime[] }} Totals */

/**
 * One run of Vitest, in a process of its own.
 * @param {string[]} args
 * @param {boolean} shown whether its output is shown as it comes; else it is kept until `show` is called
 * @returns {{ totals: Promise<Totals>, show: () => void }}
 */
function runTests(args, shown) {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-test-'))
  const file = join(folder, 'totals.json')
  const child = spawn(nodeOfProject(), [join(bin, 'vitest', 'vitest.mjs'), 'run', ...args], {
    cwd: repository,
    stdio: shown ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // What the tests start as processes of their own loads the same files again and again.
      NODE_COMPILE_CACHE: join(repository, 'node_modules', '.cache', 'node-compile'),
      TMPDIR: folderOfRun.path,
      TOUCHLEDGER_TEST_TOTALS: file,
      ...(long && { TOUCHLEDGER_TEST_AMOUNT: 'long' }),
      ...(process.stdout.isTTY && !shown && { FORCE_COLOR: '1' }),
    },
  })
  /** @type {Buffer[] | null} */
  let kept = []
  const take = (/** @type {Buffer} */ output) => void (kept === null ? process.stdout.write(output) : kept.push(output))
  child.stdout?.on('data', take)
  child.stderr?.on('data', take)
  // The terminal tells Ctrl-C to everybody; what else is to end this process is told to it alone.
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal))
  const totals = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      /** @type {Totals} */
      const counts = existsSync(file)
        ? JSON.parse(readFileSync(file, 'utf8'))
        : { passed: 0, failed: 0, skipped: 0, files: [] }
      rmSync(folder, { recursive: true, force: true })
      // A run that fails without a failed test, or that has no test, counts as a failure.
      const unexplained = counts.failed === 0 && (code !== 0 || counts.passed === 0)
      if (unexplained) say(`vitest run ${args.join(' ')} ended with ${signal ?? `code ${code}`} and no failed test`)
      resolve({ ...counts, failed: counts.failed + (unexplained ? 1 : 0) })
    })
  })
  const show = () => {
    for (const output of kept ?? []) process.stdout.write(output)
    kept = null
  }
  return { totals, show }
}

/**
 * Every test; those with real windows, which wait more than they compute, beside all others.
 * @returns {Promise<Totals[]>}
 */
async function runAllTests() {
  const most = runTests(['--project', 'shared', '--project', 'node', '--project', 'renderer'], true)
  const windows = runTests(['--project', 'e2e'], false)
  const first = await most.totals
  windows.show()
  return [first, await windows.totals]
}

const long = process.argv.includes('--long')
const given = process.argv.slice(2).filter((argument) => argument !== '--long')
process.on('SIGINT', () => {})
const folderOfRun = memoryFolder()
process.on('exit', folderOfRun.remove)

const results = checks.map(([name, script, ...args]) => {
  process.stdout.write(`\n== ${name}\n`)
  return { name, passed: succeeds(script, args) }
})
process.stdout.write('\n== tests\n')
const runs = given.length > 0 ? [await runTests(given, true).totals] : await runAllTests()

const failedChecks = results.filter((result) => !result.passed)
process.stdout.write(`\n${results.map(({ name, passed }) => `${name}: ${passed ? 'ok' : 'FAILED'}`).join('\n')}\n`)
const total = (/** @type {'passed' | 'failed' | 'skipped'} */ state) => runs.reduce((sum, run) => sum + run[state], 0)
const passed = total('passed') + results.length - failedChecks.length
const failed = total('failed') + failedChecks.length
const skipped = total('skipped')
process.stdout.write(`\n${slowestFiles(runs.flatMap(({ files }) => files))}`)
process.stdout.write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`)
process.exitCode = failed === 0 ? 0 : 1
