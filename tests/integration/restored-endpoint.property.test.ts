import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openJournal, type Journal } from '../../src/main/journal/journal.ts'
import { keyPairOf, makeKeyPair } from '../../src/main/sync/key-pair.ts'
import { startSync } from '../../src/main/sync/sync.ts'
import type { SendResult, Transport } from '../../src/main/sync/transport.ts'
import { name, sql } from '../../src/server/database/sql.ts'
import { HttpProblem } from '../../src/server/errors/problem.ts'
import { byEndpoint } from '../../src/server/audit/append.ts'
import { createEnrollmentCode } from '../../src/server/identity/enrollment-codes.ts'
import { enroll } from '../../src/server/identity/enrollment.ts'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import { countPersonTime } from '../../src/server/rollups/count-person-time.ts'
import { takeOut } from '../../src/server/rollups/take-out.ts'
import { DAY_MS, HOUR_MS } from '../../src/shared/time.ts'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { MONDAY_9, spanAt } from '../main/journal/support/records.ts'
import { receivedSeqs } from '../server/support/received-seqs.ts'
import { stores } from '../server/support/store-names.ts'
import { freshTenant, type TestTenant } from '../server/support/tenant.ts'
import { amount } from '../setup/amount.ts'

/** What an endpoint knows of devices and has of them. */
const tables = ['users', 'devices', 'enrollment_codes', 'journals', 'received', 'spans', 'pending_batches'] as const
/** Smaller than an agent's, so that few records make many batches. */
const BATCH = 7
const runs = [15, 200] as const

