import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import {
  countReceived,
  endOfReceivedRun,
  knownRuns,
  seqsOf,
  storeReceived,
  type Received,
} from '../../src/server/ingest/received.ts'
import { KEEP_RECEIVED_MS, pruneReceived } from '../../src/server/ingest/prune-received.ts'
import { WRITTEN_BACK_AFTER_MS } from '../../src/server/ingest/watermark.ts'
import type { SpanRecord } from '../../src/shared/contract/ingest.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { receivedSeqs } from './support/received-seqs.ts'
import { spanRecord } from './support/records.ts'
import { storesOfPlainSql } from './support/store-names.ts'
import { freshTenant, START_OF_TENANT, type TestTenant } from './support/tenant.ts'

const START = Date.UTC(2026, 10, 20, 15)
const span = (seq: number, fields: Partial<SpanRecord> = {}) =>
  spanRecord({ seq, startedAt: START + seq * 1000, endedAt: START + seq * 1000 + 1000, ...fields })
/** A record that the endpoint refuses. */
const refused = (seq: number) => ({ ...span(seq), title: 'Doe, Jane' })

const HIGHEST = 30
const batches = fc.array(
  fc.record({
    seqs: fc.uniqueArray(fc.integer({ min: 1, max: HIGHEST }), { minLength: 1, maxLength: 10 }),
    /** Where the device says that its journal begins now. It only grows. */
    oldest: fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, fc.integer({ min: 1, max: HIGHEST })),
  }),
  { minLength: 1, maxLength: 15 },
)

