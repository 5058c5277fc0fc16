import { hash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { bulkInsert } from '../src/server/database/bulk-insert.ts'
import { readValue } from '../src/server/database/database.ts'
import { createMonths } from '../src/server/database/months.ts'
import { openEmbeddedTenant, openPostgresTenants, type TenantDatabases } from '../src/server/database/open-tenants.ts'
import { received, spans } from '../src/server/database/schema/facts.ts'
import { insertReceived } from '../src/server/ingest/received.ts'
import { sql, type Sql } from '../src/server/database/sql.ts'
import { startTenant } from '../src/server/identity/tenant.ts'
import { checkBatch, type CheckedBatch } from '../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../src/server/ingest/ingest.ts'
import { takeOut } from '../src/server/rollups/take-out.ts'
import { countPersonTime } from '../src/server/rollups/count-person-time.ts'
import { spanByColumn, spanColumns } from '../src/server/ingest/store-facts.ts'
import { BATCHES_AT_ONCE, rollUpAll } from '../src/server/rollups/roll-up.ts'
import { FIFTEEN_MINUTES_MS, type SpanRecord } from '../src/shared/contract/ingest.ts'
import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchResult } from './result.ts'

const BATCH_ROWS = 500
const DEVICES = 20
const BATCHES_A_DEVICE = 4
const WARM_UP_BATCHES = 8
/** After every record: one that ends after it was received is refused, and not stored at all. */
const SENT_AT = Date.UTC(2026, 11, 1)

/** What keeping every number right at every moment costs beside just storing the rows. */
export async function run(): Promise<readonly BenchResult[]> {
  return [...(await onEmbedded()), ...(await onPostgres())]
}

