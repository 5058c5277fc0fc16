import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceRecord, HiddenTagRecord, SpanRecord, TouchRecord } from '../../src/shared/contract/ingest.ts'
import { keepTouchFacts } from '../../src/server/claim-work/touch-facts.ts'
import { checkBatch } from '../../src/server/ingest/check-batch.ts'
import { ingestBatch } from '../../src/server/ingest/ingest.ts'
import { claimRows } from '../../src/server/reports/claim-rows.ts'
import { statementParameters } from '../../src/server/reports/parameters.ts'
import type { Parameters } from '../../src/server/reports/parameters.ts'
import { quarterTotals } from '../../src/server/reports/quarter-rows.ts'
import { recordsByKind, touchedByAll, touchedByDay, touchedByPerson } from '../../src/server/reports/seen-rows.ts'
import {
  activityRows,
  activityTotals,
  hiddenRows,
  hiddenTotals,
  personRows,
  taggedRows,
  taggedTotals,
} from '../../src/server/reports/slice.ts'
import type { Slice } from '../../src/server/reports/slice.ts'
import { foldBatches } from '../../src/server/rollups/fold.ts'
import { rebuildSums } from '../../src/server/rollups/rebuild.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { batchOf, token } from './support/device.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { freshEndpoint, runsOn, stores } from './support/stores.ts'

const HOUR = 3_600_000
/** The clocks of Chicago and Havana go back on 1 November 2026, in Havana over midnight. */
const START = Date.UTC(2026, 9, 31, 12)
const zones = ['America/Chicago', 'America/Havana', 'Asia/Kolkata', 'Pacific/Apia'] as const
const users = ['one', 'two', 'three'] as const

interface Send {
  readonly kind: 'send'
  readonly user: number
  readonly records: readonly DeviceRecord[]
}
type Step =
  | Send
  | { readonly kind: 'fold'; readonly atOnce: number }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'team'; readonly user: number; readonly team: string | null }

/** A user's records: spans somewhere in four days, each within its quarter hour, some with tags. */
const recordsOfUser = fc
  .array(
    fc.record({
      quarter: fc.integer({ min: 0, max: 4 * 96 }),
      offset: fc.integer({ min: 0, max: 800_000 }),
      lasts: fc.integer({ min: 1, max: 100_000 }),
      presence: fc.constantFrom('active', 'active', 'idle'),
      payer: fc.constantFrom('Aetna', 'Cigna', null),
      rating: fc.constantFrom('core', 'hidden'),
      denial: fc.constantFrom('a', 'b', null),
      kinds: fc.subarray(['repeat_status_check', 'portal_switching'] as const),
      touch: fc.constantFrom('t1', 't2', 't3', null),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((made): DeviceRecord[] => {
    const records: DeviceRecord[] = []
    const revisions = new Map<string, number>()
    for (const { quarter, offset, lasts, presence, payer, rating, denial, kinds, touch } of made) {
      const startedAt = START + quarter * 900_000 + offset
      const claimToken = denial === null ? null : token(denial)
      const span = spanRecord({
        seq: records.length + 1,
        startedAt,
        endedAt: startedAt + lasts,
        presence,
        payer,
        rating,
        claimToken,
      })
      records.push(span)
      for (const hiddenKind of kinds) {
        records.push(tagOf(span, { seq: records.length + 1, hiddenKind, hiddenId: `${hiddenKind} ${span.seq % 3}` }))
      }
      if (touch === null || claimToken === null) continue
      // A revision may be of another day and claim than the one before.
      const revision = (revisions.get(touch) ?? 0) + 1
      revisions.set(touch, revision)
      records.push(
        touchRecord({
          seq: records.length + 1,
          touchId: touch,
          revision,
          claimToken,
          startedAt,
          endedAt: span.endedAt,
        }),
      )
    }
    return records
  })

const sends = (records: readonly (readonly DeviceRecord[])[]) =>
  fc.array(
    fc.integer({ min: 0, max: users.length - 1 }).chain((user) =>
      fc
        .uniqueArray(fc.integer({ min: 0, max: (records[user]?.length ?? 1) - 1 }), { minLength: 1, maxLength: 8 })
        .map((places): Step => ({
          kind: 'send',
          user,
          records: places.map((place) => records[user]?.[place]).filter((record) => record !== undefined),
        })),
    ),
    { maxLength: 8 },
  )
const disturbances = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('fold' as const), atOnce: fc.integer({ min: 1, max: 3 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('zone' as const), zone: fc.constantFrom(...zones) }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('team' as const),
        user: fc.integer({ min: 0, max: users.length - 1 }),
        team: fc.constantFrom('A', 'B', null),
      }),
    },
  ),
  { maxLength: 8 },
)

