import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import PQueue from 'p-queue'
import { Client, type QueryResultRow } from 'pg'
import { axiosTransport } from '../../src/main/sync/axios-transport.ts'
import { enroll, type Enrollment } from '../../src/main/sync/enroll.ts'
import type { Transport } from '../../src/main/sync/transport.ts'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/brands.ts'
import { SCHEMA_VERSION, type DeviceRecord } from '../../src/shared/contract/ingest.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { sampleDays, sampleRecords } from '../../src/tools/sample/generate.ts'
import { enrollmentCode } from '../../src/tools/sample/index.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import { checksOf, type Check } from './fleet-checks.ts'
import { lineMatching } from './line-matching.ts'
import { databaseUrl, quantile } from './questions.ts'
import { waitingChanges } from './waiting-changes.ts'

const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))
/** Requests under way at once: as many as a load balancer lets through, and fewer than a process has files. */
const REQUESTS_AT_ONCE = 200
const PEOPLE_A_TEAM = 40
const SEED = 20_418
const LONGEST_WAIT_MS = 2_000
const SETTLED_WITHIN_MS = 15 * 60_000

export interface FleetOptions {
  /** A superuser of a PostgreSQL of its own, which is broken off by `kill -9`. */
  readonly serverUrl: string
  readonly devices: number
  /** How often an endpoint process or PostgreSQL is ended by `kill -9` while devices send. */
  readonly kills: number
  readonly batchRecords: number
  readonly said: (text: string) => void
}

export interface FleetFound {
  readonly records: number
  /** From the first request to the last acknowledgment. */
  readonly seconds: number
  /** Of acknowledged batches, ms. */
  readonly p50: number
  readonly p99: number
  /** Requests without an acknowledgment, which were sent again. */
  readonly sentAgain: number
  /** The age of the oldest batch that was not in the aggregates yet, the largest seen, ms. */
  readonly largestLagMs: number
  /** From the last acknowledgment until everything was in the aggregates, ms. */
  readonly settledMs: number
  /** What is not as it should be: records that were acknowledged and are lost or doubled, sums that differ. */
  readonly wrong: readonly Check[]
}

interface Device {
  readonly id: string
  readonly transports: readonly Transport[]
  readonly records: readonly DeviceRecord[]
}

/**
 * A fleet of signed devices sends a day each, all at once, to two endpoint processes on one database. Every acknowledged record must be there once
 * afterwards, and the aggregates must be the sums of the records, whatever was killed meanwhile.
 */
export async function runFleet({
  serverUrl,
  devices: count,
  kills,
  batchRecords,
  said,
}: FleetOptions): Promise<FleetFound> {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-fleet-'))
  const url = await emptyDatabase(serverUrl)
  const enrolled = await enrollAll(url, folder, count)
  said(`${count} devices are enrolled`)
  const endpoints = await Promise.all(['one', 'two'].map((name) => startProcess(url, join(folder, name))))
  try {
    const templates = dayTemplates(enrolled[0])
    const devices = enrolled.map(({ identity }, index): Device => {
      const template = templates[index % templates.length] ?? []
      return {
        id: identity.deviceId,
        transports: endpoints.map((endpoint) => axiosTransport({ ...identity, endpointUrl: endpoint.url })),
        records: template.map((record) => withOwnClaims(record, index)),
      }
    })
    const records = devices.reduce((sum, device) => sum + device.records.length, 0)
    const tenant = await Observed.of(url)
    const killer = new Killer(endpoints, tenant, said)
    const times: number[] = []
    let [acknowledged, sentAgain, killed] = [0, 0, 0]
    const watching = tenant.watch()
    const begun = performance.now()
    const queue = new PQueue({ concurrency: REQUESTS_AT_ONCE })
    const deliveries = devices.map((device, index) =>
      queue.add(async () => {
        const generation = randomBytes(16).toString('hex')
        for (let from = 0; from < device.records.length; from += batchRecords) {
          const part = device.records.slice(from, from + batchRecords)
          for (let attempt = index; ; attempt += 1) {
            const sentAt = performance.now()
            const waitMs = await send(device.transports[attempt % 2], generation, part)
            if (waitMs === null) {
              times.push(performance.now() - sentAt)
              break
            }
            sentAgain += 1
            await sleep(waitMs)
          }
          acknowledged += part.length
          const due = Math.floor((acknowledged / records) * (kills + 1))
          while (killed < Math.min(due, kills)) killer.kill(killed++)
        }
      }),
    )
    await Promise.all(deliveries)
    const seconds = (performance.now() - begun) / 1000
    await killer.restarted()
    said(`${records} records are acknowledged, after ${seconds.toFixed(0)} s and ${killed} kills`)
    const settledMs = await tenant.settled(SETTLED_WITHIN_MS)
    const largestLagMs = await watching()
    const wrong = await tenant.check(devices)
    return {
      records,
      seconds,
      p50: quantile(times, 0.5),
      p99: quantile(times, 0.99),
      sentAgain,
      largestLagMs,
      settledMs,
      wrong,
    }
  } finally {
    await Promise.all(endpoints.map((endpoint) => endpoint.end()))
    await rm(folder, { recursive: true, force: true })
  }
}

