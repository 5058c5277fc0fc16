import { cpSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openJournal } from '../../../src/main/journal/journal.ts'
import { realSleep } from '../../../src/main/sync/interruptible-sleep.ts'
import type { RuleSet } from '../../../src/shared/contract/index.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'
import { openTestJournal } from '../journal/support/open.ts'
import { spanAt } from '../journal/support/records.ts'
import { appendSpans, startDevice, transportTo } from './support/device.ts'
import { MisbehavingEndpoint, type Misbehavior } from './support/misbehaving-endpoint.ts'
import { until } from './support/until.ts'

const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, index) => first + index)

describe('a well-behaved endpoint', () => {
  test('gets everything once, in order of seq, in batches of at most 500, signed', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 1200)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    expect(endpoint.seen.map(({ seqs, generation }) => [generation, seqs.length])).toEqual([
      [journal.generation, 500],
      [journal.generation, 500],
      [journal.generation, 200],
    ])
    expect(endpoint.seen.flatMap(({ seqs }) => seqs)).toEqual(upTo(1200))
    expect(device.acked).toEqual(upTo(1200))
    expect(endpoint.storedMs()).toBe(1_200_000)
    expect(endpoint.stored.get(`${journal.generation}/7`)).toEqual({ seq: 7, ...spanAt(6000) })
    expect(device.sync.status()).toMatchObject({ backlog: 0, quarantined: 0, hold: null, failure: null })
  })

  test('sends an idle device’s empty batch, and not more often than configured', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const device = startDevice(endpoint, { everyMs: 10_000, heartbeatEveryMs: 60_000 })
    await until(() => endpoint.seen.length >= 4)
    await device.sync.stop()
    expect(endpoint.seen.every(({ seqs }) => seqs.length === 0)).toBe(true)
    const gaps = endpoint.seen.slice(1).map(({ sentAt }, index) => sentAt - (endpoint.seen[index]?.sentAt ?? 0))
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(60_000)
    for (const gap of gaps) expect(gap).toBeLessThan(100_000)
  })

  test('waits long while nobody looks at the person on a panel, and ten seconds while somebody does', async () => {
    const sent: number[] = []
    let watched = false
    const journal = openTestJournal()
    const endpoint = await MisbehavingEndpoint.start()
    const device = startDevice(endpoint, {
      journal,
      everyMs: 300_000,
      transport: {
        send: async ({ sentAt, records }) => {
          sent.push(sentAt)
          if (watched) appendSpans(journal, 1, sent.length)
          const ack = {
            ackedThrough: records.at(-1)?.seq ?? 0,
            rejected: [],
            durableThrough: 0,
            rulesVersion: 1,
            policyVersion: 1,
          }
          return { kind: 'acked', ack: { ...ack, serverTime: sentAt, ...(watched && { watched }) } }
        },
      },
    })
    await until(() => sent.length >= 4)
    watched = true
    const from = sent.length
    await until(() => sent.length >= from + 4)
    await device.sync.stop()
    // Each reading of the fake clock advances it a little.
    const gaps = sent.slice(1).map((at, index) => Math.round((at - (sent[index] ?? 0)) / 1000))
    for (const gap of gaps.slice(0, 3)) expect(gap).toBe(300)
    for (const gap of gaps.slice(from + 1)) expect(gap).toBe(10)
  })

  test('a changed interval takes effect at once, and flush does not wait for it', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const { journal, sync } = startDevice(endpoint, { everyMs: 3_600_000, sleep: realSleep })
    await until(() => endpoint.seen.length === 1)
    appendSpans(journal, 3)
    expect(await sync.flush()).toMatchObject({ backlog: 0, failure: null })
    appendSpans(journal, 1, 3)
    sync.setEveryMs(20)
    await until(() => endpoint.stored.size === 4)
  })

  test('a new rule set is fetched once and passed on; an unusable one is not fetched with every batch', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.rulesVersion = 4
    const journal = openTestJournal()
    appendSpans(journal, 1500)
    let inForce = 3
    const got: number[] = []
    const stubborn = startDevice(endpoint, {
      journal,
      rulesVersion: () => 3,
      onRules: (rules) => got.push((rules as RuleSet).version),
    })
    await stubborn.drained()
    await stubborn.sync.stop()
    expect(got).toEqual([4])
    const willing = startDevice(endpoint, {
      rulesVersion: () => inForce,
      onRules: (rules) => {
        inForce = (rules as RuleSet).version
        got.push(inForce)
      },
    })
    await until(() => endpoint.seen.length >= 7)
    await willing.sync.stop()
    expect(got).toEqual([4, 4])
  })

  test('the clock skew is measured, and a clock an hour off still delivers', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.clockAheadMs = 3_600_000
    const device = startDevice(endpoint, { everyMs: 3_600_000, sleep: realSleep, clock: { now: Date.now } })
    appendSpans(device.journal, 2)
    const status = await device.sync.flush()
    expect(status).toMatchObject({ backlog: 0, hold: null, failure: null })
    expect(Math.abs((status.skewMs ?? 0) + 3_600_000)).toBeLessThan(5000)
  })
})