/** What happens, in any order; everything is sent at least in part, some of it again. */
const histories = fc.tuple(recordsOfUser, recordsOfUser, recordsOfUser).chain((records) =>
  fc.tuple(sends(records), disturbances).chain(([sent, others]) => {
    const all: readonly Step[] = [...sent, ...others]
    return fc.shuffledSubarray([...all], { minLength: all.length })
  }),
)

const periods = fc
  .tuple(fc.integer({ min: -4, max: 110 }), fc.integer({ min: 1, max: 100 }), fc.constantFrom(0, 0, 1, 450_123))
  .map(([from, hours, off]) => ({ from: START + from * HOUR + off, to: START + (from + hours) * HOUR + off }))

const slices = fc.record({
  period: fc.oneof(periods, fc.constant({ from: 0, to: START * 2 })),
  user: fc.constantFrom(null, null, 'one'),
  team: fc.constantFrom(null, null, 'A'),
  payer: fc.constantFrom(null, null, 'Aetna', ''),
})

const quote = (value: unknown) => JSON.stringify(value)

/** Sums by everything but the last column, as lines. */
function summed(rows: readonly (readonly unknown[])[]): string[] {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const key = quote(row.slice(0, -1))
    sums.set(key, (sums.get(key) ?? 0) + Number(row.at(-1)))
  }
  return [...sums].map(([key, ms]) => `${key} ${ms}`).sort()
}

