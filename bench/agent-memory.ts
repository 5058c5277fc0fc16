import { setTimeout as sleep } from 'node:timers/promises'
import { buildIfStale } from '../scripts/build.mjs'
import { startDisplay } from '../scripts/display.mjs'
import type { BenchResult } from './result.ts'
import {
  copyOfElectron,
  startEmptyApp,
  startEndpoint,
  startHiddenAgent,
  type Running,
} from './support/electron-apps.ts'
import { memoryOfTree } from './support/process-tree.ts'
import { undoing } from './support/undoing.ts'
import { openDesk } from './support/windows.ts'

/** V8 gives back what the start-up left about 30 s after it. */
const SETTLE_MS = 42_000
/** The first start of an Electron from new files probes the graphics driver, and keeps it mapped. */
const FIRST_START_MS = 5000
const SWITCH_EVERY_MS = 6000
const ROUNDS = 2

/**
 * Memory of all processes of the hidden agent, enrolled and recording, against an empty app in the same Electron. In turns, not at
 * once: together they would share what each has alone on a biller's computer.
 */
export const run = (): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    buildIfStale()
    const electron = copyOfElectron()
    later(electron.remove)
    const display = await startDisplay()
    later(display.stop)
    const endpoint = await startEndpoint()
    later(() => endpoint.stop())
    const desk = await openDesk(display.env)
    later(desk.stop)

    const first = await startEmptyApp(display.env, electron.launch)
    await sleep(FIRST_START_MS)
    await first.stop()

    const megabytes = async (starting: Promise<Running>) => {
      const app = await starting
      try {
        for (let passed = 0; passed < SETTLE_MS; passed += SWITCH_EVERY_MS) {
          await desk.switchWindow()
          await sleep(SWITCH_EVERY_MS)
        }
        return memoryOfTree(app.pid)
      } finally {
        await app.stop()
      }
    }
    const ofEmpty: number[] = []
    const ofAgent: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      ofEmpty.push(await megabytes(startEmptyApp(display.env, electron.launch)))
      ofAgent.push(await megabytes(startHiddenAgent(endpoint, display.env, electron.launch)))
    }
    return [
      {
        name: 'agent-memory, 42 s after the start',
        unit: 'MB PSS',
        measured: mean(ofAgent),
        baseline: mean(ofEmpty),
        target: { atMost: 1.1 },
        notes: [
          'baseline: an empty app in the same Electron with the same switches',
          `agent ${listed(ofAgent)}, empty app ${listed(ofEmpty)}`,
        ],
      },
    ]
  })

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const listed = (values: readonly number[]): string => values.map((value) => value.toFixed(1)).join(' and ')
