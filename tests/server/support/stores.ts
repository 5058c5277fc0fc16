import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEndpoint } from '../../../src/server/start-endpoint.ts'
import type { Endpoint, EndpointOptions } from '../../../src/server/start-endpoint.ts'
import { freshDatabase } from '../../setup/postgres.ts'
import type { Store } from './store-names.ts'

export { stores } from './store-names.ts'
export type { Store } from './store-names.ts'

/** A fresh endpoint on a free port whose store goes with it. */
export async function freshEndpoint(
  store: Store,
  options: Partial<EndpointOptions> = {},
): Promise<Endpoint & { adminToken: string }> {
  const place = store === 'embedded' ? await freshFolder() : await freshPostgres()
  const endpoint = await startEndpoint({
    port: 0,
    adminToken: 'an admin token for tests'.replaceAll(' ', '-'),
    logLevel: 'silent',
    enrollmentsPerMinute: 1000,
    // Every answer of a test is checked against the contract.
    checkAnswers: true,
    // A test sees its changes in the next answer.
    cacheExpensiveAnswersMs: null,
    ...place.options,
    ...options,
    // These jobs run only in tests that ask for them, so that none interferes.
    jobIntervals: { dirty_claims: null, due_status: null, alerts: null, ...options.jobIntervals },
  })
  const { adminToken } = endpoint
  if (adminToken === null) throw new Error('a given admin token is answered')
  return {
    ...endpoint,
    adminToken,
    close: async () => {
      await endpoint.close()
      await place.remove()
    },
  }
}

async function freshFolder() {
  const dataFolder = await mkdtemp(join(tmpdir(), 'touchledger-server-'))
  return { options: { dataFolder }, remove: () => rm(dataFolder, { recursive: true, force: true }) }
}

async function freshPostgres() {
  const database = await freshDatabase()
  return { options: { databaseUrl: database.url }, remove: database.drop }
}