describe.each(stores)('sums in the %s store', (store) => {
  let endpoint: Endpoint
  let made = 0
  beforeAll(async () => (endpoint = await freshEndpoint(store, { foldEveryMs: null })))
  afterAll(() => endpoint.close())

  async function freshTenant(): Promise<string> {
    made += 1
    const tenantId = `tenant ${made}`
    const { database } = endpoint
    await database.query(`insert into tenants (tenant_id, token_key, zone, created_at) values ($1, '', $2, 0)`, [
      tenantId,
      zones[0],
    ])
    for (const user of users) {
      await database.query(
        `insert into users (tenant_id, user_id, name, sample, created_at) values ($1, $2, $2, false, 0)`,
        [tenantId, user],
      )
      await database.query(
        `insert into devices (tenant_id, device_id, user_id, public_key, platform, agent_version, sample, enrolled_at)
         values ($1, $2::text || ' device', $2, '', '', '', false, 0)`,
        [tenantId, user],
      )
    }
    return tenantId
  }

  async function read(
    rows: (slice: Slice, parameters: Parameters) => string,
    slice: Slice,
    columns: readonly string[],
  ) {
    const parameters = statementParameters()
    const found = await endpoint.database.query(
      `select ${columns.join(', ')} from (${rows(slice, parameters)}) rows`,
      parameters.values,
    )
    return summed(found.map((row) => columns.map((column) => row[column])))
  }

  async function readCounts(rows: (slice: Slice, parameters: Parameters) => string, slice: Slice) {
    const parameters = statementParameters()
    const found = await endpoint.database.query<{ user_id?: string; touches: number; denials: number }>(
      `select * from (${rows(slice, parameters)}) rows`,
      parameters.values,
    )
    return found
      .map(({ user_id = '', touches, denials }) => `${user_id} ${touches} ${denials}`)
      .filter((line) => !/^\w+ 0 0$/.test(line))
      .sort()
  }

  async function answers(slice: Slice, zone: string) {
    const activity = ['presence', 'activity', 'rating', 'system', 'payer', 'attributed', 'ms']
    return {
      activity: await read(activityRows, slice, ['user_id', ...activity]),
      totals: await read(activityTotals, slice, activity),
      persons: await read(personRows, slice, ['user_id', 'presence', 'rating', 'ms']),
      hidden: await read(hiddenRows, slice, ['user_id', 'kind', 'payer', 'ms']),
      tagged: await read(taggedRows, slice, ['user_id', 'payer', 'ms']),
      hiddenTotals: await read(hiddenTotals, slice, ['kind', 'payer', 'ms']),
      taggedTotals: await read(taggedTotals, slice, ['payer', 'ms']),
      claims: await read(claimRows, slice, ['user_id', 'claim_token', 'ms']),
      records: await read(recordsByKind, slice, ['kind', 'records']),
      touched: slice.payer === null ? await readCounts(touchedByPerson, slice) : [],
      touchedByAll: slice.payer === null ? await readCounts(touchedByAll, slice) : [],
      touchedByDay:
        slice.payer === null
          ? (await read((of, parameters) => touchedByDay(of, zone, parameters), slice, ['user_id', 'denials'])).filter(
              (line) => !line.endsWith(' 0'),
            )
          : [],
      timed: slice.userId === null && slice.team === null ? await read(quarterTotals, slice, ['presence', 'ms']) : [],
    }
  }

  test('are those of the records, for any slice, whatever was folded when, in whatever zone and team', async () => {
    await fc.assert(
      fc.asyncProperty(histories, slices, async (steps, { period, user, team, payer }) => {
        const tenantId = await freshTenant()
        const slice: Slice = { tenantId, ...period, userId: user, team, payer }
        const world: World = {
          zone: zones[0],
          summedIn: null,
          teams: new Map(),
          records: new Map(users.map((name) => [name, new Map()])),
        }
        const look = async () => {
          const zone = world.summedIn ?? world.zone
          expect(await answers(slice, zone)).toEqual(expectedOf(world, slice, zone))
        }
        for (const step of steps) {
          await happen(tenantId, step, world)
          await look()
        }
        world.summedIn = world.zone
        while ((await foldBatches(endpoint.database, tenantId, world.zone)) > 0);
        await look()
        // Payers are looked up while a claim waits, and stand with its touches when it was looked at.
        const lookedUp = await readCounts(touchedByPerson, { ...slice, payer })
        await endpoint.database.transaction((queries) => keepTouchFacts(queries, tenantId, ['a', 'b'].map(token)))
        await endpoint.database.query('delete from claims_to_judge where tenant_id = $1', [tenantId])
        expect(await readCounts(touchedByPerson, { ...slice, payer })).toEqual(lookedUp)
      }),
      { numRuns: runsOn(store, 25, 120) },
    )
  })

  async function happen(tenantId: string, step: Step, world: World): Promise<void> {
    const { database } = endpoint
    switch (step.kind) {
      case 'send': {
        const name = users[step.user] ?? 'one'
        const batch = checkBatch(batchOf(step.records))
        await ingestBatch(database, { tenantId, deviceId: `${name} device` }, batch, START)
        for (const record of step.records) {
          // The first tag of a span to be stored is the one the union counts it with.
          if (!world.records.get(name)?.has(record.seq)) world.records.get(name)?.set(record.seq, record)
        }
        break
      }
      case 'fold':
        world.summedIn = world.zone
        await foldBatches(database, tenantId, world.zone, step.atOnce)
        break
      case 'zone':
        world.zone = step.zone
        break
      case 'team': {
        const name = users[step.user] ?? 'one'
        world.teams.set(name, step.team)
        await database.query('update users set team = $3 where tenant_id = $1 and user_id = $2', [
          tenantId,
          name,
          step.team,
        ])
        break
      }
    }
  }

  test('a fold that is broken off leaves everything as it was', async () => {
    const tenantId = await freshTenant()
    const span = spanRecord({ seq: 1, startedAt: START, endedAt: START + 1000, claimToken: token('a') })
    await ingestBatch(endpoint.database, { tenantId, deviceId: 'one device' }, checkBatch(batchOf([span])), START)
    const slice: Slice = { tenantId, from: 0, to: START * 2, userId: null, team: null, payer: null }
    const before = await answers(slice, zones[0])
    const failing = {
      ...endpoint.database,
      transaction: <T>(work: (queries: Endpoint['database']) => Promise<T>) =>
        endpoint.database.transaction(async (queries) => {
          await work({ ...endpoint.database, query: queries.query })
          throw new Error('the power went')
        }),
    }
    await expect(foldBatches(failing, tenantId, zones[0])).rejects.toThrow('the power went')
    expect(await answers(slice, zones[0])).toEqual(before)
    expect(await foldBatches(endpoint.database, tenantId, zones[0])).toBe(1)
    expect(await answers(slice, zones[0])).toEqual(before)
    expect(before.claims).toEqual([`${quote(['one', token('a')])} 1000`])
  })

  test('sums made anew from the facts are the same, and what waits still waits', async () => {
    const tenantId = await freshTenant()
    const slice: Slice = { tenantId, from: 0, to: START * 2, userId: null, team: null, payer: null }
    const [records = []] = fc.sample(recordsOfUser, { numRuns: 1, seed: 7 })
    const send = (user: string, sent: readonly DeviceRecord[]) =>
      ingestBatch(endpoint.database, { tenantId, deviceId: `${user} device` }, checkBatch(batchOf(sent)), START)
    await send('one', records)
    await foldBatches(endpoint.database, tenantId, zones[0])
    await send('two', records)
    const before = await answers(slice, zones[0])
    // Days of another zone hold other claims.
    const { touchedByDay: _days, ...same } = before
    await endpoint.database.transaction((queries) => rebuildSums(queries, tenantId, zones[1]))
    expect(await answers(slice, zones[1])).toMatchObject(same)
    await foldBatches(endpoint.database, tenantId, zones[1])
    expect(await answers(slice, zones[1])).toMatchObject(same)
    expect(before.touched.length).toBe(2)
  })

  test('reports read while others send and fold see each record once', async () => {
    const tenantId = await freshTenant()
    const slice: Slice = { tenantId, from: START, to: START + 48 * HOUR, userId: null, team: null, payer: null }
    const stored = 40
    const send = async (user: string) => {
      for (let seq = 1; seq <= stored; seq += 1) {
        const startedAt = START + seq * 900_000
        const span = spanRecord({ seq, startedAt, endedAt: startedAt + 1000 })
        await ingestBatch(
          endpoint.database,
          { tenantId, deviceId: `${user} device` },
          checkBatch(batchOf([span])),
          START,
        )
      }
    }
    const sent = new AbortController()
    const folds = async () => {
      while (!sent.signal.aborted) await foldBatches(endpoint.database, tenantId, zones[0], 3)
    }
    const looks = async () => {
      let seen = 0
      while (!sent.signal.aborted) {
        const parameters = statementParameters()
        const [row] = await endpoint.database.query<{ sums: number; facts: number }>(
          `select (select coalesce(sum(ms), 0)::bigint from (${activityRows(slice, parameters)}) a) as sums,
             (select coalesce(sum(s.ended_at - s.started_at), 0)::bigint from spans s where s.tenant_id = ${parameters.add(tenantId)}) as facts`,
          parameters.values,
        )
        expect(row?.sums).toBe(row?.facts)
        expect(row?.sums).toBeGreaterThanOrEqual(seen)
        seen = row?.sums ?? 0
      }
    }
    const watching = [folds(), folds(), looks(), looks()]
    await Promise.all(users.map(send)).finally(() => sent.abort())
    await Promise.all(watching)
    expect(await read(activityTotals, slice, ['ms'])).toEqual([`[] ${users.length * stored * 1000}`])
  })
})