describe('an endpoint that fails', () => {
  const transient: Misbehavior[] = [
    'drops the connection',
    'commits, then drops the connection',
    'commits, then never answers',
    'never answers',
    'answers garbage',
    'answers half',
    'answers a portal page',
    'redirects',
    'fails',
    'is behind a broken proxy',
    'is not ready',
    'asks to come back later',
    'is behind a proxy that says 400',
    'acknowledges nothing',
    'acknowledges half',
    'acknowledges too much',
    'says 413',
  ]
  for (const misbehavior of transient) {
    test(`${misbehavior}: waiting records are delivered afterwards and count once`, async () => {
      const endpoint = await MisbehavingEndpoint.start()
      const journal = openTestJournal()
      appendSpans(journal, 10)
      endpoint.misbehaviors = [misbehavior, misbehavior]
      const device = startDevice(endpoint, { journal, timeoutMs: 250 })
      await device.drained()
      expect(device.acked).toEqual(upTo(10))
      expect(endpoint.storedMs()).toBe(10_000)
      expect(journal.counts()).toEqual({ waiting: 0, quarantined: 0 })
      expect(device.sync.status()).toMatchObject({ hold: null, failure: null })
    })
  }

  test('reports a failure while it lasts, with its start and reason', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    await endpoint.down()
    const journal = openTestJournal()
    appendSpans(journal, 1)
    const device = startDevice(endpoint, { journal })
    const status = await device.sync.flush()
    expect(status).toMatchObject({ backlog: 1, lastSyncAt: null, hold: null })
    expect(status.failure?.why).toBe('the endpoint cannot be reached (ECONNREFUSED)')
    const since = status.failure?.since
    expect((await device.sync.flush()).failure?.since).toBe(since)
    await endpoint.up()
    await device.drained()
    expect(device.sync.status().failure).toBeNull()
  })

  test('half a day of failures loses nothing: waits grow to five minutes, and the restart is gentle', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 2000)
    await endpoint.down()
    const device = startDevice(endpoint, { journal })
    await until(() => device.time.waited > 43_200_000)
    appendSpans(journal, 500, 2000)
    await endpoint.up()
    await device.drained()
    expect(device.time.waits.slice(0, 9)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 32_000, 64_000, 128_000])
    expect(Math.max(...device.time.waits)).toBe(150_000)
    expect(device.acked).toEqual(upTo(2500))
    expect(endpoint.storedMs()).toBe(2_500_000)
    // The batch that waited through the outage, then small ones that grow.
    expect(endpoint.seen.slice(0, 5).map(({ seqs }) => seqs.length)).toEqual([500, 100, 200, 400, 500])
  })

  test('Retry-After is honored', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 1)
    endpoint.retryAfter = '120'
    endpoint.misbehaviors = ['asks to come back later', 'is not ready']
    const device = startDevice(endpoint, { journal })
    await device.drained()
    expect(device.time.waits.slice(0, 2)).toEqual([120_500, 121_000])
    const [first, second] = endpoint.seen
    expect((second?.sentAt ?? 0) - (first?.sentAt ?? 0)).toBeGreaterThanOrEqual(120_000)
  })

  test('a route that accepts only small batches gets small ones from then on', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.maxRecords = 70
    const journal = openTestJournal()
    appendSpans(journal, 500)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    expect(endpoint.seen.map(({ seqs }) => seqs.length)).toEqual([500, 250, 125, 62, 62, 62, 62, 62, 62, 62, 62, 4])
    expect(device.acked).toEqual(upTo(500))
  })
})

