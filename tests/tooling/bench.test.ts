import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isMet, type BenchResult } from '../../bench/result.ts'
import { interleaved } from '../../bench/support/interleaved.ts'
import { cpuOfTree, memoryOfTree } from '../../bench/support/process-tree.ts'
import { tableOf } from '../../bench/table.ts'
import { repository } from '../../scripts/launch-electron.mjs'

const result = (change: Partial<BenchResult>): BenchResult => ({
  name: 'thing',
  unit: 'ms',
  measured: 20,
  baseline: 100,
  target: { atMost: 0.2 },
  notes: ['baseline: another thing'],
  ...change,
})

test('a target is met at its exact value, on its side', () => {
  expect(isMet(result({}))).toBe(true)
  expect(isMet(result({ measured: 20.1 }))).toBe(false)
  expect(isMet(result({ target: { atLeast: 0.2 } }))).toBe(true)
  expect(isMet(result({ measured: 19, target: { atLeast: 0.2 } }))).toBe(false)
  expect(isMet(result({ target: null }))).toBe(null)
})

test('the table has a row per result, in columns, with the notes below', () => {
  const lines = tableOf([result({}), result({ name: 'another', measured: 1_234_567, target: null })]).split('\n')
  expect(lines).toEqual([
    'benchmark   measured  baseline  unit     ratio  target       met',
    'thing           20.0     100.0  ms        0.20  at most 0.2  yes',
    'another    1,234,567     100.0  ms    12345.67  -            -',
    '',
    'thing: baseline: another thing',
    'another: baseline: another thing',
  ])
})

test('measurement and baseline alternate, and the first round does not count', async () => {
  const turns: string[] = []
  await interleaved(
    2,
    () => turns.push('measured'),
    () => turns.push('baseline'),
  )
  expect(turns).toEqual(['measured', 'baseline', 'baseline', 'measured', 'measured', 'baseline'])
})

test.runIf(process.platform === 'linux')('CPU time of a process tree includes ended child processes', async () => {
  // A child process that uses about 300 ms of CPU and ends, while its parent does nothing.
  const busy = 'for (let used = 0; used < 3e5; ) { const { user, system } = process.cpuUsage(); used = user + system }'
  const parent = spawn(
    process.execPath,
    [
      '-e',
      `require('node:child_process').execFile(process.execPath, ['-e', ${JSON.stringify(busy)}], () => console.log('done')); setInterval(() => {}, 1e6)`,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  try {
    await once(parent.stdout, 'data')
    expect(cpuOfTree(parent.pid ?? 0)).toBeGreaterThanOrEqual(290)
    expect(memoryOfTree(parent.pid ?? 0)).toBeGreaterThan(1)
  } finally {
    parent.kill('SIGKILL')
    await once(parent, 'exit')
  }
  expect(cpuOfTree(parent.pid ?? 0)).toBe(0)
})

test('an unknown name is refused with the list of known ones', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(repository, 'bench', 'index.ts'), 'nothing'], {
    encoding: 'utf8',
  })
  expect(status).toBe(2)
  expect(stderr).toContain('agent|agent-cpu|agent-memory|classify|sessionize|ingest')
})

test('the panel’s queries run on a small generated world, each compared with a tenth of its history', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(repository, 'bench', 'index.ts'), 'panel', '--small'],
    { encoding: 'utf8' },
  )
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
  const names = [...stdout.matchAll(/^panel, (two days|a week|four weeks): ([\w ]+?) {2,}/gm)].map(([, , name]) => name)
  expect(names).toEqual(
    expect.arrayContaining(['activity', 'persons', 'touches', 'claimMinutes', 'ribbons', 'all at once', 'slowest']),
  )
  expect(stdout).not.toContain('NaN')
})
