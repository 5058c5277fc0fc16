import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { axiosTransport } from '../src/main/sync/axios-transport.ts'
import { enroll } from '../src/main/sync/enroll.ts'
import { readValue, type Database } from '../src/server/database/database.ts'
import { name, sql } from '../src/server/database/sql.ts'
import { startEndpoint } from '../src/server/start-endpoint.ts'
import { compileRuleSet } from '../src/shared/classify/index.ts'
import type { DeviceRecord } from '../src/shared/contract/index.ts'
import { DAY_MS } from '../src/shared/time.ts'
import { ClaimBook } from '../src/tools/sample/claim-book.ts'
import { sampleDays, sampleRecords, sendSample } from '../src/tools/sample/generate.ts'
import { enrollmentCode } from '../src/tools/sample/index.ts'
import { sampleTeam, type Biller } from '../src/tools/sample/team.ts'
import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchOptions, BenchResult } from './result.ts'
import { waitingChanges } from './support/waiting-changes.ts'

const WORKING_DAYS = 15
/** What a biller's day took before facts had partitions and receipts a table of their own. */
const BEFORE_KB = 645
const SEED = 20_418

/**
 * What a biller's day takes on PostgreSQL's disk, with indexes, receipts and aggregates, before retention. Everybody's days arrive one after the other, with a
 * vacuum in between, as autovacuum does at night: what would be reused is not counted as used.
 */
export async function run({ small, said }: BenchOptions): Promise<readonly BenchResult[]> {
  const server = await startPostgres()
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-bench-'))
  const adminToken = randomBytes(24).toString('base64url')
  const endpoint = await startEndpoint({
    ...{ databaseUrl: server.url, dataFolder: folder, port: 0, adminToken, logLevel: 'silent' },
    enrollmentsPerMinute: 1_000,
  })
  try {
    const team = sampleTeam.slice(0, small ? 2 : undefined)
    const days = sampleDays(new Date(Date.now() - DAY_MS), small ? 2 : WORKING_DAYS)
    const book = new ClaimBook()
    const senders = []
    for (const [index, biller] of team.entries()) {
      senders.push(await senderOf(biller, { days, book, seed: SEED + index, url: endpoint.url, adminToken }))
    }
    const { database } = endpoint
    await settled(database)
    const before = await bytesByTable(database)
    for (const [index, day] of days.entries()) {
      const from = day.getTime()
      const to = days[index + 1]?.getTime() ?? Infinity
      for (const { records, send } of senders) {
        await send(records.filter(({ startedAt }) => startedAt >= from && startedAt < to))
      }
      await settled(database)
      said(`${index + 1} of ${days.length} days`)
    }
    const billerDays = team.length * days.length
    const tables = [...(await bytesByTable(database))].map(
      ([table, bytes]) => [table, (bytes - (before.get(table) ?? 0)) / billerDays / 1024] as const,
    )
    const largest = tables.toSorted(([, a], [, b]) => b - a).slice(0, 10)
    const records = senders.reduce((sum, sender) => sum + sender.records.length, 0)
    return [
      {
        name: `storage, a biller's day of ${Math.round(records / billerDays)} records on PostgreSQL`,
        unit: 'KB',
        measured: tables.reduce((sum, [, kilobytes]) => sum + kilobytes, 0),
        baseline: BEFORE_KB,
        target: { atMost: 0.5 },
        notes: [
          `baseline: what it took before; the mean of ${team.length} billers and ${days.length} days`,
          `the largest tables with their indexes: ${largest.map(([table, kilobytes]) => `${table} ${kilobytes.toFixed(0)}`).join(', ')}`,
        ],
      },
    ]
  } finally {
    await endpoint.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Work {
  readonly days: readonly Date[]
  readonly book: ClaimBook
  readonly seed: number
  readonly url: string
  readonly adminToken: string
}

async function senderOf(biller: Biller, { days, book, seed, url, adminToken }: Work) {
  const code = await enrollmentCode(url, adminToken, { user: biller.name, team: biller.team, sample: true })
  const { identity, rules } = await enroll({ endpointUrl: url, code, agentVersion: '0.1.0', platform: 'linux' })
  const compiled = compileRuleSet(rules)
  if (!compiled.ok) throw new Error('the endpoint returned an invalid rule set')
  const records = sampleRecords({
    ...{ biller, days, book, seed, now: Date.now(), compiled: compiled.compiled },
    tokenKey: Buffer.from(identity.tokenKey, 'base64'),
  })
  const transport = axiosTransport({ ...identity })
  const generation = randomBytes(16).toString('hex')
  return { records, send: (part: readonly DeviceRecord[]) => sendSample(transport, part, generation) }
}

/** Once nothing waits to be counted, what was replaced is free to be used again. */
async function settled(database: Database): Promise<void> {
  const waiting = () => readValue<number>(database, waitingChanges)
  while ((await waiting()) !== 0) await sleep(200)
  const tables = await database.query<{ table: string }>(
    sql`select relname as "table" from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'`,
  )
  for (const { table } of tables) await database.query(sql`vacuum ${name(table)}`)
}

/** Partitions count to the table they are part of. */
async function bytesByTable(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.query<{ table: string; bytes: number }>(
    sql`select coalesce(whole.relname, one.relname) as "table", sum(pg_total_relation_size(one.oid))::float8 as bytes
      from pg_class one left join pg_inherits on inhrelid = one.oid left join pg_class whole on whole.oid = inhparent
      where one.relnamespace = current_schema()::regnamespace and one.relkind = 'r' group by 1`,
  )
  return new Map(rows.map(({ table, bytes }) => [table, bytes]))
}