describe('refused records', () => {
  test('single rejected records are quarantined with the reason, and the others get through', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.rejects = new Set([3, 7])
    const journal = openTestJournal()
    appendSpans(journal, 10)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    expect(device.acked).toEqual([1, 2, 4, 5, 6, 8, 9, 10])
    expect(journal.newest({ limit: 99 }).filter(({ state }) => state === 'quarantined')).toMatchObject([
      { record: { seq: 7 }, detail: 'invalid_record: /payer: too long' },
      { record: { seq: 3 }, detail: 'invalid_record: /payer: too long' },
    ])
    appendSpans(journal, 1, 10)
    await device.sync.flush()
    expect(endpoint.seen.at(-1)?.seqs).toEqual([11])
  })

  test('a record that fails its batch is found by halving and quarantined, and everything else is delivered in order', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.chokesOn = new Set([1, 300, 301, 500])
    const journal = openTestJournal()
    appendSpans(journal, 500)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    const poison = journal.newest({ limit: 999 }).filter(({ state }) => state === 'quarantined')
    expect(poison.map(({ record, detail }) => [record.seq, detail])).toEqual(
      [500, 301, 300, 1].map((seq) => [seq, 'bad_batch: It is bad_batch.']),
    )
    expect(device.acked).toEqual(upTo(500).filter((seq) => !endpoint.chokesOn.has(seq)))
    expect(endpoint.storedMs()).toBe(496_000)
    expect(endpoint.seen.length).toBeLessThan(80)
    // Their seqs were sent without them: the endpoint waits for none.
    expect(endpoint.storedThrough(journal.generation)).toBe(500)
  })

  test('an endpoint that refuses everything costs no record: sending goes on hold with the reason', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.holdsOff = { status: 400, code: 'bad_batch' }
    const journal = openTestJournal()
    appendSpans(journal, 6)
    const device = startDevice(endpoint, { journal })
    await until(() => device.sync.status().hold !== null)
    expect(device.sync.status()).toMatchObject({
      backlog: 6,
      quarantined: 0,
      hold: { code: 'bad_batch', why: 'It is bad_batch.' },
    })
    endpoint.holdsOff = null
    await device.drained()
    expect(device.acked).toEqual(upTo(6))
  })

  for (const [status, code] of [
    [401, 'unknown_device'],
    [403, 'revoked'],
    [426, 'unsupported_schema'],
  ] as const) {
    test(`${status} ${code}: on hold and reported, retried rarely, and ended by the first acknowledgment`, async () => {
      const endpoint = await MisbehavingEndpoint.start()
      endpoint.holdsOff = { status, code }
      const journal = openTestJournal()
      appendSpans(journal, 5)
      const device = startDevice(endpoint, { journal })
      await until(() => endpoint.seen.length >= 3)
      expect(device.sync.status()).toMatchObject({
        backlog: 5,
        hold: { code, why: `It is ${code}.` },
        failure: null,
      })
      expect(device.time.waits.slice(0, 2)).toEqual([300_000, 300_000])
      endpoint.holdsOff = null
      await device.drained()
      expect(device.sync.status()).toMatchObject({ hold: null, backlog: 0 })
    })
  }
})

describe('copies and restores', () => {
  test('a cloned machine: the shared past counts once, and the work of both clones is kept', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const original = temporaryDirectory()
    const made = openJournal(original)
    appendSpans(made, 20)
    made.acknowledge({ through: 5, rejected: [] })
    const generation = made.generation
    made.close()
    const clone = temporaryDirectory()
    cpSync(original, clone, { recursive: true })
    const first = openTestJournal(original)
    const second = openTestJournal(clone)
    appendSpans(first, 30, 1000)
    appendSpans(second, 40, 5000)

    const one = startDevice(endpoint, { journal: first })
    await one.drained()
    const forks: string[] = []
    const two = startDevice(endpoint, { journal: second, onFork: (fresh) => forks.push(fresh) })
    await two.drained()

    expect(one.acked).toEqual(upTo(50, 6))
    expect(two.acked).toEqual(upTo(60, 6))
    expect(first.generation).toBe(generation)
    expect(forks).toEqual([second.generation])
    // 15 that both had and the endpoint did not, 30 of one, 40 of the other.
    expect(endpoint.stored.size).toBe(85)
    expect(second.counts()).toEqual({ waiting: 0, quarantined: 0 })
  })

  test('an endpoint restored from an older state is repaired by sending again', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 40)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    endpoint.loseAfter(15)
    await until(() => endpoint.stored.size === 40)
    await device.drained()
    expect(endpoint.storedMs()).toBe(40_000)
    expect([...endpoint.stored.values()].map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(upTo(40))
  })

  test('new records that jump over what an endpoint lost close the gap, also where nothing of it was durable yet', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.durableThrough = () => 0
    endpoint.rejects = new Set([120])
    const journal = openTestJournal()
    appendSpans(journal, 200)
    const device = startDevice(endpoint, { journal })
    await device.drained()
    endpoint.loseAfter(100)
    appendSpans(journal, 10, 200)
    await device.sync.flush()
    await until(() => endpoint.storedThrough(journal.generation) === 210)
    await device.drained()
    expect(endpoint.stored.size).toBe(209)
    expect(journal.counts()).toEqual({ waiting: 0, quarantined: 1 })
    // A gap is asked for once, not with every batch.
    expect(endpoint.seen.filter(({ seqs }) => seqs.includes(150))).toHaveLength(2)
  })

  test('an endpoint that calls everything a copy does not make the device begin generation after generation', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.holdsOff = { status: 409, code: 'fork' }
    const journal = openTestJournal()
    appendSpans(journal, 4)
    const forks: string[] = []
    const device = startDevice(endpoint, { journal, onFork: (generation) => forks.push(generation) })
    await until(() => endpoint.seen.length > 30)
    await device.sync.stop()
    expect(forks).toHaveLength(1)
    expect(device.sync.status().hold?.code).toBe('fork')
    expect(journal.counts().waiting).toBe(4)
  })
})

