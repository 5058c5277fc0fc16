import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type * as Start from '../../src/server/start-endpoint.ts'
import { NOW } from './fixed-process.ts'
import { importFrom } from './import-from.ts'

export const ADMIN_TOKEN = 'token-of-the-sample-world-dump'

/** What runs in the background while an endpoint is open. */
export type Background = 'nothing' | 'claims' | 'claims and alerts'

/** Options of the endpoint under every name they have had. Add a name here when one is renamed. */
const optionNames = {
  rollUp: ['foldEveryMs', 'rollUpEveryMs'],
  claims: ['judgeEveryMs', 'processClaimsEveryMs'],
  alerts: ['alertsEveryMs'],
  cache: ['keepSlowAnswersMs', 'cacheSlowAnswersMs'],
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
  const nameOf = (option: keyof typeof optionNames) => {
    const found = optionNames[option].find((name) => text.includes(`readonly ${name}?`))
    if (found === undefined) throw new Error(`${FILE} has none of ${optionNames[option].join(', ')}`)
    return found
  }
  const { startEndpoint } = await importFrom<typeof Start>(source, FILE)
  const claims = background === 'nothing' ? null : OFTEN_MS
  const { url, database, close } = await startEndpoint({
    dataFolder,
    port: 0,
    adminToken: ADMIN_TOKEN,
    logLevel: 'silent',
    now: () => NOW,
    enrollmentsPerMinute: 1000,
    [nameOf('rollUp')]: claims,
    [nameOf('claims')]: claims,
    [nameOf('alerts')]: background === 'claims and alerts' ? OFTEN_MS : null,
    [nameOf('cache')]: null,
  })
  return { url, close, untilQuiet: () => untilQuiet(database) }
}

/** Counts rows that were written: independent of the names of tables, so that it works for every version. */
async function untilQuiet(database: Start.Endpoint['database']): Promise<void> {
  const began = performance.now()
  let last = ''
  for (let same = 0; same < QUIET_POLLS;) {
    if (performance.now() - began > GIVE_UP_MS) throw new Error('background work does not come to an end')
    await new Promise((done) => setTimeout(done, POLL_MS))
    const counts = JSON.stringify(
      await database.query(
        `select sum(n_tup_ins)::float8 as inserted, sum(n_tup_upd)::float8 as updated, sum(n_tup_del)::float8 as deleted
         from pg_stat_user_tables`,
      ),
    )
    same = counts === last ? same + 1 : 0
    last = counts
  }
}
