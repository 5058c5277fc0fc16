import { expect, test } from 'vitest'
import { runFleet } from '../../bench/support/fleet.ts'
import { startPostgres } from '../setup/postgres.ts'

test('a fleet’s acknowledged records are there once after kill -9 of two endpoint processes and of PostgreSQL, and so are their sums', async () => {
  const server = await startPostgres()
  try {
    const found = await runFleet({
      ...{ serverUrl: server.url, devices: 20, kills: 3, batchRecords: 100 },
      said: () => {},
    })
    expect(found.wrong).toEqual([])
    expect(found.records).toBeGreaterThan(20 * 200)
    expect(found.sentAgain).toBeGreaterThan(0)
  } finally {
    await server.stop()
  }
})
