import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inOwnMounts, missingRight } from '../scripts/debian-root.mjs'
import { setUpWine } from '../scripts/windows/set-up.mjs'
import type { BenchOptions, BenchResult } from './result.ts'
import { undoing } from './support/undoing.ts'
import type { WatchCosts } from './windows/measure.ts'

/**
 * What it costs to see windows on Windows, under Wine: the helper program beside x-win's polling, at once on one display. Skipped where
 * Wine cannot be set up.
 */
export const run = ({ small, said }: BenchOptions): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    const missing = missingRight()
    if (missing !== null) {
      said(`windows is skipped: ${missing}`)
      return []
    }
    setUpWine()
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-bench-windows-'))
    later(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'costs.json')
    const code = inOwnMounts(join(import.meta.dirname, 'windows', 'measure.ts'), [file, small ? 'small' : 'whole'])
    if (code !== 0) throw new Error(`the measurement under Wine ended with code ${code}`)
    return resultsOf(JSON.parse(readFileSync(file, 'utf8')) as WatchCosts)
  })

const resultsOf = ({ seconds, switches, helper, listening, polling, nothing }: WatchCosts): readonly BenchResult[] => {
  const name = `windows, ${seconds} s with ${switches} switches`
  const baseline = "baseline: x-win polled four times a second on Windows' Node, less a Node that does nothing"
  return [
    {
      name: `${name}: CPU of the helper`,
      unit: 'ms',
      measured: helper.cpuMs,
      baseline: polling.cpuMs - nothing.cpuMs,
      target: null,
      notes: [
        `${baseline} (${polling.cpuMs.toFixed(0)} and ${nothing.cpuMs.toFixed(0)} ms)`,
        "what Wine's server does for either is in neither",
        `switches seen: ${listening.seen} with the helper, ${polling.seen} by polling`,
      ],
    },
    {
      name: `${name}: CPU with what listens`,
      unit: 'ms',
      measured: helper.cpuMs + listening.cpuMs - nothing.cpuMs,
      baseline: polling.cpuMs - nothing.cpuMs,
      target: null,
      notes: [
        `the helper and the Node that reads its lines (${listening.cpuMs.toFixed(0)} ms), less a Node that does nothing`,
      ],
    },
    {
      name: `${name}: memory of the helper`,
      unit: 'MB PSS',
      measured: helper.megabytes,
      baseline: polling.megabytes - nothing.megabytes,
      target: null,
      notes: [
        `${baseline} (${polling.megabytes.toFixed(1)} and ${nothing.megabytes.toFixed(1)} MB); the Node that reads the helper's lines ${listening.megabytes.toFixed(1)} MB`,
      ],
    },
  ]
}