function recordsOf(tags: readonly { readonly user: string; readonly record: HiddenTagRecord }[]): string[] {
  const distinct = new Map(tags.map(({ user, record }) => [quote([user, record.hiddenId]), record.hiddenKind]))
  return summed([...distinct.values()].map((kind) => [kind, 1]))
}

/** Which span names a touch's payer is another matter: only slices of all payers are compared. */
function touchesOf(
  records: readonly { readonly user: string; readonly record: DeviceRecord }[],
  slice: Slice,
  zone: string,
) {
  if (slice.payer !== null) return { touched: [], touchedByAll: [], touchedByDay: [] }
  const latest = new Map<string, { user: string; touch: TouchRecord }>()
  for (const { user, record } of records) {
    if (record.kind !== 'touch') continue
    const key = quote([user, record.touchId])
    if ((latest.get(key)?.touch.revision ?? 0) < record.revision) latest.set(key, { user, touch: record })
  }
  const touches = [...latest.values()].filter(
    ({ touch }) => touch.startedAt >= slice.from && touch.startedAt < slice.to,
  )
  const line = (of: readonly { readonly touch: TouchRecord }[]) =>
    `${of.length} ${new Set(of.map(({ touch }) => touch.claimToken)).size}`
  const dateOf = ({ startedAt }: TouchRecord) =>
    Temporal.Instant.fromEpochMilliseconds(startedAt).toZonedDateTimeISO(zone).toPlainDate().toString()
  const days = new Map(
    touches.map(({ user, touch }) => [quote([user, touch.claimToken, dateOf(touch)]), user] as const),
  )
  return {
    touchedByDay: summed([...days.values()].map((user) => [user, 1])),
    touched: [...new Set(touches.map(({ user }) => user))]
      .map((name) => `${name} ${line(touches.filter(({ user }) => user === name))}`)
      .sort(),
    touchedByAll: [` ${line(touches)}`],
  }
}