describe.each(storesOfPlainSql)('seqs received by the %s store', (store) => {
  let tenant: TestTenant
  let made = 0
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function freshDevice(): Promise<string> {
    made += 1
    await tenant.addDevice(`device ${made}`, `user ${made}`)
    return `device ${made}`
  }
  const journalOf = async (deviceId: string) => {
    const [row] = await tenant.database.query<{ journal: number; pruned: number; rows: number; spans: number }>(
      sql`select j.journal, j.pruned_through as pruned, (select count(*) from ${receivedSeqs} where received_seqs.journal = j.journal) as rows,
          (select count(*) from spans s where s.journal = j.journal) as spans, j.taken, j.refused
        from journals j where j.device_id = ${deviceId}`,
    )
    if (!row) throw new Error('the device has no journal')
    return row
  }

  test('are stored through the first gap, in whatever order they come, and refused ones leave none', async () => {
    await fc.assert(
      fc.asyncProperty(batches, fc.uniqueArray(fc.integer({ min: 1, max: HIGHEST })), async (sent, bad) => {
        const device = await freshDevice()
        const known = new Set<number>()
        let [oldest, durable] = [1, 0]
        let now = START_OF_TENANT
        for (const batch of sent) {
          oldest = Math.max(oldest, batch.oldest)
          for (const seq of batch.seqs) known.add(seq)
          now += WRITTEN_BACK_AFTER_MS / 2
          const records = batch.seqs.map((seq) => (bad.includes(seq) ? refused(seq) : span(seq)))
          const ack = await tenant.send(device, records, { oldestHeld: oldest, now })
          let through = oldest - 1
          while (known.has(through + 1)) through += 1
          expect(ack.storedThrough).toBe(through)
          expect(ack.ackedThrough).toBe(Math.max(...batch.seqs))
          if (store === 'postgres') expect(ack.durableThrough).toBe(through)
          expect(ack.durableThrough).toBeGreaterThanOrEqual(durable)
          expect(ack.durableThrough).toBeLessThanOrEqual(through)
          durable = ack.durableThrough
        }
        // What was stored is durable once it was written back.
        const { storedThrough } = await tenant.send(device, [], {
          oldestHeld: oldest,
          now: now + WRITTEN_BACK_AFTER_MS,
        })
        const later = await tenant.send(device, [], { oldestHeld: oldest, now: now + 3 * WRITTEN_BACK_AFTER_MS })
        expect(later).toMatchObject({ storedThrough, durableThrough: storedThrough })
        const refusals = [...known].filter((seq) => bad.includes(seq)).length
        expect(await journalOf(device)).toMatchObject({
          taken: known.size - refusals,
          refused: refusals,
          rows: known.size,
        })
      }),
      { numRuns: 60 },
    )
  })

  test('of a generation that begins after a fork are counted from where it begins', async () => {
    const device = await freshDevice()
    await tenant.send(device, [span(1), span(2)])
    const forked = { generation: 'f'.repeat(16), oldestHeld: 2 }
    expect(await tenant.send(device, [span(2, { payer: 'Cigna' }), span(3)], forked)).toMatchObject({
      storedThrough: 3,
    })
    // A device that does not say so has begun with 1.
    const other = { generation: '0'.repeat(16) }
    expect(await tenant.send(device, [span(41)], other)).toMatchObject({ storedThrough: 0, durableThrough: 0 })
  })

  test('that were refused are taken when a newer endpoint finds them valid, and a clone’s refused record is no fork', async () => {
    const device = await freshDevice()
    await tenant.send(device, [span(1), refused(2)])
    await tenant.send(device, [span(2)])
    expect(await journalOf(device)).toMatchObject({ spans: 2, rows: 2 })
    await tenant.send(device, [refused(1)])
    await expect(tenant.send(device, [span(2, { payer: 'Cigna' })])).rejects.toMatchObject({ body: { code: 'fork' } })
    expect(await journalOf(device)).toMatchObject({ spans: 2, rows: 2 })
  })

  test('are kept as hashes with a key of the tenant', async () => {
    const hashes = async (of: TestTenant) =>
      (await of.database.query(sql`select hashes from received where first_seq = 1 order by journal limit 1`))[0]
    await tenant.clear()
    const other = await freshTenant(store)
    for (const one of [tenant, other]) {
      await one.addUser('ana')
      await one.send('ana device', [span(1)])
    }
    expect(await hashes(tenant)).not.toEqual(await hashes(other))
    await other.close()
  })

  test('are pruned when they are durable and old, and stay known', async () => {
    await tenant.clear()
    const device = await freshDevice()
    const late = START_OF_TENANT + KEEP_RECEIVED_MS
    await tenant.send(device, [span(1), refused(2), span(3)])
    await tenant.send(device, [span(5)])
    await tenant.send(device, [span(6)], { now: late })
    await tenant.send(device, [], { now: late + 2 * WRITTEN_BACK_AFTER_MS })
    expect(await pruneReceived(tenant.database, late)).toBe(0)
    // Above the gap at 4 nothing is durable, whatever its age.
    expect(await pruneReceived(tenant.database, late + DAY_MS)).toBe(3)
    expect(await journalOf(device)).toMatchObject({ pruned: 3, rows: 2 })
    expect(await pruneReceived(tenant.database, late + DAY_MS)).toBe(0)

    const again = await tenant.send(device, [span(1), refused(2), span(3, { payer: 'Cigna' }), span(4)], {
      now: late + 1,
    })
    expect(again).toMatchObject({ ackedThrough: 4, storedThrough: 6 })
    expect(await journalOf(device)).toMatchObject({ rows: 3, spans: 5, taken: 5, refused: 1 })
    // Seq 4 is young: what lies above waits for it.
    await tenant.send(device, [], { now: late + 4 * WRITTEN_BACK_AFTER_MS })
    expect(await pruneReceived(tenant.database, late + KEEP_RECEIVED_MS)).toBe(0)
    expect(await pruneReceived(tenant.database, late + KEEP_RECEIVED_MS + DAY_MS)).toBe(3)
    expect(await journalOf(device)).toMatchObject({ pruned: 6, rows: 0 })
  })

  test('hold how each was answered last, whichever of a run are answered anew', async () => {
    const { database } = tenant
    let journal = 10_000
    const seqs = fc
      .record({
        from: fc.integer({ min: 1, max: 400 }),
        length: fc.integer({ min: 1, max: 250 }),
        every: fc.integer({ min: 1, max: 3 }),
      })
      .map(({ from, length, every }) => Array.from({ length }, (_, index) => from + index * every))
    const step = fc.record({ seqs, state: fc.constantFrom('taken', 'rejected', 'removed'), day: fc.nat({ max: 2 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
        journal += 1
        const expected = new Map<number, Received>()
        for (const [index, { seqs: of, state, day }] of steps.entries()) {
          const rows = of.map(
            (seq) => ({ seq, state, hash: (index * 1000 + seq).toString(16).padStart(32, '0') }) as const,
          )
          for (const row of rows) expected.set(row.seq, row)
          await database.transaction(async (queries) => {
            const known = await knownRuns(queries, journal, { seqs: of })
            await storeReceived(queries, journal, rows, known, day * DAY_MS)
          })
        }
        const everything = await knownRuns(database, journal, { seqs: [1, 2000] })
        const rows = everything.flatMap(seqsOf).toSorted((one, other) => one.seq - other.seq)
        expect(rows).toEqual([...expected.values()].toSorted((one, other) => one.seq - other.seq))
        const from = Math.min(...expected.keys())
        let end = from
        while (expected.has(end + 1)) end += 1
        expect(await endOfReceivedRun(database, journal, from - 1)).toBe(end)
        expect(await countReceived(database, journal, from, end + 1)).toBe(end - from)
      }),
      { numRuns: 40 },
    )
  })

  test('begin in the years that there are months for', async () => {
    const device = await freshDevice()
    const at = (startedAt: number) => ({ startedAt, endedAt: startedAt + 1 })
    const { rejected, storedThrough } = await tenant.send(device, [
      span(1, at(Date.UTC(2099, 11, 31))),
      span(2, at(Date.UTC(2100, 0, 1))),
      span(3, at(0)),
    ])
    expect(rejected).toEqual([
      { seq: 2, code: 'invalid_record', detail: 'startedAt: expected a year from 1970 to 2099' },
    ])
    expect(storedThrough).toBe(3)
  })
})
