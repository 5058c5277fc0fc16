import type { Database } from '../src/server/database/database.ts'
import { listHiddenWork, listSpans, listTouches } from '../src/server/reports/lists.ts'
import { panelReads } from '../src/server/reports/panel-queries.ts'
import { readPanel } from '../src/server/reports/panel.ts'
import { sql, where } from '../src/server/database/sql.ts'
import { everything, type Scope } from '../src/server/identity/scope.ts'
import { readRibbonDay, readRibbonHours } from '../src/server/reports/ribbon-queries.ts'
import { readRibbons } from '../src/server/reports/ribbons.ts'
import { atOneState } from '../src/server/rollups/at-one-state.ts'
import type { KnownScope } from '../src/server/rollups/known-state.ts'
import { peopleCondition, type Filters } from '../src/server/rollups/filters.ts'
import { claimRows } from '../src/server/rollups/time-rows.ts'
import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { makeWorld, midnightOf, WORLD_END, ZONE, type WorldSize } from './support/panel-world.ts'
import { panelOverHttp } from './support/panel-over-http.ts'
import { aimed, databaseUrl, freshDatabase, millisecondsOf, quantile, timesOf } from './support/questions.ts'
import { undoing } from './support/undoing.ts'

/** 200 spans and 40 touches a person and day: 10 M spans, 2 M touches, 500,000 denials; and a tenth of the days. */
const full: WorldSize = { users: 1000, days: 50, denials: 500_000, denialDays: 365, spansATouch: 5 }
const small: WorldSize = { ...full, users: 20, days: 20, denials: 4_000 }

type Read = (scope: Scope, filters: Filters) => Promise<unknown>

/** Each of them as the panel reads it: at a state of which it is told what is known. */
function atStates(reads: Readonly<Record<string, (scope: KnownScope, filters: Filters) => Promise<unknown>>>) {
  return Object.fromEntries(
    Object.entries(reads).map(([name, read]): [string, Read] => [
      name,
      (scope, filters) => atOneState(scope, filters, 2 * filters.from - filters.to, (at) => read(at, filters)),
    ]),
  )
}

const LAST_DAY = { from: midnightOf(0), to: WORLD_END }
const firstPage = { limit: 200, cursor: undefined }
const reads: Readonly<Record<string, Read>> = {
  ...atStates({
    ...panelReads,
    ribbonDay: (scope, filters) => readRibbonDay(scope, filters, ZONE),
    ribbonHours: (scope, filters) => readRibbonHours(scope, filters, LAST_DAY),
  }),
  ribbons: async (scope, filters) => {
    const users = await scope.query<{ id: string }>(
      sql`select u.user_id as id from users u ${where([peopleCondition(scope, filters, 'u')])} order by u.name limit 25`,
    )
    return readRibbons(
      scope,
      LAST_DAY,
      users.map(({ id }) => id),
    )
  },
  spansPage: (scope, filters) => listSpans(scope, filters, {}, firstPage),
  touchesPage: (scope, filters) => listTouches(scope, filters, firstPage),
  hiddenPage: (scope, filters) => listHiddenWork(scope, filters, undefined, firstPage),
  claimMinutes: (scope, filters) => scope.query(sql`select count(*), sum(ms) from (${claimRows(scope, filters)}) rows`),
}

const everybody = { to: WORLD_END, userId: null, team: null, payer: null }
/** What the smaller world holds too, with the days before: only there can the two be compared. */
const twoDays: Filters = { ...everybody, from: midnightOf(1) }
const others: Readonly<Record<string, Filters>> = {
  'a week': { ...everybody, from: midnightOf(4) },
  'a week of a team': { ...everybody, from: midnightOf(4), team: 'Team 03' },
  'a week of a payer': { ...everybody, from: midnightOf(4), payer: 'Payer 2' },
  today: { ...everybody, from: midnightOf(0) },
  'four weeks': { ...everybody, from: midnightOf(19) },
}

/**
 * Every question of the team panel at ten times the history, beside the same question of the same days at a tenth of it; and how long each takes at
 * the larger one, for other slices too.
 */
export const run = async (options: BenchOptions): Promise<readonly BenchResult[]> =>
  undoing(async (later) => {
    const server = await startPostgres()
    later(() => server.stop())
    const large = options.small ? small : full
    const rounds = options.small ? 2 : 20
    const open = async (name: string, size: WorldSize): Promise<Database> => {
      const database = await freshDatabase(server.url, name)
      later(() => database.close())
      await makeWorld(database, size, options.said)
      return database
    }
    const tenth = await open('tenth', { ...large, days: large.days / 10 })
    const whole = await open('whole', large)
    const results = await measure(tenth, whole, rounds)
    return [...results, ...(await panelOverHttp(databaseUrl(server.url, 'whole'), options.small ? 20 : 200))]
  })

/** Both databases hold a world, of which the second has ten times the days. */
export const measure = async (tenth: Database, whole: Database, rounds: number): Promise<readonly BenchResult[]> => {
  const results: BenchResult[] = []
  for (const [name, read] of Object.entries({ ...reads, 'all at once': panel })) {
    results.push(await compare(name, read, tenth, whole, rounds))
  }
  for (const [name, filters] of Object.entries(others)) {
    results.push(await slowest(name, filters, whole, rounds))
    results.push(aimed(`panel, ${name}: all at once`, await timesOf(() => panel(everything(whole), filters), rounds)))
  }
  return results
}

const panel: Read = (scope, filters) => readPanel(scope, filters, ZONE)

const compare = async (
  name: string,
  read: Read,
  tenth: Database,
  whole: Database,
  rounds: number,
): Promise<BenchResult> => {
  const times = { tenth: [] as number[], whole: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const turns = [
      async () => times.tenth.push(await millisecondsOf(() => read(everything(tenth), twoDays))),
      async () => times.whole.push(await millisecondsOf(() => read(everything(whole), twoDays))),
    ]
    for (const turn of round % 2 === 0 ? turns : turns.toReversed()) await turn()
  }
  const [before, after] = [times.tenth.slice(1), times.whole.slice(1)]
  return {
    name: `panel, two days: ${name}`,
    unit: 'ms',
    measured: quantile(after, 0.5),
    baseline: quantile(before, 0.5),
    target: { atMost: 1.3 },
    notes: [`p95 ${quantile(after, 0.95).toFixed(0)} ms`],
  }
}

/** Of every question the slowest one's p95 beside the aim. */
const slowest = async (name: string, filters: Filters, database: Database, rounds: number): Promise<BenchResult> => {
  const all: { read: string; times: readonly number[] }[] = []
  for (const [question, read] of Object.entries(reads)) {
    all.push({ read: question, times: await timesOf(() => read(everything(database), filters), rounds) })
  }
  all.sort((one, other) => quantile(other.times, 0.95) - quantile(one.times, 0.95))
  const result = aimed(`panel, ${name}: slowest`, all[0]?.times ?? [])
  const shown = all.map(({ read, times }) => `${read} ${quantile(times, 0.95).toFixed(0)}`).join(', ')
  return { ...result, notes: [...result.notes, `p95 in ms: ${shown}`] }
}
