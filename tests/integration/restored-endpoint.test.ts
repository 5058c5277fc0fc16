import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { startEndpoint, type EndpointOptions } from '../../src/server/start-endpoint.ts'
import { stores, type Store } from '../server/support/store-names.ts'
import { freshDatabase, postgresUrl } from '../setup/postgres.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, notes, until } from './support/desk.ts'

const MINUTE = 60_000
const adminToken = 'a-token-that-outlives-the-restore'
const cleanUps = undoneAfterEach()

/** Where an endpoint keeps its data, and how that is dumped while the endpoint is closed. */
interface Place {
  readonly options: Partial<EndpointOptions>
  dump(): Promise<Place>
}

async function freshPlace(store: Store): Promise<Place> {
  if (store === 'postgres') {
    const { url, drop } = await freshDatabase()
    cleanUps.push(drop)
    return databaseAt(url)
  }
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-endpoint-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  return folderAt(join(folder, 'data'))
}

const folderAt = (dataFolder: string): Place => ({
  options: { dataFolder },
  dump: async () => {
    await cp(dataFolder, `${dataFolder}-dump`, { recursive: true })
    return folderAt(`${dataFolder}-dump`)
  },
})

const databaseAt = (databaseUrl: string): Place => ({
  options: { databaseUrl },
  dump: async () => {
    const name = new URL(databaseUrl).pathname.slice(1)
    await onServer(`create database ${name}_dump template ${name}`)
    cleanUps.push(() => onServer(`drop database if exists ${name}_dump with (force)`))
    return databaseAt(databaseUrl.replace(name, `${name}_dump`))
  },
})

async function onServer(command: string): Promise<void> {
  const client = new Client({ connectionString: await postgresUrl() })
  await client.connect()
  try {
    await client.query(command)
  } finally {
    await client.end()
  }
}

describe.each(stores)('an endpoint that is restored from a dump, %s store', (store) => {
  it('gets again all that the agent still has, although the first batch afterwards jumps over the gap', async () => {
    const at = await Desk.at(Date.now() - 6 * 60 * MINUTE)
    cleanUps.push(() => at.leave())
    const start = async (place: Place, port: number) => {
      const options = { port, adminToken, logLevel: 'silent' as const, now: () => at.clock.now() }
      const endpoint = { ...(await startEndpoint({ ...options, ...place.options })), adminToken }
      cleanUps.push(endpoint.close)
      return endpoint
    }
    const place = await freshPlace(store)
    const first = await start(place, 0)
    const port = Number(new URL(first.url).port)
    const agent = await at.sitDown({ endpointUrl: first.url, enrollCode: await enrollCode(first, 'R. Silva') })
    const workFor = async (minutes: number, what: string) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        at.work(minute % 2 === 0 ? notes : claimStatus(`PCN-4000${minute % 10}`), MINUTE)
      }
      await until(() => agent.status().backlog === 0, `${what} is delivered`)
    }
    const recorded = () => agent.sent({ limit: 10_000 }).map(({ record }) => record.seq)

    await workFor(20, 'the work before the dump')
    await first.close()
    const dump = await place.dump()
    const atDump = recorded().length
    const second = await start(place, port)
    await workFor(30, 'the work after the dump')
    await second.close()

    const lost = recorded().length - atDump
    expect(lost).toBeGreaterThan(20)
    const restored = await start(dump, port)
    at.work(claimStatus('PCN-50001'), MINUTE)
    at.power.tell('shutdown')
    const received = async () =>
      (await restored.database.query<{ seq: number }>(sql`select seq from received order by seq`)).map(({ seq }) => seq)
    const everything = recorded().sort((a, b) => a - b)
    expect(everything.length).toBeGreaterThan(atDump + lost)
    await until(async () => (await received()).length === everything.length, 'the gap is closed')
    expect(await received()).toEqual(everything)
    await until(() => agent.status().backlog === 0, 'nothing waits any more')
    const journals = await restored.database.query(sql`select contiguous_seq as "storedThrough" from journals`)
    expect(journals).toEqual([{ storedThrough: everything.at(-1) }])
    expect(agent.status()).toMatchObject({ state: 'recording', quarantined: 0 })
  })
})
