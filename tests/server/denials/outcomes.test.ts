import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim, type MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const midnight = (month: number, day: number) => Date.UTC(2026, month - 1, day)

describe.each(storesOfPlainSql)('outcomes of claims on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const bring = (payment: MadePayment) => {
    files += 1
    return send(endpoint, `${files}.835`, make835([payment], { firstControlNumber: files }))
  }
  const claims = async () =>
    endpoint.database.query(
      sql`select payer, first_received as received, first_outcome as outcome, billed_cents as billed, first_paid_cents as paid, provider
        from claims order by first_received, billed_cents, first_paid_cents`,
    )
  const put = (name: string, json: object) => ask(endpoint, `/v1/settings/${name}`, { method: 'PUT', json })

  /** 60 dollars of a hundred paid, 40 denied. */
  const partly = (claimRef: string, fields: Partial<MadeClaim> = {}): MadeClaim => ({
    claimRef,
    lines: [
      { charge: 6_000, paid: 6_000 },
      { charge: 4_000, paid: 0, adjustments: [['CO', '197', 4_000]] },
    ],
    ...fields,
  })

  test('every claim is stored once, by its earliest answer', async () => {
    const patientOwes: MadeClaim = {
      claimRef: 'A4',
      lines: [{ charge: 400, paid: 0, adjustments: [['PR', '1', 400]] }],
    }
    const forwarded: MadeClaim = { claimRef: 'A5', status: '23', lines: [{ charge: 500, paid: 0 }] }
    const first = [denied('A-1'), partly('A2', { charge: 10_001 }), paid('A3'), patientOwes, forwarded, denied('0')]
    await bring({ date: '20260401', claims: [...first, reversal('A9'), paid('a 1', { payerClaimRef: 'OTHER' })] })
    const kept = await claims()
    const of = { payer: 'ACME HEALTH', received: midnight(4, 1), provider: 'CLINIC' }
    expect(kept).toEqual([
      { ...of, outcome: 'contractual', billed: 400, paid: 0 },
      { ...of, outcome: 'denied_full', billed: 10_000, paid: 0 },
      { ...of, outcome: 'paid', billed: 10_000, paid: 8_000 },
      { ...of, outcome: 'denied_partial', billed: 10_001, paid: 6_000 },
    ])
    await bring({ date: '20260403', claims: [paid('A1'), denied('A3')] })
    expect(await claims()).toEqual(kept)
    await bring({ date: '20260301', claims: [denied('A3')] })
    expect((await claims())[0]).toMatchObject({ received: midnight(3, 1), outcome: 'denied_full' })
  })

  test('a payment after a denial counts as recovered, once', async () => {
    await bring({ date: '20260401', claims: [denied('A1'), partly('A2')] })
    expect((await everyDenial(endpoint)).map(({ recoveredCents }) => recoveredCents)).toEqual([null, null])
    const correction = [
      paid('A1', { payerClaimRef: 'NEW', status: '1' }),
      // The reversal of a partly paid claim takes the payment back, and the correction pays again.
      {
        ...partly('A2'),
        status: '22',
        lines: [{ charge: -10_000, paid: -6_000, adjustments: [['CO', '197', -4_000]] }],
      },
      { claimRef: 'A2', lines: [{ charge: 10_000, paid: 9_000, adjustments: [['CO', '45', 1_000]] }] },
    ] as const
    await bring({ date: '20260410', traceNumber: 'T7', claims: correction })
    await bring({ date: '20260410', traceNumber: 'T7', claims: [...correction, paid('A9')] })
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ claimRef, state, recoveredCents }) => [claimRef, state, recoveredCents])).toEqual([
      ['A1', 'new', 8_000],
      ['A2', 'overturned', 3_000],
    ])
    const { events } = (await detail(endpoint, rows[1]?.id ?? '')).body
    expect(events.map(({ kind, at, to }) => [kind, at, to])).toEqual([
      ['received', midnight(4, 1), 'new'],
      ['reversed', midnight(4, 10), 'reversed'],
      ['payment', midnight(4, 10), '-6000'],
      ['payment', midnight(4, 10), '9000'],
      ['answer', midnight(4, 10), '0'],
      ['overturned', midnight(4, 10), 'overturned'],
    ])
  })

  test('a partial payment of a new denial recovers nothing of it, but counts for the denial before', async () => {
    await bring({ date: '20260401', traceNumber: 'T1', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await bring({ date: '20260405', traceNumber: 'T2', claims: [partly('A1', { payerClaimRef: 'P2' })] })
    await bring({ date: '20260406', traceNumber: 'T3', claims: [partly('A1', { payerClaimRef: 'P2' })] })
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ payerClaimRef, recoveredCents }) => [payerClaimRef, recoveredCents])).toEqual([
      ['P1', 6_000],
      ['P2', null],
    ])
  })

  test('people set the recovered amount, at most the denied amount', async () => {
    await bring({ date: '20260401', claims: [denied('A1')] })
    const [row] = await everyDenial(endpoint)
    const patch = (json: object) =>
      ask<{ recoveredCents?: number; code?: string }>(endpoint, `/v1/denials/${row?.id}`, { method: 'PATCH', json })
    expect(await patch({ state: 'recovered', recoveredCents: 10_000 })).toMatchObject({
      status: 200,
      body: { state: 'recovered', recoveredCents: 10_000, resolvedAt: NOW },
    })
    expect(await patch({ recoveredCents: 10_001 })).toMatchObject({ status: 422, body: { code: 'bad_amount' } })
    expect(await patch({ recoveredCents: -1 })).toMatchObject({ status: 400 })
    expect((await patch({ recoveredCents: null })).body).toMatchObject({ recoveredCents: null })
  })

  test('contracts set appeal deadline and follow-up date of a new denial, routing its owner and queue', async () => {
    await put('contracts', {
      rules: [
        { id: 'acme', payer: 'acme', claimFilingIndicators: ['12'], appealDays: 30, receiptDays: 5, followUpDays: 3 },
      ],
    })
    await put('routing', {
      rules: [
        { id: 'auth', name: 'Auth', when: { categories: ['authorization'] }, owner: 'Ana', queue: 'Auth' },
        { id: 'rest', name: 'Rest', when: {}, queue: 'Rest' },
      ],
    })
    const unprocessable = denied('A2', {
      rarcs: ['MA130'],
      lines: [{ charge: 500, paid: 0, adjustments: [['CO', '16', 500]] }],
    })
    await bring({ date: '20260401', claims: [denied('A1'), unprocessable] })
    await send(endpoint, 'list.csv', 'claim,payer,amount,carc,owner,appeal due\nA3,Acme,5,197,Ben,2026-06-01\n')
    const rows = await everyDenial(endpoint)
    expect(
      rows.map(({ claimRef, owner, queue, followUpDue, appealDue }) => [
        claimRef,
        owner,
        queue,
        followUpDue,
        appealDue,
      ]),
    ).toEqual([
      ['A1', 'Ana', 'Auth', midnight(4, 4), midnight(5, 6)],
      ['A2', null, 'Rest', midnight(4, 4), null],
      ['A3', 'Ben', 'Auth', midnight(4, 22), midnight(6, 1)],
    ])
    const { events } = (await detail(endpoint, rows[0]?.id ?? '')).body
    expect(events.map(({ kind, at, by, to }) => [kind, at, by, to])).toEqual([
      ['received', midnight(4, 1), 'admin token', 'new'],
      ['appeal_due', midnight(4, 1), 'rule contracts/acme', String(midnight(5, 6))],
      ['owner', midnight(4, 1), 'rule routing/auth', 'Ana'],
      ['queue', midnight(4, 1), 'rule routing/auth', 'Auth'],
    ])
    // A denial on file is not routed again.
    await ask(endpoint, `/v1/denials/${rows[0]?.id}`, { method: 'PATCH', json: { owner: null } })
    await bring({ date: '20260402', claims: [denied('A1')] })
    expect((await everyDenial(endpoint))[0]).toMatchObject({ owner: null })
  })
})
