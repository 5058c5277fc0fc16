import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { MetricAnswer, MetricDenialRow } from '../../../src/shared/contract/metrics.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import { denials as denialTable } from '../../../src/server/database/schema/denials.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { storeDeviceTokens } from '../support/stored-token.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { november, now, week } from './world.ts'
import { importRow } from '../support/import-row.ts'

const MINUTE = 60_000
const QUARTER = 15 * MINUTE
const july = (day: number, clock = '00:00') => Date.parse(`2026-07-${String(day).padStart(2, '0')}T${clock}:00-04:00`)

interface Denial {
  readonly claim: string
  readonly category: string
  readonly owner?: string
  readonly received: number
  readonly resolved?: number
}

const done = Array.from({ length: 20 }, (_, index): Denial => ({
  ...{ claim: `done${index}`, category: 'authorization' },
  ...{ received: november(1), resolved: november(10) },
}))
const denials: readonly Denial[] = [
  // Twenty took 30 minutes each, and the one of another category 51: 31 on average.
  ...done,
  { claim: 'other', category: 'eligibility', received: november(1), resolved: november(10) },
  // 128 days ago, for ten hours: too long ago to say anything.
  { claim: 'old', category: 'eligibility', received: july(1), resolved: july(15) },
  // Never touched: nothing is known of what it took.
  { claim: 'quiet', category: 'authorization', received: november(1), resolved: november(11) },
  // Open: 10 of 30 minutes are done, all of 31 are left, 30 are nobody's, 40 are more than 30, and Cleo's computer recorded nothing.
  { claim: 'begun', category: 'authorization', owner: 'Ana', received: november(2) },
  { claim: 'rare', category: 'eligibility', owner: 'Ben', received: november(2) },
  { claim: 'free', category: 'authorization', received: november(2) },
  { claim: 'long', category: 'authorization', owner: 'Ana', received: november(2) },
  { claim: 'away', category: 'authorization', owner: 'Cleo', received: november(2) },
]

const tokenOf = (claim: string) => Buffer.from(claim.padEnd(32, '.')).toString('hex')

function worked(on: string | null, startedAt: number, minutes: number): ((seq: number) => DeviceRecord)[] {
  const claimToken = on === null ? null : tokenOf(on)
  const endedAt = startedAt + minutes * MINUTE
  const spans = Array.from({ length: Math.ceil(minutes / 15) }, (_, index) => (seq: number) => {
    const from = startedAt + index * QUARTER
    return spanRecord({ seq, startedAt: from, endedAt: Math.min(endedAt, from + QUARTER), claimToken })
  })
  if (claimToken === null) return spans
  const touch = (seq: number) =>
    touchRecord({ seq, touchId: `t${startedAt}`, claimToken, startedAt, endedAt, activeMs: endedAt - startedAt })
  return [...spans, touch]
}

