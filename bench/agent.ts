import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { buildIfStale } from '../scripts/build.mjs'
import { startDisplay } from '../scripts/display.mjs'
import { openDayDesk } from './day/desk.ts'
import { Hands } from '../tests/e2e/support/hands.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { sentInADay } from './support/sent-in-a-day.ts'
import {
  launchInstalled,
  startEmptyApp,
  startEndpoint,
  startHiddenAgent,
  startPolledGetWindows,
  type Running,
} from './support/electron-apps.ts'
import { costsOf, lessCosts, memoryOfTree } from './support/process-costs.ts'
import { undoing } from './support/undoing.ts'

/** V8 tidies its heap once about 30 s after the start-up; that belongs to the start-up. */
const SETTLE_MS = 45_000
const MEASURE_MS = 300_000
const SMALL_MS = 15_000
/** Of eight hours. */
const WORKING_DAY_MS = 8 * 3_600_000
/** Five minutes of work: ten windows, 1 to 95 s each, half a minute on average. */
const DWELLS_MS = [2000, 40_000, 1000, 12_000, 95_000, 5000, 60_000, 8000, 30_000, 47_000]

/** Titles the starter rules know, some with a claim. */
const titles = [
  'Hyperspace - Denial follow-up work queue',
  'SPOT - Claim status - Claim #PCN-20418',
  'Online banking - accounts',
  'Follow-up log.xlsx - Excel',
  'SPOT - Claim status - Claim #PCN-30777',
  'Inbox - Outlook',
]

/**
 * What the hidden agent costs over five minutes of real windows and keys: processor, memory, context switches, and disk; beside an empty
 * Electron app and a process that polls `get-windows` once a second, at once on one display.
 */
export const run = ({ small, said }: BenchOptions): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    buildIfStale()
    const display = await startDisplay()
    later(display.stop)
    const endpoint = await startEndpoint()
    later(() => endpoint.stop())
    const desk = await openDayDesk(display.env['DISPLAY'] ?? '', titles)
    later(desk.end)
    const started = async <App extends Running>(starting: Promise<App>) => {
      const app = await starting
      later(() => app.stop())
      return app
    }
    const unused = await startHiddenAgent(endpoint, display.env, launchInstalled)
    await unused.stop({ keepFolder: true })
    const emptyJournal = sizeOf(join(unused.folder, 'journal.db'))
    await unused.stop()
    const agent = await started(startHiddenAgent(endpoint, display.env, launchInstalled))
    const empty = await started(startEmptyApp(display.env, launchInstalled))
    const polling = await started(startPolledGetWindows(display.env))
    const everyone = [agent, empty, polling]
    const hands = new Hands(() => desk.pressKey())
    hands.work()
    later(async () => void (await hands.rest()))

    let turn = 0
    const work = async (ms: number) => {
      const end = performance.now() + ms
      for (let left = ms; left > 0; left = end - performance.now()) {
        await desk.show(turn % titles.length)
        await sleep(Math.min(DWELLS_MS[turn % DWELLS_MS.length] ?? 0, Math.max(0, end - performance.now())))
        turn += 1
      }
    }
    await work(small ? SMALL_MS : SETTLE_MS)
    said('measuring …')
    const before = { costs: everyone.map(({ pid }) => costsOf(pid)), turn }
    const measureMs = small ? SMALL_MS : MEASURE_MS
    await work(measureMs)
    const costs = everyone.map(({ pid }, index) => {
      const start = before.costs[index]
      return start ? lessCosts(costsOf(pid), start) : costsOf(pid)
    })
    const [ofAgent, ofEmpty, ofPolling] = costs
    if (!ofAgent || !ofEmpty || !ofPolling) throw new Error('nothing was measured')
    const [agentMemory = 0, emptyMemory = 0] = everyone.map(({ pid }) => memoryOfTree(pid))
    const switches = turn - before.turn
    await agent.stop({ keepFolder: true })
    const grown = sizeOf(join(agent.folder, 'journal.db')) - emptyJournal
    const recordedMs = measureMs + (small ? SMALL_MS : SETTLE_MS)
    const name = `agent, ${measureMs / 1000} s with ${switches} switches`
    return [
      {
        name: `${name}: CPU`,
        unit: 'ms',
        measured: ofAgent.cpuMs,
        baseline: ofPolling.cpuMs,
        target: { atMost: 0.15 },
        notes: [
          'baseline: get-windows polled at 1 Hz, with the processes it starts',
          `${((100 * ofAgent.cpuMs) / measureMs).toFixed(3)} % of a core; an empty Electron app beside them ${((100 * ofEmpty.cpuMs) / measureMs).toFixed(3)} %`,
        ],
      },
      {
        name: `${name}: of a core`,
        unit: 'ms',
        measured: ofAgent.cpuMs,
        baseline: measureMs,
        target: { atMost: 0.0025 },
        notes: ['baseline: the time it took'],
      },
      {
        name: `${name}: memory`,
        unit: 'MB PSS',
        measured: agentMemory,
        baseline: emptyMemory,
        target: null,
        notes: [
          'baseline: an empty app, which runs from the same files here, so that both look smaller than alone, it the more: agent-memory compares them by turns',
        ],
      },
      {
        name: `${name}: context switches`,
        unit: 'switches',
        measured: ofAgent.contextSwitches,
        baseline: ofEmpty.contextSwitches,
        target: null,
        notes: [
          `baseline: the empty app; ${(ofAgent.contextSwitches / (measureMs / 1000)).toFixed(1)} a second; the polling process itself, without the children it starts, ${ofPolling.contextSwitches}`,
        ],
      },
      {
        name: `${name}: written`,
        unit: 'KB',
        measured: ofAgent.bytesWritten / 1024,
        baseline: ofEmpty.bytesWritten / 1024,
        target: null,
        notes: [
          `baseline: the empty app; handed to write(), between processes too. To the disk ${(ofAgent.bytesToDisk / 1024).toFixed(0)} KB`,
        ],
      },
      {
        name: `${name}: journal a working day`,
        unit: 'KB',
        measured: (emptyJournal + (grown * WORKING_DAY_MS) / recordedMs) / 1024,
        baseline: 1024,
        target: { atMost: 1 },
        notes: [
          `baseline: the aim; the closed journal grew by ${(grown / 1024).toFixed(0)} KB from ${(emptyJournal / 1024).toFixed(0)} KB when empty`,
        ],
      },
      ...(await sentInADay(endpoint)),
    ]
  })

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}
