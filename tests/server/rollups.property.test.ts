import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceRecord, HiddenTagRecord, SpanRecord, TouchRecord } from '../../src/shared/contract/ingest.ts'
import { refreshTouchFacts } from '../../src/server/claim-activity/touch-facts.ts'
import type { Database, Queries } from '../../src/server/database/database.ts'
import { dropMonth, monthOf } from '../../src/server/database/months.ts'
import { join, name, sql, tokens, type Sql } from '../../src/server/database/sql.ts'
import { createScope, type Scope, type VisiblePeople } from '../../src/server/identity/scope.ts'
import { recordsByKind, touchedByAll, touchedByDay, touchedByPerson } from '../../src/server/rollups/distinct-rows.ts'
import { coversEverybody, type Filters } from '../../src/server/rollups/filters.ts'
import { atOneState } from '../../src/server/rollups/at-one-state.ts'
import { rebuildRollups } from '../../src/server/rollups/rebuild.ts'
import { rollUpBatches } from '../../src/server/rollups/roll-up.ts'
import { readTouched, readTouchedByAll } from '../../src/server/rollups/touched-claims.ts'
import { rowsBy15min } from '../../src/server/rollups/rows-by-15min.ts'
import {
  activityRows,
  activityTotals,
  claimRows,
  hiddenRows,
  hiddenTotals,
  personRows,
  personTimeRows,
  taggedPersonRows,
  taggedRows,
  taggedTotals,
} from '../../src/server/rollups/time-rows.ts'
import { token } from './support/device.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { runsOn, storesOfPlainSql } from './support/store-names.ts'
import { freshTenant, type TestTenant } from './support/tenant.ts'

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
  | { readonly kind: 'roll up'; readonly atOnce: number }
  | { readonly kind: 'process'; readonly claim: string }
  | { readonly kind: 'zone'; readonly zone: string }
  | { readonly kind: 'team'; readonly user: number; readonly team: string | null }