async function makeWorld(endpoint: Endpoint & { adminToken: string }): Promise<void> {
  await ask(endpoint, '/v1/settings/calendar', { method: 'PUT', json: { zone: 'America/New_York' } })
  await endpoint.database.query(importRow('world.835', 9))
  const rows = denials.map(({ claim, category, owner, received, resolved }, index) => ({
    ...{ denialNo: index + 1, claimRef: claim, payerClaimRef: claim, claimToken: tokenOf(claim), category, received },
    ...{ owner: owner ?? null, state: resolved === undefined ? 'new' : 'recovered', stateSince: resolved ?? received },
    ...{ resolvedAt: resolved ?? null, carcs: ['197'] },
  }))
  await endpoint.database.query(
    bulkInsert(
      denialTable,
      [
        ...(['denialNo', 'claimRef', 'payerClaimRef', 'claimToken', 'category', 'received'] as const),
        ...(['owner', 'state', 'stateSince', 'resolvedAt', 'carcs'] as const),
      ],
      rows,
      {
        ...{ importNo: 1, kind: 'full', groupCode: 'CO', paidCents: 0, balanced: true, lastEvent: 9, payer: 'Aetna' },
        ...{ billedCents: 100, deniedCents: 100, leftCents: 100, rarcs: [], reopened: 0 },
      },
    ),
  )
  const ana = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
  const ben = await enrolledDevice(endpoint, { user: 'Ben', team: 'South' })
  const numbered = (drafts: readonly ((seq: number) => DeviceRecord)[]) =>
    batchOf(drafts.map((draft, index) => draft(index + 1)))
  const ofAna = [
    ...worked('old', july(10, '08:00'), 600),
    // 300 minutes on the 3rd and on the 4th, 51 on the 5th: 217 a day.
    ...done.flatMap(({ claim }, index) =>
      worked(claim, november(3 + Math.floor(index / 10), '09:00') + (index % 10) * 30 * MINUTE, 30),
    ),
    ...worked('other', november(5, '09:00'), 51),
    // 60 minutes on Monday and 40 on Tuesday: 50 a day.
    ...worked('begun', november(16, '09:00'), 10),
    ...worked(null, november(16, '10:00'), 50),
    ...worked('long', november(17, '09:00'), 40),
  ]
  const { body } = await ana.send(numbered(ofAna), { clock: now })
  expect(body.rejected).toEqual([])
  // Ben has 20 a day.
  await ben.send(numbered(worked(null, november(18, '09:00'), 20)), { clock: now })
}

describe.each(storesOfPlainSql)('the work that open denials hold, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const answer = async (query = '', { from, to } = week) =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/workload?from=${from}&to=${to}${query}`)).body
  const rowsOf = async (query = '') =>
    (await ask<Page<MetricDenialRow>>(endpoint, `/v1/metrics/workload/rows?from=${week.from}&to=${week.to}${query}`))
      .body.rows
  const byKey = ({ rows }: MetricAnswer) =>
    Object.fromEntries(rows.map(({ key, numerator, denominator }) => [key ?? '–', [numerator, denominator]]))

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await storeDeviceTokens(endpoint.database)
    await makeWorld(endpoint)
  })
  afterAll(() => endpoint.close())

  const check = async () => {
    const whole = await answer()
    expect(whole).toMatchObject({ unit: 'days', rows: [{ numerator: 111, denominator: 70 }] })
    expect(whole.rows[0]?.value).toBeCloseTo(111 / 70, 9)
    expect(byKey(await answer('&by=user'))).toEqual({ Ana: [20, 50], Ben: [31, 20] })
    expect(byKey(await answer('&by=team'))).toEqual({ North: [20, 50], South: [31, 20] })
    expect((await answer('&user=Ben')).rows[0]?.value).toBeCloseTo(31 / 20, 9)
    // On the 16th nothing of what is open had been worked on.
    const past = { from: november(2), to: november(16) }
    expect((await answer('', past)).rows[0]).toMatchObject({ numerator: 151, denominator: 217 })
    // Before the first resolution nothing is expected, and before the first record there is no capacity.
    expect((await answer('', { from: november(2), to: november(6) })).rows[0]?.value).toBeNull()
    expect((await answer('', { from: july(1), to: july(5) })).rows[0]?.value).toBeNull()
    expect(Object.fromEntries((await rowsOf()).map(({ claimRef, numerator }) => [claimRef, numerator]))).toEqual({
      ...{ begun: 20, rare: 31, free: 30, away: 30 },
    })
    expect((await rowsOf('&user=Ana')).map(({ claimRef }) => claimRef)).toEqual(['begun'])
  }

  test('is their expected minutes, by the minutes of denial work that people have in a day', check)

  test('says which filters it does not follow', async () => {
    expect((await answer('&payer=Aetna&category=eligibility')).ignoredFilters).toEqual(['category', 'payer'])
  })

  test('rolled up, with touches cached, it is what it was', async () => {
    await rollUpAll(endpoint.database, 'America/New_York')
    await processDirtyClaims(
      endpoint.database,
      createForecastSource(endpoint.database, () => now),
    )
    await check()
  })
})
