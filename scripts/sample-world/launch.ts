import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as SqlModule from '../../src/server/database/sql.ts'
import type * as Start from '../../src/server/start-endpoint.ts'
import { NOW } from './fixed-process.ts'
import { importFrom } from './import-from.ts'

export const ADMIN_TOKEN = 'token-of-the-sample-world-dump'

/** What runs in the background while an endpoint is open. */
export type Background = 'nothing' | 'claims' | 'claims and alerts'

/** Options of the endpoint under every name they have had. Add a name here when one is renamed. */
const optionNames = {
  rollUp: ['foldEveryMs'],
  claims: ['judgeEveryMs'],
  alerts: ['alertsEveryMs'],
  cache: ['keepSlowAnswersMs', 'cacheExpensiveAnswersMs'],
} as const

const FILE = 'src/server/start-endpoint.ts'
const OFTEN_MS = 50
const POLL_MS = 250
/** Longer than the store takes to count its changes. */
const QUIET_POLLS = 14
const GIVE_UP_MS = 300_000

export interface OpenEndpoint {
  readonly url: string
  readonly close: () => Promise<void>
  /** Resolves once background work changes no row any more. */
  readonly untilQuiet: () => Promise<void>
}

/**
 * Starts the endpoint of a checkout on its own port, with the embedded store.
 * @param source root of the checkout
 */
export async function launch(source: string, dataFolder: string, background: Background): Promise<OpenEndpoint> {
  const text = await readFile(join(source, FILE), 'utf8')
  const has = (name: string) => text.includes(`readonly ${name}?`)
  const nameOf = (option: keyof typeof optionNames) => {
    const found = optionNames[option].find(has)
    if (found === undefined) throw new Error(`${FILE} has none of ${optionNames[option].join(', ')}`)
    return found
  }
  const { startEndpoint } = await importFrom<typeof Start>(source, FILE)
  const claims = background === 'nothing' ? null : OFTEN_MS
  const alerts = background === 'claims and alerts' ? OFTEN_MS : null
  const intervals = has('jobIntervals')
    ? { jobIntervals: { roll_up: claims, dirty_claims: claims, due_status: claims, alerts } }
    : { [nameOf('rollUp')]: claims, [nameOf('claims')]: claims, [nameOf('alerts')]: alerts }
  const { url, database, close } = await startEndpoint({
    dataFolder,
    port: 0,
    adminToken: ADMIN_TOKEN,
    logLevel: 'silent',
    now: () => NOW,
    enrollmentsPerMinute: 1000,
    ...intervals,
    [nameOf('cache')]: null,
  })
  const count = await statementOf(source, COUNT_OF_WRITTEN_ROWS)
  return { url, close, untilQuiet: () => untilQuiet(() => database.query(count)) }
}

/** Independent of the names of tables, so that it works for every version. */
const COUNT_OF_WRITTEN_ROWS = `select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated,
    sum(n_tup_del)::float8 as deleted
  from pg_stat_user_tables`

/** A statement as the database of a version takes it: text, or since the sql tag a piece of that version's own SQL. */
async function statementOf(source: string, text: string): Promise<SqlModule.Sql> {
  const file = 'src/server/database/sql.ts'
  const isTagged = existsSync(join(source, file))
  return isTagged ? (await importFrom<typeof SqlModule>(source, file)).statement(text) : (text as never)
}

async function untilQuiet(countWrittenRows: () => Promise<unknown>): Promise<void> {
  const began = performance.now()
  let last = ''
  for (let same = 0; same < QUIET_POLLS;) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error('background work does not come to an end')
    await new Promise((done) => setTimeout(done, POLL_MS))
    const counts = JSON.stringify(await countWrittenRows())
    same = counts === last ? same + 1 : 0
    last = counts
  }
}