/** How long to wait before it is sent again, ms; null: it is acknowledged as a whole. */
async function send(transport: Transport | undefined, generation: string, records: readonly DeviceRecord[]) {
  const result = await transport?.send({ schemaVersion: SCHEMA_VERSION, generation, sentAt: Date.now(), records })
  if (result?.kind === 'retry') return result.afterMs ?? Math.random() * LONGEST_WAIT_MS
  if (result?.kind !== 'acked') throw new Error(`an endpoint did not take a batch: ${JSON.stringify(result)}`)
  const [refused] = result.ack.rejected
  if (refused) throw new Error(`an endpoint refused a record: ${refused.code} ${refused.detail}`)
  return null
}

/** One day of each sample biller, as a device of theirs records it. */
function dayTemplates(enrolled: Enrollment | undefined): readonly (readonly DeviceRecord[])[] {
  if (!enrolled) throw new Error('a fleet needs a device')
  const compiled = compileRuleSet(enrolled.rules)
  if (!compiled.ok) throw new Error('the endpoint returned an invalid rule set')
  const days = sampleDays(new Date(Date.now() - DAY_MS), 1)
  const book = new ClaimBook()
  return sampleTeam.map((biller, index) =>
    sampleRecords({
      ...{ biller, days, book, seed: SEED + index, now: Date.now(), compiled: compiled.compiled },
      tokenKey: Buffer.from(enrolled.identity.tokenKey, 'base64'),
    }),
  )
}

/** Claims of another device than those of the template: a claim that hundreds work on at once would be no day of theirs. */
function withOwnClaims(record: DeviceRecord, device: number): DeviceRecord {
  const own = (token: ClaimToken | null | undefined) =>
    token && (createHash('sha256').update(`${device} ${token}`).digest('hex') as ClaimToken)
  const claims = Object.entries(record).filter(([field]) => field === 'claimToken' || field === 'attributedToken')
  return { ...record, ...Object.fromEntries(claims.map(([field, token]) => [field, own(token as ClaimToken | null)])) }
}

async function enrollAll(url: string, folder: string, count: number): Promise<readonly Enrollment[]> {
  const adminToken = randomBytes(24).toString('base64url')
  const endpoint = await startEndpoint({
    ...{ databaseUrl: url, dataFolder: join(folder, 'enrolling'), port: 0, adminToken, logLevel: 'silent' },
    enrollmentsPerMinute: 1_000_000,
  })
  try {
    const queue = new PQueue({ concurrency: 8 })
    return await Promise.all(
      Array.from({ length: count }, (_, index) =>
        queue.add(async () => {
          const person = { user: `Biller ${index + 1}`, team: `Team ${Math.floor(index / PEOPLE_A_TEAM) + 1}` }
          const code = await enrollmentCode(endpoint.url, adminToken, person)
          return enroll({ endpointUrl: endpoint.url, code, agentVersion: '0.1.0', platform: 'linux' })
        }),
      ),
    )
  } finally {
    await endpoint.close()
  }
}

/** An endpoint in a process of its own, which starts again at the same address. */
interface EndpointProcess {
  readonly url: string
  /** `kill -9`, and a new start. */
  restart(): Promise<void>
  end(): Promise<void>
}

