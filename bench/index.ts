// `npm run bench [-- NAME… [--small]]`: all benchmarks but the long ones, or those named, and one table of what they found. The targets are aims: a
// benchmark that misses its own does not fail, one that could not run does.
import { cpus, loadavg, totalmem } from 'node:os'
import { findElectron } from '../scripts/electron-runtime.mjs'
import type { BenchOptions, BenchResult } from './result.ts'
import { tableOf } from './table.ts'

const benchmarks: Readonly<
  Record<string, () => Promise<{ run(options: BenchOptions): Promise<readonly BenchResult[]> }>>
> = {
  agent: () => import('./agent.ts'),
  'agent-cpu': () => import('./agent-cpu.ts'),
  'agent-memory': () => import('./agent-memory.ts'),
  classify: () => import('./classify.ts'),
  sessionize: () => import('./sessionize.ts'),
  ingest: () => import('./ingest.ts'),
  storage: () => import('./storage.ts'),
  fleet: () => import('./fleet.ts'),
  x835: () => import('./x835.ts'),
  panel: () => import('./panel.ts'),
  denials: () => import('./denials.ts'),
  day: () => import('./day.ts'),
  claims: () => import('./claims.ts'),
  windows: () => import('./windows.ts'),
}

/** They take a quarter of an hour each, `agent` six minutes, `day` and `claims` twenty; `panel` 15 GB of disk, `windows` Wine. */
const onlyByName: readonly string[] = ['agent', 'fleet', 'panel', 'denials', 'day', 'claims', 'windows']

const say = (text: string) => process.stderr.write(`${text}\n`)

async function main(parameters: readonly string[]): Promise<number> {
  const small = parameters.includes('--small')
  const named = parameters.filter((parameter) => parameter !== '--small')
  const unknown = named.find((name) => !Object.hasOwn(benchmarks, name))
  if (unknown !== undefined) {
    say(`no benchmark is called ${unknown}\nusage: npm run bench [-- ${Object.keys(benchmarks).join('|')} …] [--small]`)
    return 2
  }
  const usual = Object.keys(benchmarks).filter((name) => !onlyByName.includes(name))
  const results: BenchResult[] = []
  let failed = 0
  const loadBefore = load()
  for (const name of named.length > 0 ? named : usual) {
    say(`${name} …`)
    try {
      const benchmark = await benchmarks[name]?.()
      results.push(...((await benchmark?.run({ small, said: say })) ?? []))
    } catch (error) {
      failed += 1
      say(`${name} could not run: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  process.stdout.write(`\n${tableOf(results)}\n\n${machine()}\nload average before: ${loadBefore}; after: ${load()}\n`)
  return failed === 0 ? 0 : 1
}

const load = () =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ')

const machine = () => {
  const processors = cpus()
  const electron = findElectron()
  return [
    `${processors.length} × ${processors[0]?.model.trim() ?? 'processor'}`,
    `${(totalmem() / 2 ** 30).toFixed(0)} GB`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    `Electron ${electron?.version ?? '-'}${electron?.official === false ? ' (fallback)' : ''}`,
  ].join(', ')
}

process.exitCode = await main(process.argv.slice(2))
