import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'
import { slowestFiles } from '../../scripts/slowest-files.mjs'

/**
 * Ends the run with the slowest files and one plain line, `N passed, N failed`, for people and scripts alike. Skipped tests are named in it
 * when there are any. A file or a suite whose own code fails, and an error outside every test, count as a failure each.
 * A run without a single test fails. Where TOUCHLEDGER_TEST_TOTALS names a file, the counts and times go there as
 * JSON instead: scripts/test.mjs adds its own to them.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<SerializedError>): void {
    const counts = modules.map(countModule)
    const passed = sum(counts.map((count) => count.passed))
    const failed = sum(counts.map((count) => count.failed)) + errors.length
    const skipped = sum(counts.map((count) => count.skipped))
    if (passed + failed === 0) process.exitCode = 1
    const files = modules.map(timeOf)
    const file = process.env['TOUCHLEDGER_TEST_TOTALS']
    if (file) {
      writeFileSync(file, JSON.stringify({ passed, failed, skipped, files }))
      return
    }
    const lines = `${slowestFiles(files)}${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`
    // After the default reporter's own summary, which is written in the same turn.
    setImmediate(() => process.stdout.write(lines))
  }
}

function countModule(module: TestModule): { passed: number; failed: number; skipped: number } {
  const states = [...module.children.allTests()].map((test) => test.result().state)
  const passed = states.filter((state) => state === 'passed').length
  const skipped = states.filter((state) => state === 'skipped').length
  const suiteErrors = sum([...module.children.allSuites()].map((suite) => suite.errors().length))
  const failed = states.length - passed - skipped + module.errors().length + suiteErrors
  return { passed, skipped, failed: failed === 0 && !module.ok() ? 1 : failed }
}

/** From the moment a worker begins to load the file. */
function timeOf(module: TestModule): { name: string; seconds: number } {
  const { prepareDuration, setupDuration, collectDuration, duration } = module.diagnostic()
  const ms = sum([prepareDuration, setupDuration, collectDuration, duration])
  return { name: module.relativeModuleId, seconds: Math.round(ms) / 1000 }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
