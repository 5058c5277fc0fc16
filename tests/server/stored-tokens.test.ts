import { createHmac } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { tables } from '../../src/server/database/schema/index.ts'
import { name, sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { DenialRow } from '../../src/shared/contract/denials.ts'
import type { MetricAnswer } from '../../src/shared/contract/metrics.ts'
import type { Page, SpanRow, TouchRow } from '../../src/shared/contract/reports.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { manualTimeRecord, spanRecord, tagOf, touchRecord } from './support/records.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 20, 15)
const worklist = `claim,payer,amount,billed,paid,carc,owner,received
A-100200,Aetna,120.00,200.00,80.00,CO-197,Ana,2026-11-01
A-100201,Cigna,80.00,80.00,0,CO-16,,2026-11-02
`
const hmac = (key: string, message: string | Buffer) =>
  createHmac('sha256', Buffer.from(key, 'base64')).update(message).digest('hex')

describe.each(stores)('claim tokens in the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let device: Awaited<ReturnType<typeof enrolledDevice>>
  /** As a device computes it. */
  let deviceToken: string
  let batch: ReturnType<typeof batchOf>

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { jobIntervals: { roll_up: 20, dirty_claims: 20 } })
    device = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    deviceToken = hmac(device.tokenKey, 'A100200')
    const at = { startedAt: START, endedAt: START + MINUTE, claimToken: deviceToken }
    const span = spanRecord({ seq: 1, ...at, attributedToken: deviceToken, attribution: 'seen' })
    batch = batchOf([
      span,
      touchRecord({ seq: 2, ...at, activeMs: MINUTE }),
      tagOf(span, { seq: 3, hiddenKind: 'repeat_status_check', hiddenId: 'h1' }),
      manualTimeRecord({ seq: 4, ...at, startedAt: START + MINUTE, endedAt: START + 2 * MINUTE }),
    ])
    expect((await device.send(batch)).status).toBe(200)
    await importWorklist('first.csv')
    await processed()
  })
  afterAll(() => endpoint.close())

  const importWorklist = async (file: string) => {
    const { status } = await ask(endpoint, `/v1/denials/import?name=${file}`, {
      method: 'POST',
      body: worklist,
      headers: { 'content-type': 'text/csv' },
    })
    expect(status).toBe(200)
  }
  /** Everything that came is rolled up, and what is cached of its claims is up to date. */
  const processed = () =>
    vi.waitUntil(async () => {
      const waiting = await endpoint.database.query(
        sql`select 1 from dirty_claims union all select 1 from pending_batches`,
      )
      return waiting.length === 0
    }, 60_000)
  const rowsOf = async <Row>(path: string) => (await ask<Page<Row>>(endpoint, path)).body.rows
  const denialOfClaim = async () => {
    const [row] = await rowsOf<DenialRow>('/v1/denials?claimRef=A-100200')
    if (!row) throw new Error('the claim has no denial')
    return (
      await ask<{ touches: object[]; manualTime: object[]; claimToken: string }>(endpoint, `/v1/denials/${row.id}`)
    ).body
  }
  /** The tables that hold a token, in whatever column and form. */
  const tablesWith = async (token: string) => {
    const found: string[] = []
    for (const table of tables) {
      const [row] = await endpoint.database.query<{ holds: boolean }>(
        sql`select exists (select 1 from ${name(table.name)} t where t::text like ${`%${token}%`}) as holds`,
      )
      if (row?.holds === true) found.push(table.name)
    }
    return found
  }
  const storedToken = async () => (await denialOfClaim()).claimToken

  test('are not those of devices: nobody with the key of devices can try claim numbers', async () => {
    expect(await tablesWith(deviceToken)).toEqual([])
    const stored = await storedToken()
    expect(stored).not.toBe(deviceToken)
    expect(stored).not.toBe(hmac(device.tokenKey, Buffer.from(deviceToken, 'hex')))
    expect(await tablesWith(stored)).toEqual(
      expect.arrayContaining(['spans', 'touches', 'hidden_tags', 'manual_time', 'denials', 'distinct_days']),
    )
  })

  test('meet the denials of imported claims', async () => {
    const denial = await denialOfClaim()
    expect(denial.touches).toHaveLength(1)
    expect(denial.manualTime).toHaveLength(1)
    const [span] = await rowsOf<SpanRow>(`/v1/spans?from=${START}&to=${START + MINUTE}`)
    expect([span?.claimToken, span?.attributedToken]).toEqual([denial.claimToken, denial.claimToken])
  })

  test('are replaced by a new key everywhere, and a claim stays the same claim', async () => {
    const before = { token: await storedToken(), numbers: await numbers() }
    const { status, body } = await ask<{ keys: number }>(endpoint, '/v1/claim-key/rotation', { method: 'POST' })
    expect([status, body]).toEqual([200, { keys: 2 }])

    expect(await tablesWith(before.token)).toEqual([])
    const after = await storedToken()
    expect(after).not.toBe(before.token)
    expect(await numbers()).toEqual(before.numbers)

    // The same batch is known, a new touch belongs to the claim, and so does the claim of a file that is imported later.
    expect((await device.send(batch)).status).toBe(200)
    const next = { startedAt: START + 90 * MINUTE, endedAt: START + 91 * MINUTE, claimToken: deviceToken }
    const more = batchOf([
      spanRecord({ seq: 5, ...next }),
      touchRecord({ seq: 6, ...next, touchId: 't2', activeMs: MINUTE }),
    ])
    expect((await device.send(more)).status).toBe(200)
    await importWorklist('second.csv')
    await processed()
    expect((await denialOfClaim()).touches).toHaveLength(2)
    const touches = await rowsOf<TouchRow>(`/v1/touches?from=${START}&to=${START + 120 * MINUTE}`)
    expect(touches.map(({ claimToken }) => claimToken)).toEqual([after, after])
    expect(await rowsOf<DenialRow>('/v1/denials')).toHaveLength(2)
  })

  const numbers = async () => {
    const period = `from=${START - 60 * MINUTE}&to=${START + 60 * MINUTE}`
    const value = async (metric: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${metric}?${period}`)).body.rows
    return Promise.all(
      [
        'active_minutes',
        'touches',
        'denials_touched',
        'hidden_minutes',
        'touches_per_denial',
        'minutes_per_denial',
      ].map(value),
    )
  }

  test('are replaced while devices send and files are imported: nothing is left under the old key', async () => {
    const before = await storedToken()
    const sending = Array.from({ length: 8 }, (_, index) => {
      const at = { startedAt: START + (200 + index) * MINUTE, endedAt: START + (201 + index) * MINUTE }
      return device.send(batchOf([spanRecord({ seq: 7 + index, ...at, claimToken: deviceToken })]))
    })
    const rotating = ask(endpoint, '/v1/claim-key/rotation', { method: 'POST' })
    const answers = await Promise.all([...sending, rotating, importWorklist('third.csv').then(() => ({ status: 200 }))])
    // A device whose batch was broken off sends it again.
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    await processed()
    expect(await tablesWith(before)).toEqual([])
    const spans = await rowsOf<SpanRow>(`/v1/spans?from=${START + 200 * MINUTE}&to=${START + 300 * MINUTE}`)
    expect(new Set(spans.map(({ claimToken }) => claimToken))).toEqual(new Set([await storedToken()]))
    expect(spans).toHaveLength(8)
  })

  test('are replaced once somebody who holds a table that the change needs has ended, and nobody is broken off', async () => {
    const { database } = endpoint
    const before = await storedToken()
    // On the embedded store one transaction runs at a time.
    const holding = database.transaction(async (queries) => {
      await queries.query(sql`select 1 from denials limit 1`)
      await sleep(1500)
      // What the rotation would hold, if it waited.
      return queries.query(sql`select zone from tenant`)
    })
    const rotating = ask(endpoint, '/v1/claim-key/rotation', { method: 'POST' })
    expect(await holding).toHaveLength(1)
    expect((await rotating).status).toBe(200)
    expect(await tablesWith(before)).toEqual([])
  })
})
