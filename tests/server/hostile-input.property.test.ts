import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as contract from '../../src/shared/contract/routes/index.ts'
import { pathNames, type Route } from '../../src/shared/contract/routes/route.ts'
import { settingsNames } from '../../src/shared/contract/settings.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { amount } from '../setup/amount.ts'
import { hostileNumbers as numbers, hostileTexts as texts, NUL, spoiled } from '../setup/hostile-values.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord, tagOf, touchRecord } from './support/records.ts'
import { freshEndpoint, stores } from './support/stores.ts'

// Whatever comes in, an answer names what is wrong with it (4xx) or answers it: never a 5xx, and never a list that breaks for others.

const allRoutes = Object.entries(contract)
  .filter(([name]) => name.endsWith('Routes'))
  .flatMap(([, group]) => Object.values(group as Readonly<Record<string, Route>>))
const reads = allRoutes.filter(({ method }) => method === 'GET')
// A list for devices is signed by one.
const lists = reads.filter(
  ({ params, path, access }) => 'cursor' in params.shape && !path.includes('{') && access !== 'device',
)

const cursorOf = (key: readonly unknown[]) => Buffer.from(JSON.stringify(key)).toString('base64url')
const cursor = fc
  .array(fc.oneof(fc.constantFrom<unknown>(...numbers), fc.constantFrom<unknown>('', 'x', NUL, null, 'x'.repeat(60))), {
    maxLength: 5,
  })
  .map(cursorOf)
const parameter = fc.oneof(
  fc.constantFrom(...texts),
  fc.constantFrom(...numbers).map((number) => (Number.isInteger(number) ? BigInt(number).toString() : String(number))),
  cursor,
)

const START = Date.UTC(2026, 10, 20, 15)
const worklist = `claim,payer,amount,billed,paid,carc,owner,received
A-100200,Aetna,120.00,200.00,80.00,CO-197,Ana,2026-11-01
A-100201,Cigna,80.00,80.00,0,CO-16,,2026-11-02
A-100202,Cigna,99999999.99,99999999.99,0,CO-50,,2026-11-03
`

