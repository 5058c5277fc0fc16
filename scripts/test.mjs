// `npm test`: build, format check, lint, type check, then every test, each regardless of earlier results. Each check counts as one.
// The last line of standard output is `N passed, N failed`.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './launch-electron.mjs'
import { nodeOfProject } from './node-modules.mjs'

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
 * @param {NodeJS.ProcessEnv} [more]
 */
function succeeds(script, args, more = {}) {
  const env = { ...process.env, ...more }
  return spawnSync(nodeOfProject(), [script, ...args], { cwd: repository, stdio: 'inherit', env }).status === 0
}

/** @returns {{ passed: number, failed: number, skipped: number }} */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-test-'))
  try {
    const totals = join(folder, 'totals.json')
    const vitest = join(bin, 'vitest', 'vitest.mjs')
    const succeeded = succeeds(vitest, ['run', ...process.argv.slice(2)], { TOUCHLEDGER_TEST_TOTALS: totals })
    const counts = existsSync(totals) ? JSON.parse(readFileSync(totals, 'utf8')) : { passed: 0, failed: 0, skipped: 0 }
    // A run that fails without a failed test, or that has no test, counts as a failure.
    const unexplained = counts.failed === 0 && (!succeeded || counts.passed === 0)
    return { ...counts, failed: counts.failed + (unexplained ? 1 : 0) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const results = checks.map(([name, script, ...args]) => {
  process.stdout.write(`\n== ${name}\n`)
  return { name, passed: succeeds(script, args) }
})
process.stdout.write('\n== tests\n')
const tests = runTests()

const failedChecks = results.filter((result) => !result.passed)
process.stdout.write(`\n${results.map(({ name, passed }) => `${name}: ${passed ? 'ok' : 'FAILED'}`).join('\n')}\n`)
const passed = tests.passed + results.length - failedChecks.length
const failed = tests.failed + failedChecks.length
process.stdout.write(`${passed} passed, ${failed} failed${tests.skipped === 0 ? '' : `, ${tests.skipped} skipped`}\n`)
process.exitCode = failed === 0 ? 0 : 1
