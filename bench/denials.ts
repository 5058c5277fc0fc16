import type { Database } from '../src/server/database/database.ts'
import type { Filters } from '../src/server/rollups/filters.ts'
import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { listReads, metricReads } from './support/denial-reads.ts'
import { makeWorld, midnightOf, WORLD_END, type WorldSize } from './support/panel-world.ts'
import { aimed, freshDatabase, millisecondsOf, quantile, timesOf } from './support/questions.ts'
import { undoing } from './support/undoing.ts'

/** A year of denials, 60,000 of them open, and 2 M touches of one span each: what denials cost, spans apart. */
const full: WorldSize = { users: 1000, days: 50, denials: 500_000, denialDays: 365, spansATouch: 1 }
const small: WorldSize = { ...full, users: 20, days: 20, denials: 4_000 }
/** A tenth of the days with touches, and of the denials that are resolved; as many are open. */
const tenthOf = (size: WorldSize): WorldSize => ({ ...size, days: size.days / 10, denialDays: 76 })

const everybody = { userId: null, team: null, payer: null }
const week: Filters = { ...everybody, from: midnightOf(4), to: WORLD_END }
/** What the panel compares the week with. */
const weekBefore: Filters = { ...everybody, from: midnightOf(9), to: midnightOf(4) }
const twoDays: Filters = { ...everybody, from: midnightOf(1), to: WORLD_END }

/** Questions that a larger history may not make slower. */
const growing = [
  'worklist',
  'worklist summary',
  'open_denials by category by age_bucket',
  'stalled_denials',
  'overdue_denials',
  'worked_within_sla',
  'minutes_per_denial by category',
  'repeat_touch_share by category',
  'recovery_yield by user',
]

/** Every metric, the worklist, alerts and findings, at the week and the week before; some of them at a tenth of the history too. */
export const run = async (options: BenchOptions): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    const server = await startPostgres()
    later(() => server.stop())
    const size = options.small ? small : full
    const open = async (name: string, world: WorldSize): Promise<Database> => {
      const database = await freshDatabase(server.url, name)
      later(() => database.close())
      await makeWorld(database, world, options.said)
      return database
    }
    const whole = await open('whole', size)
    const tenth = await open('tenth', tenthOf(size))
    return measureDenials(tenth, whole, options.small ? 2 : 20)
  })

/** Both databases hold a world, of which the second has ten times the history. */
export const measureDenials = async (
  tenth: Database,
  whole: Database,
  rounds: number,
): Promise<readonly BenchResult[]> => {
  const results: BenchResult[] = []
  const ofWhole = { ...metricReads, ...(await listReads(whole)) }
  const ofTenth = { ...metricReads, ...(await listReads(tenth)) }
  for (const name of growing) {
    const [large, little] = [ofWhole[name], ofTenth[name]]
    if (large && little)
      results.push(
        await compare(
          name,
          () => little(tenth, twoDays),
          () => large(whole, twoDays),
          rounds,
        ),
      )
  }
  for (const [name, read] of Object.entries(ofWhole)) {
    results.push(aimed(`denials, a week: ${name}`, await timesOf(() => read(whole, week), rounds)))
  }
  for (const [name, read] of Object.entries(metricReads)) {
    results.push(aimed(`denials, the week before: ${name}`, await timesOf(() => read(whole, weekBefore), rounds)))
  }
  return results
}

const compare = async (
  name: string,
  little: () => Promise<unknown>,
  large: () => Promise<unknown>,
  rounds: number,
): Promise<BenchResult> => {
  const times = { little: [] as number[], large: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => times.little.push(await millisecondsOf(little)),
      async () => times.large.push(await millisecondsOf(large)),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn()
  }
  const after = times.large.slice(1)
  return {
    name: `denials, two days: ${name}`,
    unit: 'ms',
    measured: quantile(after, 0.5),
    baseline: quantile(times.little.slice(1), 0.5),
    target: { atMost: 1.3 },
    notes: [`p95 ${quantile(after, 0.95).toFixed(0)} ms`, 'baseline: at a tenth of the history'],
  }
}