async function startProcess(database: string, folder: string): Promise<EndpointProcess> {
  const start = async (port: number): Promise<{ child: ChildProcess; url: string }> => {
    const child = spawn(process.execPath, [main, '--data', folder, '--port', String(port)], {
      env: { ...process.env, DATABASE_URL: database },
      // What it logs of each request would stand between the results.
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    return { child, url: await lineMatching(child, 'stdout', /^listening on (http:\/\/\S+)$/) }
  }
  const first = await start(0)
  const { url } = first
  let { child } = first
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  return {
    url,
    restart: async () => {
      await kill()
      // PostgreSQL may be starting itself: an endpoint that cannot reach it ends, and is started again as by systemd.
      for (;;) {
        try {
          child = (await start(Number(new URL(url).port))).child
          return
        } catch {
          await sleep(500)
        }
      }
    },
    end: kill,
  }
}

/** Ends by turns an endpoint, PostgreSQL and the other endpoint. */
class Killer {
  readonly #restarts: Promise<void>[] = []
  readonly #endpoints: readonly EndpointProcess[]
  readonly #tenant: Observed
  readonly #said: (text: string) => void

  constructor(endpoints: readonly EndpointProcess[], tenant: Observed, said: (text: string) => void) {
    this.#endpoints = endpoints
    this.#tenant = tenant
    this.#said = said
  }

  kill(turn: number): void {
    const ofDatabase = turn % 2 === 1
    this.#said(`kill -9 of ${ofDatabase ? 'PostgreSQL' : 'an endpoint'}`)
    const endpoint = this.#endpoints[(turn / 2) % 2]
    this.#restarts.push(ofDatabase || !endpoint ? this.#tenant.killServer() : endpoint.restart())
  }

  async restarted(): Promise<void> {
    await Promise.all(this.#restarts)
  }
}

/** The tenant's database as seen from outside the endpoints. Every question has a connection of its own: the server is killed. */
class Observed {
  readonly #url: string
  readonly #schema: string

  private constructor(url: string, schema: string) {
    this.#url = url
    this.#schema = schema
  }

  static async of(url: string): Promise<Observed> {
    const [row] = await ask<{ schemaname: string }>(url, `select schemaname from pg_tables where tablename = 'spans'`)
    if (!row) throw new Error('the database has no tenant')
    return new Observed(url, row.schemaname)
  }

  ask<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return ask<Row>(this.#url, text, values, this.#schema)
  }

  /** `kill -9` of one of its processes: the server breaks all connections off, and recovers from its log. */
  async killServer(): Promise<void> {
    const [victim] = await this.ask<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
       order by xact_start desc nulls last limit 1`,
    )
    try {
      if (victim) process.kill(victim.pid, 'SIGKILL')
    } catch {
      // It has ended by itself meanwhile: another one is found.
      await this.killServer()
    }
  }

  /** Looks at the lag of the aggregates each second, until it is told to stop; then tells the largest, ms. */
  watch(): () => Promise<number> {
    let largest = 0
    const stopped = new AbortController()
    const watching = (async () => {
      while (!stopped.signal.aborted) {
        // While the server recovers nothing can be asked; what waits then is seen right after.
        const [row] = await this.ask<{ age: number | null }>(
          `select (extract(epoch from clock_timestamp()) * 1000 - min(added_at))::float8 as age from pending_batches`,
        ).catch(() => [])
        largest = Math.max(largest, row?.age ?? 0)
        await sleep(1_000)
      }
    })()
    return async () => {
      stopped.abort()
      await watching
      return largest
    }
  }

  /** @returns how long it took until nothing waited for the background work, ms */
  async settled(withinMs: number): Promise<number> {
    const begun = performance.now()
    for (;;) {
      const [row] = await this.ask<{ waiting: number }>(waitingChanges.compile().text)
      const took = performance.now() - begun
      if (row?.waiting === 0) return took
      if (took > withinMs)
        throw new Error(`${row?.waiting} changes still wait for the background work after ${withinMs} ms`)
      await sleep(200)
    }
  }

  /** The checks that do not hold. */
  async check(devices: readonly Device[]): Promise<readonly Check[]> {
    const checks = await Promise.all(
      checksOf(devices).map(async ({ what, text, values }) => {
        const [row] = await this.ask<{ wrong: number }>(text, values)
        return { what, wrong: row?.wrong ?? -1 }
      }),
    )
    return checks.filter(({ wrong }) => wrong !== 0)
  }
}

async function ask<Row extends QueryResultRow>(
  url: string,
  text: string,
  values: readonly unknown[] = [],
  schema = 'public',
): Promise<readonly Row[]> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new Client({ connectionString: url })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query(`set search_path to ${schema}`)
      return (await client.query<Row>(text, [...values])).rows
    } catch (error) {
      // It recovers from a kill.
      if (attempt === 60) throw error
      await sleep(500)
    } finally {
      await client.end().catch(() => {})
    }
  }
}

/** A database that keeps what it has committed when one of its processes is killed. */
async function emptyDatabase(serverUrl: string): Promise<string> {
  const database = `fleet_${randomBytes(6).toString('hex')}`
  await ask(serverUrl, `create database ${database}`)
  // The server of the tests answers before a commit is in its log.
  await ask(serverUrl, `alter database ${database} set synchronous_commit = on`)
  return databaseUrl(serverUrl, database)
}
