import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from 'vite'
import { openJournal } from '../../src/main/journal/journal.ts'
import { journalKey } from '../../src/main/journal/key-file.ts'
import { filePermissionSealer } from '../../src/main/sync/sealer.ts'
import type { SpanRecord } from '../../src/shared/contract/index.ts'
import { seededRandom } from '../../src/tools/sample/random.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { enrollCode } from '../integration/support/desk.ts'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { keyStore } from '../main/journal/support/key-store.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { amount } from '../setup/amount.ts'
import type { AgentAtWork } from './support/agent-at-work.ts'
import { CANARY, hasKeyStore, madeUpDay, segmentsOf, workedIn, type Worked } from './support/made-up-day.ts'

/** Number of computers, and kills of each agent per day. */
const DEVICES = 6
const KILLS = amount(8, 34)
const DAY_MS = 12 * 3_600_000
const TICK_MS = 1000

let bundle = ''
let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  // Alone, the agent starts in an eighth of a second; in parallel it takes three times as long.
  const cache = join('node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  bundle = await mkdtemp(join(cache, 'faults-'))
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['better-sqlite3', 'x11', '@miniben90/x-win', 'get-windows'] },
    build: {
      ssr: 'tests/faults/support/agent-at-work.ts',
      outDir: bundle,
      rolldownOptions: { output: { entryFileNames: 'agent.mjs' } },
    },
  })
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null } })
})
afterAll(async () => {
  await endpoint.close()
  await rm(bundle, { recursive: true, force: true })
})

/** Runs the agent and kills it after `afterMs` of work (`'work'`) or of life. Returns its output. */
async function runAgent(options: AgentAtWork, kill: { afterMs: number; of: 'work' | 'life' } | null) {
  // A file instead of a pipe keeps the output however slowly it is read.
  const file = join(bundle, `said-${options.seed}`)
  const output = openSync(file, 'w')
  const child = spawn(process.execPath, [join(bundle, 'agent.mjs'), JSON.stringify(options)], {
    stdio: ['ignore', output, 'inherit', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(bundle, 'compiled') },
  })
  closeSync(output)
  const exited = once(child, 'exit')
  if (kill) {
    const working = child.stdio[3]
    if (kill.of === 'work' && working) await Promise.race([once(working, 'data'), exited])
    await sleep(kill.afterMs)
    child.kill('SIGKILL')
  }
  await exited
  const said = readFileSync(file, 'utf8')
  // A last line cut off by the kill does not count.
  const lines = said.slice(0, said.lastIndexOf('\n') + 1).split('\n')
  const last = lines.findLast((line) => line.startsWith('at '))
  return { reached: last === undefined ? null : Number(last.slice(3)), lines }
}

interface Run {
  /** In day time. */
  readonly from: number
  /** The last instant that the agent reported as done; null if it was killed before. */
  readonly reached: number | null
  /** The agent cannot have seen anything after this instant. */
  readonly next: number
  /** Wall time of the day's start during this run. */
  readonly dayAt: number
}

/** The journal's spans of one run in day time, with equal neighbors merged. */
function recordedIn(spans: readonly SpanRecord[], run: Run): Worked[] {
  const worked: Worked[] = []
  for (const span of spans) {
    const [from, to] = [span.startedAt - run.dayAt, span.endedAt - run.dayAt]
    if (from < run.from || from > run.next) continue
    const last = worked.at(-1)
    if (last && last.to === from && last.presence === span.presence && last.activity === span.activity) {
      worked[worked.length - 1] = { ...last, to }
    } else worked.push({ from, to, presence: span.presence as Worked['presence'], activity: span.activity })
  }
  return worked
}

