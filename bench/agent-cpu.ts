import { setTimeout as sleep } from 'node:timers/promises'
import { buildIfStale } from '../scripts/build.mjs'
import { startDisplay } from '../scripts/display.mjs'
import type { BenchResult } from './result.ts'
import { undoing } from './support/undoing.ts'
import {
  launchInstalled,
  startEmptyApp,
  startEndpoint,
  startHiddenAgent,
  startPolledGetWindows,
  type Running,
} from './support/electron-apps.ts'
import { cpuOfTree } from './support/process-tree.ts'
import { openDesk } from './support/windows.ts'

/** V8 tidies its heap once about 30 s after the start-up; that belongs to the start-up. */
const SETTLE_MS = 45_000
const MEASURE_MS = 60_000
const SWITCH_EVERY_MS = 7000

/**
 * CPU time of the hidden agent's whole process tree over a minute of real windows taking turns, against a process that polls
 * `get-windows` once a second. Both at once on one display: what the machine does meets both.
 */
export const run = (): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    buildIfStale()
    const display = await startDisplay()
    later(display.stop)
    const endpoint = await startEndpoint()
    later(() => endpoint.stop())
    const desk = await openDesk(display.env)
    later(desk.stop)
    const started = async (starting: Promise<Running>) => {
      const app = await starting
      later(() => app.stop())
      return app
    }
    const agent = await started(startHiddenAgent(endpoint, display.env, launchInstalled))
    const empty = await started(startEmptyApp(display.env, launchInstalled))
    const polling = await started(startPolledGetWindows(display.env))
    const everyone = [agent, empty, polling]

    const takeTurns = async (ms: number) => {
      const end = performance.now() + ms
      for (let left = ms; left > 0; left = end - performance.now()) {
        await desk.switchWindow()
        await sleep(Math.min(SWITCH_EVERY_MS, Math.max(0, end - performance.now())))
      }
    }
    await takeTurns(SETTLE_MS)
    const before = everyone.map(({ pid }) => cpuOfTree(pid))
    await takeTurns(MEASURE_MS)
    const [ofAgent = 0, ofEmpty = 0, ofPolling = 0] = everyone.map(
      ({ pid }, index) => cpuOfTree(pid) - (before[index] ?? 0),
    )
    return [
      {
        name: 'agent-cpu, 60 s with a switch every 7 s',
        unit: 'ms CPU',
        measured: ofAgent,
        baseline: ofPolling,
        target: { atMost: 0.2 },
        notes: [
          'baseline: get-windows polled at 1 Hz, with the processes it starts',
          `an empty Electron app beside them: ${ofEmpty.toFixed(0)} ms CPU`,
        ],
      },
    ]
  })