describe('stopping and local failures', () => {
  test('an acknowledgment for a replaced journal changes nothing in the new one', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const damaged = openTestJournal()
    const fresh = openTestJournal()
    appendSpans(damaged, 5)
    let current = damaged
    const journal = new Proxy(damaged, { get: (_target, name) => Reflect.get(current, name) })
    const transport = transportTo(endpoint)
    const device = startDevice(endpoint, {
      journal,
      transport: {
        ...transport,
        send: async (batch, signal) => {
          const result = await transport.send(batch, signal)
          if (current === damaged) {
            current = fresh
            appendSpans(fresh, 3, 1000)
          }
          return result
        },
      },
    })
    await device.drained()
    // Five under the old generation, three under the new one: none of the three was acknowledged with the five.
    expect(endpoint.storedMs()).toBe(8000)
    expect(
      endpoint.seen.filter(({ seqs }) => seqs.length > 0).map(({ generation, seqs }) => [generation, seqs.length]),
    ).toEqual([
      [damaged.generation, 5],
      [fresh.generation, 3],
    ])
  })

  test('stop waits for the request in progress and records its acknowledgment', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 3)
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    const real = transportTo(endpoint)
    const { sync } = startDevice(endpoint, {
      journal,
      transport: {
        async send(batch) {
          const result = await real.send(batch)
          await held
          return result
        },
      },
    })
    await until(() => endpoint.seen.length === 1)
    const stopped = sync.stop()
    expect(journal.counts().waiting).toBe(3)
    release()
    await stopped
    expect(journal.counts().waiting).toBe(0)
    appendSpans(journal, 1, 3)
    expect(await sync.flush()).toMatchObject({ backlog: 1 })
    expect(endpoint.seen).toHaveLength(1)
  })

  test('stop ends a long wait at once', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    await endpoint.down()
    const { sync } = startDevice(endpoint, { sleep: realSleep, retry: { baseMs: 3_600_000, capMs: 3_600_000 } })
    await until(() => sync.status().failure !== null)
    expect(await Promise.race([sync.stop().then(() => 'stopped'), wait(5000).then(() => 'still waiting')])).toBe(
      'stopped',
    )
  })

  test('a journal that cannot record an acknowledgment sends the same batch again later', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    const journal = openTestJournal()
    appendSpans(journal, 3)
    let failures = 2
    const device = startDevice(endpoint, {
      journal: {
        ...journal,
        generation: journal.generation,
        acknowledge(acknowledgment) {
          if (failures-- > 0) throw new Error('the disk is full: the journal could not be written')
          journal.acknowledge(acknowledgment)
        },
      },
    })
    await until(() => journal.counts().waiting === 0)
    await device.sync.stop()
    expect(endpoint.seen.slice(0, 3).map(({ seqs }) => seqs)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(endpoint.storedMs()).toBe(3000)
    expect(device.states.some(({ failure }) => failure === null)).toBe(true)
    expect(device.states.map(({ failure }) => failure?.why)).toContain(
      'the disk is full: the journal could not be written',
    )
  })
})