async function onEmbedded(): Promise<readonly BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-bench-'))
  try {
    return await compare('ingest, embedded store', await openEmbeddedTenant(join(folder, 'store')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(): Promise<readonly BenchResult[]> {
  const server = await startPostgres()
  try {
    return await compare('ingest, PostgreSQL', await openPostgresTenants(server.url, ['main']))
  } finally {
    await server.stop()
  }
}

async function compare(
  name: string,
  { databases: [database], close }: TenantDatabases,
): Promise<readonly BenchResult[]> {
  if (!database) throw new Error('no tenant was opened')
  await startTenant(database, 'main', undefined, 0)
  const months = createMonths(database)
  await database.query(sql`create table bare_spans (like spans including all)`)
  await database.query(sql`create table bare_received (like received including all)`)
  await database.query(
    sql`insert into devices (device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
      select 'device ' || n, 'user ' || n, '', '', '', false, 0 from generate_series(0, ${DEVICES}::int - 1) n`,
  )
  const batches = Array.from({ length: DEVICES * BATCHES_A_DEVICE }, (_, index) => madeUpBatch(index))
  const elapsed = { ingest: 0, bare: 0, rollUp: 0 }
  let timed = 0
  // One after the other, batch by batch, so that whatever else the machine does meets both alike.
  for (const [index, { deviceId, envelope }] of batches.entries()) {
    const bareFirst = index % 2 === 0
    const bare = async () => {
      const inserts = bareInserts(Number(deviceId.replace('device ', '')), deviceId, checkBatch(envelope))
      await database.transaction((queries) => Promise.all(inserts.map((insert) => queries.query(insert))))
    }
    const ingest = async () => {
      await ingestBatch({ database, months, takeOut, countPersonTime }, { deviceId }, checkBatch(envelope), SENT_AT)
    }
    const first = await millisecondsOf(bareFirst ? bare : ingest)
    const second = await millisecondsOf(bareFirst ? ingest : bare)
    // The endpoint rolls up in the background; what that takes is measured beside.
    const rollUp =
      index % BATCHES_AT_ONCE === 0 ? await millisecondsOf(async () => void (await rollUpAll(database, 'UTC'))) : 0
    if (index < WARM_UP_BATCHES) continue
    elapsed.rollUp += rollUp
    timed += 1
    elapsed.bare += bareFirst ? first : second
    elapsed.ingest += bareFirst ? second : first
  }
  const stored = await readValue<number>(database, sql`select count(*) from spans`)
  if (stored !== batches.length * BATCH_ROWS)
    throw new Error(`${stored} spans are stored of ${batches.length * BATCH_ROWS}`)
  await close()
  const perSecond = (ms: number) => Math.round((timed * BATCH_ROWS * 1000) / ms)
  const baseline =
    'baseline: a bare insert of the same rows, spans and what makes them known, into tables of the same shape'
  return [
    {
      name,
      unit: 'rows/s',
      measured: perSecond(elapsed.ingest),
      baseline: perSecond(elapsed.bare),
      target: { atLeast: 0.6 },
      notes: [baseline],
    },
    {
      name: `${name}, and rolled up`,
      unit: 'rows/s',
      measured: perSecond(elapsed.ingest + elapsed.rollUp),
      baseline: perSecond(elapsed.bare),
      target: null,
      notes: [`with what rolling them up takes, which happens later in the background; ${baseline}`],
    },
  ]
}

async function millisecondsOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const work = [
  {
    activity: 'claim_status',
    rating: 'core',
    system: 'Availity',
    systemKind: 'payer_portal',
    payer: 'Aetna',
    app: 'chrome',
  },
  { activity: 'account_review', rating: 'core', system: 'Epic', systemKind: 'ehr', payer: null, app: 'hyperspace' },
  { activity: 'documentation', rating: 'support', system: 'Excel', systemKind: 'office', payer: null, app: 'excel' },
  {
    activity: 'claim_status',
    rating: 'core',
    system: 'UHC',
    systemKind: 'payer_portal',
    payer: 'UnitedHealthcare',
    app: 'chrome',
  },
  {
    activity: 'communication',
    rating: 'support',
    system: 'Outlook',
    systemKind: 'office',
    payer: null,
    app: 'outlook',
  },
] as const

/** Half a working day of one biller: about 25 s a window, cut at quarter hours. */
function madeUpBatch(index: number) {
  const deviceId = `device ${index % DEVICES}`
  const round = Math.floor(index / DEVICES)
  let time = Date.UTC(2026, 10, 16, 13) + round * 86_400_000
  const records = Array.from({ length: BATCH_ROWS }, (_, row): SpanRecord => {
    const dwell = 5_000 + ((row * 7_919 + index * 104_729) % 40_000)
    const startedAt = time
    time = Math.min(time + dwell, (Math.floor(time / FIFTEEN_MINUTES_MS) + 1) * FIFTEEN_MINUTES_MS)
    const kind = work[(row + index) % work.length] ?? work[0]
    return {
      kind: 'span',
      seq: round * BATCH_ROWS + row + 1,
      startedAt,
      endedAt: time,
      presence: row % 17 === 0 ? 'idle' : 'active',
      ...kind,
      ruleId: `${kind.system}-${kind.activity}`,
      ruleSetVersion: 1,
      claimToken: kind.rating === 'core' && row % 3 > 0 ? String(row % 10).repeat(64) : null,
    }
  })
  return { deviceId, envelope: { schemaVersion: 1, generation: '0123456789abcdef', sentAt: SENT_AT, records } }
}

function bareInserts(journal: number, deviceId: string, { records }: CheckedBatch): readonly Sql[] {
  const rows = records.flatMap(({ record }) => (record.kind === 'span' ? [spanByColumn(record, new Map())] : []))
  const known = records.map(({ record: { seq }, canonical }) => ({
    ...({ seq, state: 'taken', receivedDay: 0 } as const),
    hash: hash('sha256', canonical).slice(0, 32),
  }))
  return [
    bulkInsert({ ...spans, name: 'bare_spans' }, spanColumns, rows, { journal, userId: deviceId }),
    insertReceived({ ...received, name: 'bare_received' }, journal, known),
  ]
}
