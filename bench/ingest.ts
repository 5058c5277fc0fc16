import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import type { Database } from '../src/server/database/database.ts'
import { migrate } from '../src/server/database/migrate.ts'
import { openPglite } from '../src/server/database/pglite.ts'
import { openPostgres } from '../src/server/database/postgres.ts'
import { numberArray, textArray } from '../src/server/database/arrays.ts'
import { checkBatch } from '../src/server/ingest/check-batch.ts'
import type { CheckedBatch } from '../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../src/server/ingest/ingest.ts'
import { BATCHES_AT_ONCE, foldAll } from '../src/server/rollups/roll-up.ts'
import { FIFTEEN_MINUTES_MS } from '../src/shared/contract/ingest.ts'
import type { SpanRecord } from '../src/shared/contract/ingest.ts'
import { startPostgres } from '../tests/setup/postgres.ts'
import type { BenchResult } from './result.ts'

const BATCH_ROWS = 500
const DEVICES = 20
const BATCHES_A_DEVICE = 4
const WARM_UP_BATCHES = 8

/** What keeping every number right at every moment costs beside just storing the rows. */
export async function run(): Promise<readonly BenchResult[]> {
  return [...(await onEmbedded()), ...(await onPostgres())]
}

async function onEmbedded(): Promise<readonly BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-bench-'))
  try {
    const database = await openPglite(join(folder, 'store'))
    try {
      return await compare('ingest, embedded store', database)
    } finally {
      await database.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(): Promise<readonly BenchResult[]> {
  const server = await startPostgres()
  try {
    const database = openPostgres(server.url)
    try {
      return await compare('ingest, PostgreSQL', database)
    } finally {
      await database.close()
    }
  } finally {
    await server.stop()
  }
}

async function compare(name: string, database: Database): Promise<readonly BenchResult[]> {
  await migrate(database)
  await database.query('create table bare_spans (like spans including all)')
  await database.query(
    `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
     select 'main', 'device ' || n, 'user ' || n, '', '', '', false, 0 from generate_series(0, $1::int - 1) n`,
    [DEVICES],
  )
  const batches = Array.from({ length: DEVICES * BATCHES_A_DEVICE }, (_, index) => madeUpBatch(index))
  const elapsed = { ingest: 0, bare: 0, fold: 0 }
  let timed = 0
  // One after the other, batch by batch, so that whatever else the machine does meets both alike.
  for (const [index, { deviceId, envelope }] of batches.entries()) {
    const bareFirst = index % 2 === 0
    const bare = async () => insertBare(database, deviceId, checkBatch(envelope))
    const ingest = async () => {
      await ingestBatch(database, { tenantId: 'main', deviceId }, checkBatch(envelope), 0)
    }
    const first = await millisecondsOf(bareFirst ? bare : ingest)
    const second = await millisecondsOf(bareFirst ? ingest : bare)
    // The endpoint folds in the background; what that takes is measured beside.
    const fold = index % BATCHES_AT_ONCE === 0 ? await millisecondsOf(() => foldAll(database, 'main', 'UTC')) : 0
    if (index < WARM_UP_BATCHES) continue
    elapsed.fold += fold
    timed += 1
    elapsed.bare += bareFirst ? first : second
    elapsed.ingest += bareFirst ? second : first
  }
  const perSecond = (ms: number) => Math.round((timed * BATCH_ROWS * 1000) / ms)
  const baseline = 'baseline: a bare insert of the same rows into a table of the same shape'
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
      name: `${name}, and folded`,
      unit: 'rows/s',
      measured: perSecond(elapsed.ingest + elapsed.fold),
      baseline: perSecond(elapsed.bare),
      target: null,
      notes: [`with what folding them into the sums takes, which happens later in the background; ${baseline}`],
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
  return { deviceId, envelope: { schemaVersion: 1, generation: '0123456789abcdef', sentAt: 0, records } }
}

async function insertBare(database: Database, deviceId: string, { generation, spans }: CheckedBatch): Promise<void> {
  const records = spans.map(({ record }) => record)
  await database.query(
    `insert into bare_spans (
       tenant_id, device_id, generation, user_id, seq, hash, started_at, ended_at, presence, activity, rating, system, system_kind, payer, app,
       rule_id, rule_set_version, claim_token
     )
     select 'main', $1, $2, $3, r.*
     from unnest(
       $4::bigint[], $5::uuid[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
       $14::text[], $15::text[], $16::int[], $17::text[]
     ) as r`,
    [
      deviceId,
      generation,
      deviceId.replace('device', 'user'),
      numberArray(records.map((span) => span.seq)),
      `{${spans.map(({ hash }) => hash).join(',')}}`,
      numberArray(records.map((span) => span.startedAt)),
      numberArray(records.map((span) => span.endedAt)),
      textArray(records.map((span) => span.presence)),
      textArray(records.map((span) => span.activity)),
      textArray(records.map((span) => span.rating)),
      textArray(records.map((span) => span.system)),
      textArray(records.map((span) => span.systemKind)),
      textArray(records.map((span) => span.payer)),
      textArray(records.map((span) => span.app)),
      textArray(records.map((span) => span.ruleId)),
      numberArray(records.map((span) => span.ruleSetVersion)),
      textArray(records.map((span) => span.claimToken)),
    ],
  )
}