interface World {
  zone: string
  /** That of the sums; null while there are none. */
  summedIn: string | null
  readonly teams: Map<string, string | null>
  /** Of each user by seq, in the order in which they were stored. */
  readonly records: Map<string, Map<number, DeviceRecord>>
}

function expectedOf(world: World, slice: Slice, zone: string) {
  const records = [...world.records].flatMap(([user, bySeq]) => {
    if (slice.userId !== null && slice.userId !== user) return []
    if (slice.team !== null && world.teams.get(user) !== slice.team) return []
    return [...bySeq.values()].map((record) => ({ user, record }))
  })
  const within = ({ record }: { record: SpanRecord | HiddenTagRecord }) =>
    record.startedAt >= slice.from &&
    record.startedAt < slice.to &&
    (slice.payer === null || (record.payer ?? '') === slice.payer)
  const spans = records.flatMap(({ user, record }) => (record.kind === 'span' ? [{ user, record }] : [])).filter(within)
  const allTags = records.flatMap(({ user, record }) => (record.kind === 'hidden_tag' ? [{ user, record }] : []))
  const tags = allTags.filter(within)
  const length = (record: SpanRecord | HiddenTagRecord) => record.endedAt - record.startedAt
  const dimensions = (span: SpanRecord) => [
    span.presence,
    span.activity ?? '',
    span.rating ?? '',
    span.system ?? '',
    span.payer ?? '',
    span.claimToken !== null,
  ]
  const tagged = new Map(tags.map(({ user, record }) => [quote([user, record.spanSeq]), { user, record }]))
  const onClaims = spans.filter(({ record }) => record.presence === 'active' && record.claimToken !== null)
  return {
    activity: summed(spans.map(({ user, record }) => [user, ...dimensions(record), length(record)])),
    totals: summed(spans.map(({ record }) => [...dimensions(record), length(record)])),
    persons: summed(spans.map(({ user, record }) => [user, record.presence, record.rating ?? '', length(record)])),
    hidden: summed(tags.map(({ user, record }) => [user, record.hiddenKind, record.payer ?? '', length(record)])),
    tagged: summed([...tagged.values()].map(({ user, record }) => [user, record.payer ?? '', length(record)])),
    hiddenTotals: summed(tags.map(({ record }) => [record.hiddenKind, record.payer ?? '', length(record)])),
    taggedTotals: summed([...tagged.values()].map(({ record }) => [record.payer ?? '', length(record)])),
    claims: summed(onClaims.map(({ user, record }) => [user, record.claimToken, length(record)])),
    records: recordsOf(tags),
    timed:
      slice.userId === null && slice.team === null
        ? summed(spans.map(({ record }) => [record.presence, length(record)]))
        : [],
    ...touchesOf(records, slice, zone),
  }
}
