import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as SqlFile from '../../src/server/database/sql.ts'
import type * as Start from '../../src/server/start-endpoint.ts'
import { NOW } from './fixed-process.ts'
import { importFrom } from './import-from.ts'

export const ADMIN_TOKEN = 'token-of-the-sample-world-dump'

/** What runs in the background while an endpoint is open. */
export type Background = 'nothing' | 'claims' | 'claims and alerts'

const FILE = 'src/server/start-endpoint.ts'
const SQL_FILE = 'src/server/database/sql.ts'
const WRITTEN = `select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated, sum(n_tup_del)::float8 as deleted
  from pg_stat_user_tables`
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
  const isBeforeJobs = !(await readFile(join(source, FILE), 'utf8')).includes('jobIntervals')
  const { startEndpoint } = await importFrom<typeof Start>(source, FILE)
  const claims = background === 'nothing' ? null : OFTEN_MS
  const alerts = background === 'claims and alerts' ? OFTEN_MS : null
  const { url, database, close } = await startEndpoint({
    dataFolder,
    port: 0,
    adminToken: ADMIN_TOKEN,
    logLevel: 'silent',
    now: () => NOW,
    enrollmentsPerMinute: 1000,
    ...(isBeforeJobs
      ? { foldEveryMs: claims, judgeEveryMs: claims, alertsEveryMs: alerts, keepSlowAnswersMs: null }
      : {
          jobIntervals: { roll_up: claims, dirty_claims: claims, due_status: claims, alerts },
          cacheExpensiveAnswersMs: null,
          checkAnswers: true,
        }),
  })
  const { statement } = isBeforeJobs ? { statement: undefined } : await importFrom<typeof SqlFile>(source, SQL_FILE)
  // Before jobs, a statement was a text.
  const asked = (statement?.(WRITTEN) ?? WRITTEN) as SqlFile.Sql
  return { url, close, untilQuiet: () => untilQuiet(database, asked) }
}

/** Counts rows that were written: independent of the names of tables, so that it works for every version. */
async function untilQuiet(database: Start.Endpoint['database'], asked: SqlFile.Sql): Promise<void> {
  const began = performance.now()
  let last = ''
  for (let same = 0; same < QUIET_POLLS;) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error('background work does not come to an end')
    await new Promise((done) => setTimeout(done, POLL_MS))
    const counts = JSON.stringify(await database.query(asked))
    same = counts === last ? same + 1 : 0
    last = counts
  }
}