async function liveThrough(seed: number) {
  const { between, chance } = seededRandom(seed)
  const directory = temporaryDirectory()
  const steps = madeUpDay(seed, DAY_MS)
  const code = await enrollCode(endpoint, `Device ${seed}`)
  const runs: Run[] = []
  let at = { from: 0, wall: Date.now() - 2 * DAY_MS, mono: 50_000 }
  for (let kill = 0; kill <= KILLS; kill += 1) {
    const last = kill === KILLS
    const lengthMs = last ? at.from + 60_000 : DAY_MS
    const options = { directory, endpointUrl: endpoint.url, enrollCode: code, seed, ...at, lengthMs: DAY_MS }
    const { reached, lines } = await runAgent(
      { ...options, lengthMs },
      last ? null : chance(0.15) ? { afterMs: between(20, 160), of: 'life' } : { afterMs: between(0, 60), of: 'work' },
    )
    expect(lines.filter((line) => line.startsWith('log '))).toEqual([])
    expect(lines.includes('done')).toBe(last)
    const behind = reached ?? at.from
    const ticks = at.from + Math.floor((behind - at.from) / TICK_MS + 1) * TICK_MS
    const step = steps.find((candidate) => candidate.at > behind)?.at ?? DAY_MS
    const next = last ? behind : Math.min(step, ticks)
    runs.push({ from: at.from, reached, next, dayAt: at.wall - at.from })
    const down = between(200, 30_000)
    const passed = next - at.from + down
    // A reboot restarts the monotonic clock.
    at = { from: next, wall: at.wall + passed, mono: chance(0.3) ? between(5000, 90_000) : at.mono + passed }
  }
  return { seed, directory, steps, runs }
}

test(`kill -9 at ${DEVICES * KILLS} random moments: each run loses at most a second, no record is lost or counted twice, no title is on disk`, async () => {
  const first = process.env['FAULTS_SEED'] === undefined ? Date.now() % 1_000_000 : Number(process.env['FAULTS_SEED'])
  const seeds = Array.from({ length: DEVICES }, (_, index) => first + index)
  const what = `FAULTS_SEED=${first}`
  const half = async (parity: number) => {
    const lived = []
    for (const seed of seeds.filter((each) => each % 2 === parity)) lived.push(await liveThrough(seed))
    return lived
  }
  const lives = (await Promise.all([half(0), half(1)])).flat()

  const everywhere: { key: string; ms: number }[] = []
  for (const { seed, directory, steps, runs } of lives) {
    const segments = segmentsOf(steps, DAY_MS)
    const { key } = await journalKey(directory, hasKeyStore(seed) ? keyStore(0x5a) : filePermissionSealer, Date.now)
    const journal = openJournal(directory, { key })
    expect(journal.encrypted, what).toBe(hasKeyStore(seed))
    const records = journal.newest({ limit: 1e9 }).toReversed()
    expect(
      records.every(({ state }) => state === 'acked'),
      what,
    ).toBe(true)
    expect(journal.recovered, what).toBeNull()
    const spans = records.flatMap(({ record }) => (record.kind === 'span' ? [record] : []))
    for (const run of runs) {
      const recorded = recordedIn(spans, run)
      const end = recorded.at(-1)?.to ?? run.from
      // Exact to the millisecond, up to the last checkpoint at most a second before the end.
      expect(recorded, `${what} ${JSON.stringify(run)}`).toEqual(workedIn(segments, run.from, end))
      expect(end, `${what} ${JSON.stringify(run)}`).toBeLessThanOrEqual(run.next)
      if (run.reached !== null) expect(run.next - end, `${what} ${JSON.stringify(run)}`).toBeLessThanOrEqual(1000)
    }
    // Nothing besides these runs.
    expect(
      runs.flatMap((run) => recordedIn(spans, run)).reduce((sum, { from, to }) => sum + to - from, 0),
      what,
    ).toBe(spans.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0))
    // The latest revisions of all touches add up to all work on claims.
    const touches = new Map(
      records.flatMap(({ record }) => (record.kind === 'touch' ? [[record.touchId, record]] : [])),
    )
    expect(
      [...touches.values()].reduce((sum, { activeMs }) => sum + activeMs, 0),
      what,
    ).toBe(
      spans
        .filter(({ presence, claimToken }) => presence === 'active' && claimToken !== null)
        .reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0),
    )
    for (const span of spans)
      everywhere.push({ key: `${journal.generation}/${span.seq}`, ms: span.endedAt - span.startedAt })
    journal.close()
    const files = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'latin1'))
    expect(
      files.some((bytes) => bytes.includes('availity-claim-status')),
      what,
    ).toBe(!hasKeyStore(seed))
    expect(
      files.filter((bytes) => bytes.includes(CANARY)),
      what,
    ).toEqual([])
  }

  const rows = await endpoint.database.query<{ key: string; ms: number }>(
    sql`select generation || '/' || seq as key, ended_at - started_at as ms from spans join journals using (journal)`,
  )
  const sorted = (list: readonly { key: string; ms: number }[]) => list.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  expect(sorted(rows), what).toEqual(sorted(everywhere))
})