const lost = fc.constantFrom('arrives', 'arrives', 'is lost', 'gets no answer')
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('work' as const), spans: fc.integer({ min: 1, max: 12 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('send' as const), batches: fc.array(lost, { minLength: 1, maxLength: 4 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('save' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('restore' as const), copy: fc.nat({ max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), days: fc.integer({ min: 1, max: 9 }) }) },
)

describe.each(stores)('an endpoint on the %s store that is restored again and again', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  /** Copies of what the endpoint has. */
  function backups() {
    let made = 0
    const copyOf = (copy: number, table: string) => name(`copy_${copy}_${table}`)
    return {
      save: async () => {
        for (const table of tables)
          await tenant.database.query(sql`create table ${copyOf(made, table)} as table ${name(table)}`)
        made += 1
      },
      restore: (copy: number) =>
        tenant.database.transaction(async (queries) => {
          for (const table of tables) {
            await queries.query(sql`delete from ${name(table)}`)
            await queries.query(
              sql`insert into ${name(table)} overriding system value select * from ${copyOf(copy % made, table)}`,
            )
          }
        }),
      drop: async () => {
        for (let copy = 0; copy < made; copy += 1) {
          for (const table of tables) await tenant.database.query(sql`drop table ${copyOf(copy, table)}`)
        }
      },
    }
  }

  /** The agent's journal and sync, at the endpoint's ingest: only the network between them is left out. */
  async function agent(journal: Journal, now: () => number) {
    const { privateKey } = makeKeyPair()
    const fates: ('arrives' | 'is lost' | 'gets no answer')[] = []
    const acting = () => ({ by: 'an admin', now: now(), record: byEndpoint(now()) })
    const enrolled = async () => {
      const { code } = await createEnrollmentCode(tenant.database, { user: 'ana', sample: true }, acting())
      const request = { code, publicKey: keyPairOf(privateKey).publicKey, platform: 'linux', agentVersion: '1.0.0' }
      return (await enroll(tenant.database, request, acting())).deviceId
    }
    let deviceId = await enrolled()
    const transport: Transport = {
      send: async (batch): Promise<SendResult> => {
        const fate = fates.shift() ?? 'arrives'
        if (fate === 'is lost') return { kind: 'retry', afterMs: null, why: 'lost' }
        try {
          const ingest = { database: tenant.database, months: tenant.months, takeOut, countPersonTime }
          const ack = await ingestBatch(ingest, { deviceId }, checkBatch(JSON.parse(JSON.stringify(batch))), now())
          return fate === 'arrives' ? { kind: 'acked', ack } : { kind: 'retry', afterMs: null, why: 'no answer' }
        } catch (error) {
          if (!(error instanceof HttpProblem)) throw error
          return { kind: 'hold', code: error.body.code, why: error.body.detail }
        }
      },
    }
    const sync = startSync({
      journal: {
        settings: journal.settings,
        get generation() {
          return journal.generation
        },
        get removals() {
          return journal.removals
        },
        waiting: (limit) => journal.waiting(Math.min(limit, BATCH)),
        oldestHeld: () => journal.oldestHeld(),
        beginsAt: () => journal.beginsAt(),
        counts: () => journal.counts(),
        acknowledge: (acknowledgment) => journal.acknowledge(acknowledgment),
        newGeneration: () => journal.newGeneration(),
        syncToDisk: () => journal.syncToDisk(),
      },
      transport,
      everyMs: DAY_MS,
      heartbeatEveryMs: 1,
      clock: { now },
      // Every wait, also before another attempt, lasts until the next flush: what happens in between is up to the steps.
      sleep: (_, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    })
    return {
      fates,
      /** Sends one batch; enrolls again where the endpoint does not know the device any more. */
      send: async () => {
        const { hold, failure } = await sync.flush()
        expect(['lost', 'no answer', undefined]).toContain(failure?.why)
        if (hold === null) return
        expect(hold.code).toBe('unknown_device')
        deviceId = await enrolled()
        await sync.flush()
      },
      stop: () => sync.stop(),
    }
  }

  test('gets every record that the device holds, each once, and says how many nobody has any more', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 4, maxLength: 25 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 4 }),
        async (steps, bad) => {
          await tenant.clear()
          let at = MONDAY_9
          const now = () => at
          const journal = openJournal(temporaryDirectory(), { clock: { now } })
          const copies = backups()
          await copies.save()
          const device = await agent(journal, now)
          let made = 0
          const work = (spans: number) =>
            journal.write((tx) => {
              for (let each = 0; each < spans; each += 1) {
                made += 1
                // The endpoint refuses what begins in a year that has no partition.
                const change = bad.includes(made)
                  ? { startedAt: Date.UTC(2110, 0), endedAt: Date.UTC(2110, 0) + 1 }
                  : {}
                tx.append(spanAt(made * 1000, 1000, change))
              }
            })
          try {
            for (const each of steps) {
              if (each.do === 'work') work(each.spans)
              else if (each.do === 'save') await copies.save()
              else if (each.do === 'restore') await copies.restore(each.copy)
              else if (each.do === 'send') {
                device.fates.push(...each.batches)
                while (device.fates.length > 0) await device.send()
              } else {
                at += each.days * DAY_MS
                journal.prune(now())
              }
            }
            work(1)
            const durable = () => journal.settings.get('lastAck')?.ack.durableThrough
            const isDone = () => journal.counts().waiting === 0 && durable() === made
            for (let turn = 0; turn < 400 && !isDone(); turn += 1) {
              at += HOUR_MS
              await device.send()
            }
            expect([journal.counts().waiting, durable()]).toEqual([0, made])
            const seqs = (rows: { seq: number }[]) => new Set(rows.map(({ seq }) => seq))
            const spans = await tenant.database.query<{ seq: number; journal: number }>(
              sql`select seq, journal from spans`,
            )
            const stored = seqs(spans)
            expect(stored.size).toBe(spans.length)
            const held = journal.newest({ limit: 1000 }).map(({ record }) => record.seq)
            expect(held.filter((seq) => !stored.has(seq) && !bad.includes(seq))).toEqual([])
            const known = seqs(await tenant.database.query<{ seq: number }>(sql`select seq from ${receivedSeqs}`))
            expect(
              await tenant.database.query(
                sql`select lost, taken, max_seq as "maxSeq", max_seq - taken - refused - lost as missing from journals
                  where contiguous_seq = max_seq`,
              ),
            ).toEqual([{ lost: made - known.size, taken: stored.size, maxSeq: made, missing: 0 }])
          } finally {
            await device.stop()
            journal.close()
            await copies.drop()
          }
        },
      ),
      { numRuns: amount(...runs) },
    )
  })
})