/** A user's records: spans somewhere in four days of two months, each within its 15 minutes, some with tags. */
const recordsOfUser = fc
  .array(
    fc.record({
      bucket: fc.integer({ min: 0, max: 4 * 96 }),
      offset: fc.integer({ min: 0, max: 800_000 }),
      lasts: fc.integer({ min: 1, max: 100_000 }),
      presence: fc.constantFrom('active', 'active', 'idle'),
      payer: fc.constantFrom('Aetna', 'Cigna', null),
      rating: fc.constantFrom('core', 'hidden'),
      call: fc.boolean(),
      denial: fc.constantFrom('a', 'b', null),
      attributed: fc.constantFrom('a', 'b', null),
      attribution: fc.constantFrom('stated', 'inferred', null),
      kinds: fc.subarray(['repeat_status_check', 'portal_switching'] as const),
      touch: fc.constantFrom('t1', 't2', 't3', null),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((made): DeviceRecord[] => {
    const records: DeviceRecord[] = []
    const revisions = new Map<string, number>()
    for (const {
      bucket,
      offset,
      lasts,
      presence,
      payer,
      rating,
      call,
      denial,
      attributed,
      attribution,
      kinds,
      touch,
    } of made) {
      const startedAt = START + bucket * 900_000 + offset
      const claimToken = denial === null ? null : token(denial)
      const span = spanRecord({
        seq: records.length + 1,
        startedAt,
        endedAt: startedAt + lasts,
        presence,
        payer,
        rating,
        ...(call && { call }),
        claimToken,
        attributedToken: attributed === null ? null : token(attributed),
        attribution,
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

/** The claim of a span, seen or attributed, and how it came to it; '' without one. */
function claimOf({ claimToken, attributedToken, attribution }: SpanRecord) {
  if (claimToken !== null) return { token: claimToken, how: 'seen' } as const
  return attributedToken && attribution
    ? ({ token: attributedToken, how: attribution } as const)
    : ({ token: null, how: '' } as const)
}

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
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('roll up' as const), atOnce: fc.integer({ min: 1, max: 3 }) }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('process' as const), claim: fc.constantFrom('a', 'b') }),
    },
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

const questions = fc.record({
  period: fc.oneof(periods, fc.constant({ from: 0, to: START * 2 })),
  user: fc.constantFrom(null, null, 'one'),
  team: fc.constantFrom(null, null, 'A'),
  payer: fc.constantFrom(null, null, 'Aetna', ''),
  people: fc.constantFrom<VisiblePeople>(
    'everybody',
    'everybody',
    'everybody',
    { teams: ['A'], userId: null },
    { teams: [], userId: 'one' },
    { teams: ['A'], userId: 'one' },
  ),
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

describe.each(storesOfPlainSql)('rollups in the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => (tenant = await freshTenant(store)))
  afterAll(() => tenant.close())

  async function startAgain(): Promise<void> {
    await tenant.clear()
    for (const user of users) await tenant.addUser(user)
  }

  /** What is asked, and who asks. */
  interface Question {
    readonly scope: Scope
    readonly filters: Filters
  }
  type Rows = (scope: Scope, filters: Filters) => Sql
  const everything: Filters = { from: 0, to: START * 2, userId: null, team: null, payer: null }
  const ofEverybody = (filters: Partial<Filters> = {}): Question => ({
    scope: tenant.scope,
    filters: { ...everything, ...filters },
  })

  async function read(rows: Rows, { scope, filters }: Question, columns: readonly string[]) {
    const found = await scope.query(
      sql`select ${join(columns.map((column) => (column === 'claim_token' ? sql`encode(claim_token, 'hex') as claim_token` : name(column))))}
        from (${rows(scope, filters)}) rows`,
    )
    return summed(found.map((row) => columns.map((column) => row[column])))
  }

  async function readCounts(rows: Rows, { scope, filters }: Question) {
    const found = await scope.query<{ user_id?: string | null; touches: number; denials: number }>(
      sql`select * from (${rows(scope, filters)}) rows`,
    )
    return found
      .map(({ user_id, touches, denials }) => `${user_id ?? ''} ${touches} ${denials}`)
      .filter((line) => !/^\w+ 0 0$/.test(line))
      .sort()
  }

  /** The same from the packed touches of days. */
  async function countedAtOneState({ scope, filters }: Question) {
    return atOneState(scope, filters, 0, async (at) => {
      const { all, people } = await readTouched(at, filters)
      expect(await readTouchedByAll(at, filters)).toEqual(all)
      return [['', all] as const, ...people]
        .map(([user, { touches, denials }]) => `${user} ${touches} ${denials}`)
        .filter((line) => !/^\w+ 0 0$/.test(line))
        .sort()
    })
  }

  async function answers(question: Question, zone: string) {
    const activity = ['presence', 'activity', 'rating', 'system', 'payer', 'attribution', 'call', 'ms']
    const { scope, filters } = question
    return {
      activity: await read(activityRows, question, ['user_id', ...activity]),
      totals: await read(activityTotals, question, activity),
      persons: await read(personRows, question, ['user_id', 'presence', 'rating', 'ms']),
      active: await read(personTimeRows, question, ['user_id', 'active_ms']),
      idle: await read(personTimeRows, question, ['user_id', 'idle_ms']),
      core: await read(personTimeRows, question, ['user_id', 'core_ms']),
      hidden: await read(hiddenRows, question, ['user_id', 'kind', 'payer', 'ms']),
      tagged: await read(taggedRows, question, ['user_id', 'payer', 'ms']),
      taggedPersons: await read(taggedPersonRows, question, ['user_id', 'ms']),
      hiddenTotals: await read(hiddenTotals, question, ['kind', 'payer', 'ms']),
      taggedTotals: await read(taggedTotals, question, ['payer', 'ms']),
      claims: await read(claimRows, question, ['user_id', 'claim_token', 'attribution', 'ms']),
      records: await read(recordsByKind, question, ['kind', 'records']),
      touched: filters.payer === null ? await readCounts(touchedByPerson, question) : [],
      touchedByAll: filters.payer === null ? await readCounts(touchedByAll, question) : [],
      touchedByDay:
        filters.payer === null
          ? (await read((by, of) => touchedByDay(by, of, zone), question, ['user_id', 'denials'])).filter(
              (line) => !line.endsWith(' 0'),
            )
          : [],
      timed: await read(rowsBy15min, question, ['user_id', 'presence', 'ms']),
      timedTotals: coversEverybody(scope, filters)
        ? await read((by, of) => rowsBy15min(by, of, false), question, ['presence', 'ms'])
        : [],
    }
  }

  test('are those of the records, for any filters and whoever asks, whatever was rolled up when, in whatever zone and team', async () => {
    await fc.assert(
      fc.asyncProperty(histories, questions, async (steps, { period, user, team, payer, people }) => {
        await startAgain()
        const question: Question = {
          scope: createScope(tenant.database, people),
          filters: { ...period, userId: user, team, payer },
        }
        const world: World = {
          zone: zones[0],
          rolledUpIn: null,
          teams: new Map(),
          records: new Map(users.map((each) => [each, new Map()])),
        }
        const check = async () => {
          const zone = world.rolledUpIn ?? world.zone
          const expected = expectedOf(world, question, zone)
          expect(await answers(question, zone)).toEqual(expected)
          // Statements that know the state leave out what has no rows, and read the rollups of teams.
          const { scope, filters } = question
          expect(await atOneState(scope, filters, 0, (at) => answers({ scope: at, filters }, zone))).toEqual(expected)
          const apart = [
            ...(await readCounts(touchedByPerson, question)),
            ...(await readCounts(touchedByAll, question)),
          ]
          expect(await countedAtOneState(question)).toEqual(apart.sort())
        }
        for (const step of steps) {
          await happen(step, world)
          await check()
        }
        world.rolledUpIn = world.zone
        while ((await rollUpBatches(tenant.database, world.zone)) > 0);
        await check()
        // Payers are looked up for a dirty claim, and cached with its touches when it was processed.
        const lookedUp = await readCounts(touchedByPerson, question)
        await process(['a', 'b'])
        expect(await readCounts(touchedByPerson, question)).toEqual(lookedUp)
        await check()
        while ((await rollUpBatches(tenant.database, world.zone)) > 0);
        await check()
      }),
      { numRuns: runsOn(store, 25, 120) },
    )
  })

  /** Looks up the payers of the touches on claims, which are not dirty then. */
  async function process(claims: readonly string[]): Promise<void> {
    await tenant.database.transaction(async (queries) => {
      expect(await refreshTouchFacts(queries, claims.map(token))).toEqual([])
      await queries.query(
        sql`update dirty_claims c set claim_tokens = array(
          select named from unnest(c.claim_tokens) named where named <> all(${tokens(claims.map(token))}))`,
      )
      await queries.query(sql`delete from dirty_claims where claim_tokens = '{}'`)
    })
  }

  async function happen(step: Step, world: World): Promise<void> {
    const { database } = tenant
    switch (step.kind) {
      case 'send': {
        const user = users[step.user] ?? 'one'
        await tenant.send(`${user} device`, step.records)
        for (const record of step.records) {
          // The first tag of a span to be stored is the one the union counts it with.
          if (!world.records.get(user)?.has(record.seq)) world.records.get(user)?.set(record.seq, record)
        }
        break
      }
      case 'roll up':
        world.rolledUpIn = world.zone
        await rollUpBatches(database, world.zone, step.atOnce)
        break
      case 'process':
        await process([step.claim])
        break
      case 'zone':
        world.zone = step.zone
        break
      case 'team': {
        const user = users[step.user] ?? 'one'
        world.teams.set(user, step.team)
        await database.query(sql`update users set team = ${step.team} where user_id = ${user}`)
        break
      }
    }
  }

  test('a touch that moves to another claim after its payers were packed counts there alone', async () => {
    await startAgain()
    const question = ofEverybody({ payer: 'Aetna' })
    const endedAt = START + 1000
    const onClaim = (claim: string, seq: number) => {
      const claimToken = token(claim)
      return [
        spanRecord({ seq, startedAt: START, endedAt, payer: 'Aetna', claimToken }),
        touchRecord({ seq: seq + 1, touchId: 't', revision: seq, claimToken, startedAt: START, endedAt }),
      ]
    }
    const pack = async (claims: readonly string[]) => {
      await process(claims)
      while ((await rollUpBatches(tenant.database, zones[0])) > 0);
    }
    await tenant.send('one device', onClaim('a', 1))
    await pack(['a'])
    await tenant.send('one device', onClaim('b', 3))
    await pack(['a', 'b'])
    expect(await countedAtOneState(question)).toEqual([' 1 1', 'one 1 1'])
  })

  test('a rollup that is broken off leaves everything as it was', async () => {
    await startAgain()
    const { database } = tenant
    await tenant.send('one device', [
      spanRecord({ seq: 1, startedAt: START, endedAt: START + 1000, claimToken: token('a') }),
    ])
    const before = await answers(ofEverybody(), zones[0])
    const failing: Database = {
      ...database,
      transaction: <T>(work: (queries: Queries) => Promise<T>) =>
        database.transaction(async (queries): Promise<T> => {
          await work(queries)
          throw new Error('the power went')
        }),
    }
    await expect(rollUpBatches(failing, zones[0])).rejects.toThrow('the power went')
    expect(await answers(ofEverybody(), zones[0])).toEqual(before)
    expect(await rollUpBatches(database, zones[0])).toBe(1)
    expect(await answers(ofEverybody(), zones[0])).toEqual(before)
    expect(before.claims).toEqual([`${quote(['one', token('a'), 'seen'])} 1000`])
  })

  test('rollups that are rebuilt from the facts are the same, and pending records stay pending', async () => {
    await startAgain()
    const [records = []] = fc.sample(recordsOfUser, { numRuns: 1, seed: 7 })
    await tenant.send('one device', records)
    await rollUpBatches(tenant.database, zones[0])
    await tenant.send('two device', records)
    const before = await answers(ofEverybody(), zones[0])
    // Days of another zone hold other claims.
    const { touchedByDay: _days, ...same } = before
    await tenant.database.transaction((queries) => rebuildRollups(queries, zones[1]))
    expect(await answers(ofEverybody(), zones[1])).toMatchObject(same)
    await rollUpBatches(tenant.database, zones[1])
    expect(await answers(ofEverybody(), zones[1])).toMatchObject(same)
    expect(before.touched.length).toBe(2)
  })

  test('reports read while others send and roll up see each record once', async () => {
    await startAgain()
    const { scope } = tenant
    const { filters } = ofEverybody({ from: START, to: START + 48 * HOUR })
    const stored = 40
    const send = async (user: string) => {
      for (let seq = 1; seq <= stored; seq += 1) {
        const startedAt = START + seq * 900_000
        await tenant.send(`${user} device`, [spanRecord({ seq, startedAt, endedAt: startedAt + 1000 })])
      }
    }
    const sent = new AbortController()
    const rollUp = async () => {
      while (!sent.signal.aborted) await rollUpBatches(tenant.database, zones[0], 3)
    }
    const watch = async () => {
      let most = 0
      while (!sent.signal.aborted) {
        const [row] = await scope.query<{ sums: number; facts: number }>(
          sql`select (select coalesce(sum(ms), 0)::bigint from (${activityRows(scope, filters)}) a) as sums,
              (select coalesce(sum(s.ended_at - s.started_at), 0)::bigint from spans s) as facts`,
        )
        expect(row?.sums).toBe(row?.facts)
        expect(row?.sums).toBeGreaterThanOrEqual(most)
        most = row?.sums ?? 0
      }
    }
    const watching = [rollUp(), rollUp(), watch(), watch()]
    await Promise.all(users.map(send)).finally(() => sent.abort())
    await Promise.all(watching)
    expect(await read(activityTotals, { scope, filters }, ['ms'])).toEqual([`[] ${users.length * stored * 1000}`])
  })

  // The last one: nobody makes a month again that was dropped.
  test('rollups outlive the facts of a month that is dropped, in another zone too, and late pending records are added once', async () => {
    await startAgain()
    const { database } = tenant
    const november = Date.UTC(2026, 10, 1)
    const at = (seq: number, startedAt: number) => {
      const claimToken = token('a')
      const span = spanRecord({ seq, startedAt, endedAt: startedAt + 1000, claimToken })
      const touch = touchRecord({ seq: seq + 1, touchId: `t${seq}`, startedAt, endedAt: startedAt + 1000, claimToken })
      return [span, touch, tagOf(span, { seq: seq + 2, hiddenId: `h${seq}` })]
    }
    // The last local day of October ends five hours into November.
    await tenant.send('one device', [
      ...at(1, november - 40 * HOUR),
      ...at(4, november - HOUR),
      ...at(7, november + HOUR),
      ...at(10, november + 10 * HOUR),
    ])
    while ((await rollUpBatches(database, zones[0])) > 0);
    await tenant.send('two device', at(1, november + 2 * HOUR))
    const before = await answers(ofEverybody(), zones[0])
    await dropMonth(database, monthOf(november - 1))
    expect(await answers(ofEverybody(), zones[0])).toEqual(before)
    const { touchedByDay: _days, ...same } = before
    for (const zone of [zones[2], zones[0]]) {
      while ((await rollUpBatches(database, zone)) > 0);
      expect(await answers(ofEverybody(), zone)).toMatchObject(same)
    }
  })
})

function recordsOf(tags: readonly { readonly user: string; readonly record: HiddenTagRecord }[]): string[] {
  const distinct = new Map(tags.map(({ user, record }) => [quote([user, record.hiddenId]), record.hiddenKind]))
  return summed([...distinct.values()].map((kind) => [kind, 1]))
}

/** Which span names a touch's payer is another matter: only questions of all payers are compared. */
function touchesOf(
  records: readonly { readonly user: string; readonly record: DeviceRecord }[],
  filters: Filters,
  zone: string,
) {
  if (filters.payer !== null) return { touched: [], touchedByAll: [], touchedByDay: [] }
  const latest = new Map<string, { user: string; touch: TouchRecord }>()
  for (const { user, record } of records) {
    if (record.kind !== 'touch') continue
    const key = quote([user, record.touchId])
    if ((latest.get(key)?.touch.revision ?? 0) < record.revision) latest.set(key, { user, touch: record })
  }
  const touches = [...latest.values()].filter(
    ({ touch }) => touch.startedAt >= filters.from && touch.startedAt < filters.to,
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
      .map((one) => `${one} ${line(touches.filter(({ user }) => user === one))}`)
      .sort(),
    touchedByAll: [` ${line(touches)}`],
  }
}

interface World {
  zone: string
  /** That of the rollups; null while there are none. */
  rolledUpIn: string | null
  readonly teams: Map<string, string | null>
  /** Of each user by seq, in the order in which they were stored. */
  readonly records: Map<string, Map<number, DeviceRecord>>
}

function expectedOf(
  world: World,
  { scope: { people }, filters }: { readonly scope: Scope; readonly filters: Filters },
  zone: string,
) {
  const isVisible = (user: string) =>
    people === 'everybody' || people.userId === user || people.teams.includes(world.teams.get(user) ?? '')
  const records = [...world.records].flatMap(([user, bySeq]) => {
    if (!isVisible(user) || (filters.userId !== null && filters.userId !== user)) return []
    if (filters.team !== null && world.teams.get(user) !== filters.team) return []
    return [...bySeq.values()].map((record) => ({ user, record }))
  })
  const within = ({ record }: { record: SpanRecord | HiddenTagRecord }) =>
    record.startedAt >= filters.from &&
    record.startedAt < filters.to &&
    (filters.payer === null || (record.payer ?? '') === filters.payer)
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
    claimOf(span).how,
    span.call ?? false,
  ]
  const tagged = new Map(tags.map(({ user, record }) => [quote([user, record.spanSeq]), { user, record }]))
  const onClaims = spans.filter(({ record }) => record.presence === 'active' && claimOf(record).how !== '')
  const timeOf = (which: (span: SpanRecord) => boolean) =>
    summed(spans.map(({ user, record }) => [user, which(record) ? length(record) : 0]))
  return {
    activity: summed(spans.map(({ user, record }) => [user, ...dimensions(record), length(record)])),
    totals: summed(spans.map(({ record }) => [...dimensions(record), length(record)])),
    persons: summed(spans.map(({ user, record }) => [user, record.presence, record.rating ?? '', length(record)])),
    active: timeOf(({ presence }) => presence === 'active'),
    idle: timeOf(({ presence }) => presence === 'idle'),
    core: timeOf(({ presence, rating }) => presence === 'active' && rating === 'core'),
    hidden: summed(tags.map(({ user, record }) => [user, record.hiddenKind, record.payer ?? '', length(record)])),
    tagged: summed([...tagged.values()].map(({ user, record }) => [user, record.payer ?? '', length(record)])),
    taggedPersons: summed([...tagged.values()].map(({ user, record }) => [user, length(record)])),
    hiddenTotals: summed(tags.map(({ record }) => [record.hiddenKind, record.payer ?? '', length(record)])),
    taggedTotals: summed([...tagged.values()].map(({ record }) => [record.payer ?? '', length(record)])),
    claims: summed(
      onClaims.map(({ user, record }) => [user, claimOf(record).token, claimOf(record).how, length(record)]),
    ),
    records: recordsOf(tags),
    timed: summed(spans.map(({ user, record }) => [user, record.presence, length(record)])),
    timedTotals:
      people === 'everybody' && filters.userId === null && filters.team === null
        ? summed(spans.map(({ record }) => [record.presence, length(record)]))
        : [],
    ...touchesOf(records, filters, zone),
  }
}