describe.each(stores)('hostile input, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let device: Awaited<ReturnType<typeof enrolledDevice>>
  let denialId: string
  const span = spanRecord({ seq: 1, startedAt: START, endedAt: START + 60_000 })
  const batch = batchOf([
    span,
    touchRecord({ seq: 2, startedAt: START, endedAt: START + 60_000 }),
    tagOf(span, { seq: 3, hiddenKind: 'repeat_status_check', hiddenId: 'h1' }),
  ])

  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    device = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    expect((await device.send(batch)).status).toBe(200)
    const imported = await ask(endpoint, '/v1/denials/import?name=list.csv', {
      method: 'POST',
      body: worklist,
      headers: { 'content-type': 'text/csv' },
    })
    expect(imported.status).toBe(200)
    const { body } = await ask<{ rows: { id: string }[] }>(endpoint, '/v1/denials')
    denialId = body.rows[0]?.id ?? ''
  })
  afterAll(() => endpoint.close())

  const ids: Readonly<Record<string, string>> = {
    '/v1/metrics/{id}': 'active_minutes',
    '/v1/metrics/{id}/rows': 'open_denials',
  }
  const addressOf = ({ path }: Route, filled: Readonly<Record<string, string>>, query: readonly [string, string][]) => {
    const target = pathNames(path).reduce(
      (text, name) => text.replace(`{${name}}`, () => encodeURIComponent(filled[name] ?? ids[path] ?? denialId)),
      path,
    )
    return `${target}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`
  }
  /** Every list as a person sees it. */
  const expectLists = async () => {
    for (const one of lists) {
      const { status, body } = await ask<{ code?: string }>(endpoint, one.path)
      // The endpoint's own admin token has no account, and so no list of its own tokens.
      const answered = status === 200 || body.code === 'no_account'
      expect([one.path, status, answered ? null : body]).toEqual([one.path, status, null])
    }
  }

  test('each parameter of each list, alone, at each of its limits', async () => {
    // The values that lists are sorted by are one to four.
    const cursors = numbers.flatMap((number) =>
      [1, 2, 3, 4].flatMap((length) => [
        cursorOf(Array(length).fill(number)),
        cursorOf([...Array(length - 1).fill(number), 'x']),
      ]),
    )
    const limits = [
      '',
      '0',
      '-1',
      String(2 ** 31),
      String(2 ** 53 - 1),
      '9007199254740993',
      '8640000000000000',
      '9999-12-31T23:59:59.999Z',
      `a${NUL}`,
    ]
    // Parameters are refused before a store is asked: by default the embedded one, which computes longest, gets each fifth value.
    const every = amount(store === 'embedded' ? 5 : 1, 1)
    let tried = 0
    for (const one of lists) {
      for (const name of Object.keys(one.params.shape)) {
        for (const value of name === 'cursor' ? [...limits, ...cursors] : limits) {
          tried += 1
          if (tried % every !== 0) continue
          const address = addressOf(one, {}, [[name, value]])
          const { status, body } = await ask(endpoint, address)
          if (status >= 500) expect.fail(`${address} is answered ${status}: ${JSON.stringify(body)}`)
        }
      }
    }
  })

  test('a file whose parameters cannot be read is refused before it begins', async () => {
    for (const one of reads.filter(({ produces }) => produces?.startsWith('text/csv'))) {
      for (const name of Object.keys(one.params.shape)) {
        const { status } = await ask(endpoint, addressOf(one, {}, [[name, `a${NUL}`]]))
        expect([one.path, name, status]).toEqual([one.path, name, 400])
      }
    }
  })

  test('any parameters of any route that reads', async () => {
    const request = fc.constantFrom(...reads).chain((one) => {
      const names = Object.keys(one.params.shape)
      const inPath = pathNames(one.path)
      return fc
        .tuple(
          fc.subarray(names, { maxLength: Math.min(4, names.length) }),
          fc.array(parameter, { minLength: 4, maxLength: 4 }),
        )
        .map(([some, values]) => {
          const given = some.map((name, index): [string, string] => [name, values[index] ?? ''])
          const filled = Object.fromEntries(
            given.filter(([name, value]) => inPath.includes(name) && !/^\.*$/.test(value)),
          )
          return { one, filled, query: given.filter(([name]) => !inPath.includes(name)) }
        })
    })
    await fc.assert(
      fc.asyncProperty(request, async ({ one, filled, query }) => {
        const { status } = await ask(endpoint, addressOf(one, filled, query))
        // 502 and 503 are answers about other servers.
        expect(status).toBeLessThan(500)
      }),
      { numRuns: amount(400, 10_000) },
    )
  })

  test('bodies with one value spoiled, and every list afterwards', async () => {
    const settings = await Promise.all(
      settingsNames
        .filter((name) => name !== 'alerting' && name !== 'reports')
        .map(async (name) => {
          const { body } = await ask<{ body: unknown }>(endpoint, `/v1/settings/${name}`)
          return { method: 'PUT', path: `/v1/settings/${name}`, document: body.body }
        }),
    )
    const period = { from: START, to: START + 86_400_000 }
    const counts = { day: '2026-11-02', payer: 'Aetna', submitted: 3, accepted: 2, clean: 1 }
    const slas = {
      slas: [{ id: 'x', name: 'X', kind: 'first_touch', within: { amount: 1, unit: 'business_days' }, warnHours: 4 }],
    }
    const economics = { laborCentsPerHour: 1, overheadFactor: 1, targets: { active_minutes: 1 } }
    const bodies = [
      ...settings,
      { method: 'PUT', path: '/v1/settings/slas', document: slas },
      { method: 'PUT', path: '/v1/settings/economics', document: economics },
      {
        method: 'POST',
        path: '/v1/enrollment-codes',
        document: { user: 'B', team: 'T', expiresInMinutes: 5, sample: true },
      },
      {
        method: 'POST',
        path: '/v1/enrollments',
        document: { code: 'x'.repeat(20), publicKey: 'A'.repeat(43), platform: 'linux', agentVersion: '1' },
      },
      { method: 'PUT', path: '/v1/claim-counts', document: { rows: [counts] } },
      {
        method: 'POST',
        path: '/v1/metrics/query',
        document: {
          metrics: ['active_minutes', 'open_denials'],
          dimensions: ['payer'],
          filters: { payer: 'Aetna' },
          periods: [period],
        },
      },
      {
        method: 'PATCH',
        path: `/v1/denials/${denialId}`,
        document: {
          appealLevel: 1,
          owner: 'Ana',
          queue: 'q',
          followUpDue: START,
          appealDue: START,
          correctedClaimDue: START,
          recoveredCents: 1,
          reason: 'r',
        },
      },
      { method: 'PUT', path: '/v1/worklist-mappings/mine', document: { claim: 'Acct', payer: 'Payer' } },
      {
        method: 'PUT',
        path: '/v1/rules',
        document: { version: 1, policy: { idleAfterMs: 1000, syncEveryMs: 60_000 }, rules: [] },
      },
      { method: 'POST', path: '/v1/alerts/x/snooze', document: { until: START } },
      { method: 'POST', path: '/v1/findings/x/dismiss', document: { reason: 'r' } },
    ]
    const spoil = fc
      .constantFrom(...bodies)
      .chain(({ document, ...to }) => spoiled(document).map((json) => ({ ...to, json })))
    await fc.assert(
      fc.asyncProperty(spoil, async ({ method, path, json }) => {
        const { status } = await ask(endpoint, path, { method, json: json ?? null })
        expect(status).toBeLessThan(500)
      }),
      { numRuns: amount(500, 10_000) },
    )
    await expectLists()
  })

  test('batches and health reports with one value spoiled, and every list afterwards', async () => {
    const health = {
      ...{
        agentVersion: '1.2.3',
        rulesVersion: 1,
        state: 'recording',
        observable: true,
        captureAdapter: 'x11',
        idleSource: 'x11',
      },
      ...{ journalEncrypted: true, companions: [], lastCaptureAt: START, backlog: 0, quarantined: 0, gapFoundAt: null },
    }
    await fc.assert(
      fc.asyncProperty(
        spoiled(batch),
        spoiled(health),
        fc.integer({ min: 0, max: 3 }),
        async (sent, report, generation) => {
          const json = typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : {}
          const batched = await device.send({
            ...json,
            ...(generation > 0 && { generation: String(generation).repeat(16) }),
          })
          expect(batched.status).toBeLessThan(500)
          expect((await device.report(report)).status).toBeLessThan(500)
        },
      ),
      { numRuns: amount(200, 5_000) },
    )
    await expectLists()
  })
})
