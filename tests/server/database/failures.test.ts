import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openConnections } from '../../../src/server/database/connections.ts'
import { clientConfig } from '../../../src/server/database/postgres.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { stores } from '../support/stores.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

describe.each(stores)('a failed transaction on the %s store', (store) => {
  let tenant: TestTenant
  beforeEach(async () => (tenant = await freshTenant(store)))
  afterEach(() => tenant.close())

  test('tells what failed first, also where a later statement is waited for first', async () => {
    for (let round = 0; round < 20; round += 1) {
      const failed = tenant.database.transaction(async (queries) => {
        const first = queries.query(sql`select 2147483648::bigint::int`).then((rows) => rows)
        const second = queries.query(sql`select 1`)
        await Promise.all([second, first.then(async (rows) => rows).then((rows) => rows)])
      })
      // Not 25P02: the transaction is aborted.
      await expect(failed).rejects.toMatchObject({ sqlState: '22003' })
    }
  })
})

test('a server that accepts and never answers does not keep a connection for ever', async () => {
  const sockets: Socket[] = []
  const silent = createServer((socket) => sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  const { port } = silent.address() as AddressInfo
  const config = clientConfig(`postgres://nobody:nothing@127.0.0.1:${port}/none`)
  const connections = openConnections(
    { ...config, connectionTimeoutMillis: 200 },
    { total: 1, perLogin: 1, idleMs: 1000 },
  )
  const login = { role: 'nobody', password: 'nothing', schema: 'none' }
  try {
    // The second one waits for the only connection and gets its turn.
    const tries = [1, 2].map(async () => connections.lend(login, async () => 'lent'))
    for (const { status } of await Promise.allSettled(tries)) expect(status).toBe('rejected')
    expect(config.connectionTimeoutMillis).toBeGreaterThan(0)
    expect(config.query_timeout).toBeGreaterThan(0)
  } finally {
    await connections.close()
    for (const socket of sockets) socket.destroy()
    silent.close()
  }
})
