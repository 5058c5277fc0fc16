import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)

describe.each(storesOfPlainSql)('placing CARCs otherwise on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => NOW })))
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const bring = async (payer: string, date: string, claims: readonly MadeClaim[]) => {
    const file = make835([{ payer, date, claims, traceNumber: `${payer} ${date}` }])
    const { status, body } = await send(endpoint, `${payer} ${date}.835`, file)
    expect(status, body.detail).toBe(200)
    return body
  }
  const place = async (...rules: readonly object[]) => {
    const answer = await ask<{ code?: string }>(endpoint, '/v1/settings/carcPlacing', {
      method: 'PUT',
      json: { rules },
    })
    return [answer.status, answer.body.code]
  }
  const seen = async () =>
    (await everyDenial(endpoint))
      .map((row) => [row.claimRef, row.payer, row.category, row.deniedCents, row.state])
      .toSorted((one, other) => (String(one) < String(other) ? -1 : 1))
  const outcomes = async () =>
    (
      await endpoint.database.query<{ outcome: string }>(
        sql`select first_outcome as outcome from claims order by first_received, billed_cents, first_outcome`,
      )
    ).map(({ outcome }) => outcome)
  const odd = (claimRef: string, carc = 'ZZ9'): MadeClaim => ({
    claimRef,
    lines: [{ charge: 5_000, paid: 0, adjustments: [['CO', carc, 5_000]] }],
  })

  test('classifies the claims on file again, and back', async () => {
    await bring('ACME', '20260401', [denied('A1'), odd('A2'), paid('A3')])
    await bring('OTHER', '20260402', [denied('A1'), odd('B2', '0045')])
    const before = [
      ['A1', 'ACME', 'authorization', 10_000, 'new'],
      ['A1', 'OTHER', 'authorization', 10_000, 'new'],
    ]
    expect(await seen()).toEqual(before)
    const first = await outcomes()
    expect(first).toEqual(['contractual', 'denied_full', 'paid', 'contractual', 'denied_full'])

    expect(await place({ carc: 'ZZ9', place: 'coding_bundling' }, { carc: '045', place: 'other' })).toEqual([
      200,
      undefined,
    ])
    const added2 = ['A2', 'ACME', 'coding_bundling', 5_000, 'new']
    expect(await seen()).toEqual([...before, added2, ['B2', 'OTHER', 'other', 5_000, 'new']])
    expect(await outcomes()).toEqual(['denied_full', 'denied_full', 'paid', 'denied_full', 'denied_full'])
    const added = (await everyDenial(endpoint)).find(({ claimRef }) => claimRef === 'A2')
    expect(added).toMatchObject({ sourceFile: 'ACME 20260401.835', received: Date.UTC(2026, 3, 1), balanced: true })

    await place({ carc: '197', payer: 'other', place: 'not_denial' }, { carc: '197', place: 'missing_info' })
    expect(await seen()).toEqual([['A1', 'ACME', 'missing_info', 10_000, 'new']])
    await place()
    expect(await seen()).toEqual(before)
    expect(await outcomes()).toEqual(first)
  })

  test('holds for files that come later', async () => {
    await place({ carc: 'ZZ9', facilityType: '21', place: 'pending' }, { carc: 'ZZ9', place: 'duplicate' })
    const body = await bring('ACME', '20260401', [odd('A1'), { ...odd('A2'), facilityType: '21' }])
    expect(body).toMatchObject({ full: 1, pending: 1, undecided: 0 })
    expect(await seen()).toEqual([['A1', 'ACME', 'duplicate', 5_000, 'new']])
    // A claim that is pending has no answer yet.
    expect(await outcomes()).toEqual(['denied_full'])
  })

  test('rebuilds what a denial’s later remittances did, and keeps a denial that people have worked on', async () => {
    await bring('ACME', '20260401', [odd('A1'), denied('A2'), odd('A3')])
    await bring('ACME', '20260405', [paid('A1'), reversal('A3')])
    await place({ carc: 'ZZ9', place: 'other' })
    const rows = (await everyDenial(endpoint)).toSorted((one, other) => (one.claimRef < other.claimRef ? -1 : 1))
    expect(rows.map(({ claimRef, state, recoveredCents }) => [claimRef, state, recoveredCents])).toEqual([
      ['A1', 'recovered', 5_000],
      ['A2', 'new', null],
      ['A3', 'reversed', null],
    ])
    const a2 = rows[1]
    await ask(endpoint, `/v1/denials/${a2?.id}`, { method: 'PATCH', json: { state: 'in_progress' } })
    await place({ carc: '197', place: 'not_denial' })
    expect(await seen()).toContainEqual(['A2', 'ACME', 'authorization', 10_000, 'in_progress'])
    expect((await detail(endpoint, a2?.id ?? '')).body.events.map(({ kind }) => kind)).toEqual([
      'received',
      'in_progress',
    ])
  })

  test('keeps reductions, pending and undecided codes with the claim', async () => {
    const lines = [
      {
        charge: 9_000,
        paid: 4_000,
        adjustments: [
          ['CO', '50', 3_000],
          ['OA', '133', 1_500],
          ['CO', 'ZZ9', 500],
        ],
      },
    ] as const
    await bring('ACME', '20260401', [{ claimRef: 'A1', lines }])
    const kept = async () =>
      endpoint.database.query(
        sql`select kind, reduced_cents as reduced, pending_carcs as pending, undecided_carcs as undecided from remittance_claims`,
      )
    expect(await kept()).toEqual([{ kind: 'paid', reduced: 3_000, pending: ['133'], undecided: ['ZZ9'] }])
    const codes = async () => (await ask<{ rows: unknown }>(endpoint, '/v1/undecided-codes')).body.rows
    expect(await codes()).toEqual([{ carc: 'ZZ9', claims: 1 }])
    await place({ carc: 'ZZ9', place: 'missing_info' }, { carc: '133', place: 'not_denial' })
    expect(await codes()).toEqual([])
    expect(await kept()).toEqual([{ kind: 'paid', reduced: 3_500, pending: [], undecided: [] }])
  })

  test('refuses a place that is none', async () => {
    for (const rule of [
      { carc: '45', place: 'nowhere' },
      { carc: '4*5', place: 'other' },
      { carc: '', place: 'other' },
    ]) {
      expect(await place(rule)).toEqual([422, 'bad_settings'])
    }
  })
})
