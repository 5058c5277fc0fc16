// Run by bench/windows.ts where mounts are its own: `measure.ts RESULT small|whole`.
import { closeSync, copyFileSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { places } from '../../scripts/windows/places.mjs'
import { withWindows } from '../../scripts/windows/prepare.mjs'
import { startInWine, windowsPath } from '../../scripts/windows/run.mjs'
import { bundle } from '../../tests/setup/bundle.ts'
import { pidOfProgram } from '../../tests/windows/support/processes.ts'
import { ScriptedWindow } from '../../tests/windows/support/programs.ts'
import { cpuOfTree, memoryOfTree } from '../support/process-tree.ts'
import { undoing } from '../support/undoing.ts'

/** What one process cost in the time that was measured, and how many switches it saw. */
export interface Watched {
  readonly cpuMs: number
  readonly megabytes: number
  readonly seen: number
}

export interface WatchCosts {
  readonly seconds: number
  readonly switches: number
  /** The helper program itself. */
  readonly helper: Omit<Watched, 'seen'>
  /** The Node that reads its lines. */
  readonly listening: Watched
  readonly polling: Watched
  readonly nothing: Watched
}

const SETTLE_MS = 10_000
const MEASURE_MS = 120_000
const SMALL_MS = 5000
/** Half of them shorter than two polls. */
const DWELLS_MS = [120, 2000, 300, 900, 4000, 80, 1500, 200, 3000, 450]
const PATIENCE_MS = 120_000

const [resultFile = '', size] = process.argv.slice(2)
const small = size === 'small'

const until = async (what: string, condition: () => boolean): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`did not happen: ${what}`)
    await sleep(5)
  }
}

const measure = (programs: string, packages: string): Promise<WatchCosts> =>
  undoing(async (later) => {
    process.env['TOUCHLEDGER_WINDOWS_PROGRAMS'] = programs
    const folder = mkdtempSync(join(tmpdir(), 'touchledger-bench-helper-'))
    later(() => rmSync(folder, { recursive: true, force: true }))
    // Under a name of its own, by which its process is found.
    const helperProgram = join(folder, `helper-${process.pid}.exe`)
    copyFileSync(join(programs, 'touchledger-windows.exe'), helperProgram)
    const main = await bundle(join(import.meta.dirname, 'watch-main.ts'), join(packages, 'out', 'watch'))
    const windows = ['Claim Status', 'Hyperspace'].map((title, index) => {
      const window = new ScriptedWindow(index === 0 ? 'msedge' : 'epic', title)
      later(() => window.end())
      return window
    })
    await until('both windows are shown', () => windows.every(({ done }) => done.length > 0))

    const watcher = async (how: string) => {
      const log = join(folder, how)
      const file = openSync(log, 'w')
      const child = startInWine([places.node, windowsPath(main), how, windowsPath(helperProgram)], {
        stdio: ['ignore', file, file],
      })
      closeSync(file)
      later(() => void child.kill('SIGKILL'))
      const lines = () => readFileSync(log, 'utf8').split('\n')
      await until(`${how} watches`, () => lines().includes('watching'))
      return { pid: child.pid ?? 0, seen: () => lines().filter((line) => line === 'seen').length }
    }
    const [listening, polling, nothing] = [await watcher('helper'), await watcher('x-win'), await watcher('nothing')]
    const helper = { pid: pidOfProgram(basename(helperProgram)) ?? 0, seen: () => 0 }
    if (helper.pid === 0) throw new Error('the helper does not run')

    let turn = 0
    const work = async (ms: number) => {
      const end = performance.now() + ms
      while (performance.now() < end) {
        const window = windows[turn % windows.length]
        const before = window?.done.length ?? 0
        window?.tell('front')
        await until('the window is in front', () => (window?.done.length ?? 0) >= before + 2)
        await sleep(DWELLS_MS[turn % DWELLS_MS.length])
        turn += 1
      }
    }
    await work(small ? SMALL_MS : SETTLE_MS)
    const everyone = [helper, listening, polling, nothing]
    const before = everyone.map(({ pid, seen }) => ({ cpuMs: cpuOfTree(pid), seen: seen() }))
    const switchesBefore = turn
    const measureMs = small ? SMALL_MS : MEASURE_MS
    await work(measureMs)
    const [ofHelper, ofListening, ofPolling, ofNothing] = everyone.map(({ pid, seen }, index) => ({
      cpuMs: cpuOfTree(pid) - (before[index]?.cpuMs ?? 0),
      megabytes: memoryOfTree(pid),
      seen: seen() - (before[index]?.seen ?? 0),
    }))
    if (!ofHelper || !ofListening || !ofPolling || !ofNothing) throw new Error('nothing was measured')
    return {
      ...{ seconds: measureMs / 1000, switches: turn - switchesBefore },
      ...{ helper: ofHelper, listening: ofListening, polling: ofPolling, nothing: ofNothing },
    }
  })

const costs = await withWindows(({ programs, packages }) => measure(programs, packages))
writeFileSync(resultFile, JSON.stringify(costs))
process.exit(0)
