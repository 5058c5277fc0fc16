import { startEndpoint, type Endpoint, type EndpointOptions } from '../../../src/server/start-endpoint.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import { freshDatabase } from '../../setup/postgres.ts'
import type { Store } from './store-names.ts'

export { runsOn, stores, storesOfPlainSql } from './store-names.ts'
export type { Store } from './store-names.ts'

/** A fresh endpoint on a free port whose store goes with it. */
export async function freshEndpoint(
  store: Store,
  options: Partial<EndpointOptions> = {},
): Promise<Endpoint & { adminToken: string }> {
  const place = await placeFor(store, options)
  const endpoint = await startEndpoint({
    port: 0,
    adminToken: 'an admin token for tests'.replaceAll(' ', '-'),
    logLevel: 'silent',
    enrollmentsPerMinute: 1000,
    signInsPerMinute: 1000,
    // Every answer of a test is checked against the contract.
    checkAnswers: true,
    // A test sees its changes in the next answer.
    cacheExpensiveAnswersMs: null,
    ...('options' in place ? place.options : {}),
    ...options,
    // These jobs run only in tests that ask for them, so that none interferes.
    jobIntervals: {
      dirty_claims: null,
      due_status: null,
      alerts: null,
      reports: null,
      upkeep: null,
      ...options.jobIntervals,
    },
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

async function placeFor(store: Store, options: Partial<EndpointOptions>) {
  if (options.dataFolder !== undefined || options.databaseUrl !== undefined) return { remove: async () => {} }
  return store === 'embedded' ? freshFolder() : freshPostgres()
}

async function freshFolder() {
  const { folder, remove } = await embeddedFolder()
  return { options: { dataFolder: folder }, remove }
}

/** Empty: PostgreSQL copies a migrated database no faster than the endpoint migrates an empty one. */
async function freshPostgres() {
  const database = await freshDatabase()
  return { options: { databaseUrl: database.url }, remove: database.drop }
}
