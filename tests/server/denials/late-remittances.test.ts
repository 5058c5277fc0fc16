import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { refreshDueStatus } from '../../../src/server/deadlines/refresh-due-status.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { everything } from '../../../src/server/identity/scope.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const midnight = (month: number, day: number) => Date.UTC(2026, month - 1, day)

describe.each(storesOfPlainSql)('late remittances on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const bring = async (payment: MadePayment) => {
    files += 1
    const { body } = await send(endpoint, `${files}.835`, make835([payment], { firstControlNumber: files }))
    expect(body.status).toBe('imported')
    return body
  }
  const list = async (csv: string) => {
    const { status, body } = await send(endpoint, 'list.csv', csv)
    expect(status, body.detail).toBe(200)
    return body
  }
  const patch = (id: string | undefined, json: object) => ask(endpoint, `/v1/denials/${id}`, { method: 'PATCH', json })
  const eventsOf = async (id: string | undefined) =>
    (await detail(endpoint, id ?? '')).body.events.map(({ kind, at, to }) => [kind, at, to])

  test('a payment imported before its denial is posted when the denial is imported', async () => {
    await bring({ date: '20260410', traceNumber: 'T7', claims: [paid('A1', { payerClaimRef: 'P2' })] })
    const { added } = await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    expect(added).toBe(1)
    const [row] = await everyDenial(endpoint)
    expect(row).toMatchObject({ state: 'new', received: midnight(4, 1), recoveredCents: 8_000 })
    expect(await eventsOf(row?.id)).toEqual([
      ['received', midnight(4, 1), 'new'],
      ['payment', midnight(4, 10), '8000'],
    ])
    // The same payment in another file is still the same.
    await bring({ date: '20260411', traceNumber: 'T7', claims: [paid('A1', { payerClaimRef: 'P2' })] })
    expect((await everyDenial(endpoint))[0]).toMatchObject({ recoveredCents: 8_000 })
  })

  test('a payment moves to a later denial that is imported afterwards, and changes by people stay', async () => {
    await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await bring({ date: '20260410', traceNumber: 'T7', claims: [paid('A1', { payerClaimRef: 'P3' })] })
    const [first] = await everyDenial(endpoint)
    await patch(first?.id, { state: 'in_progress', owner: 'Ana' })
    await bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
    const rows = await everyDenial(endpoint)
    expect(rows.map((row) => [row.payerClaimRef, row.state, row.owner, row.recoveredCents])).toEqual([
      ['P1', 'in_progress', 'Ana', null],
      ['P2', 'new', null, 8_000],
    ])
    expect((await eventsOf(first?.id)).map(([kind]) => kind)).toEqual(['received', 'in_progress', 'owner'])
  })

  test('a recovered amount set by a person stays when a payment moves to another denial', async () => {
    await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await bring({ date: '20260410', claims: [paid('A1', { payerClaimRef: 'P3' })] })
    await patch('1', { recoveredCents: 1_234 })
    await bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
    expect((await everyDenial(endpoint)).map(({ recoveredCents }) => recoveredCents)).toEqual([1_234, 8_000])
  })

  test('a reversal imported before its denial closes it', async () => {
    const p1 = { payerClaimRef: 'P1' }
    const { unmatchedReversals } = await bring({ date: '20260410', claims: [reversal('A1', p1), denied('A1', p1)] })
    expect(unmatchedReversals).toBe(1)
    await patch('1', { owner: 'Ana' })
    await bring({ date: '20260401', claims: [denied('A1', p1)] })
    const rows = await everyDenial(endpoint)
    expect(rows.map((row) => [row.id, row.received, row.state, row.owner])).toEqual([
      ['1', midnight(4, 1), 'reopened', 'Ana'],
    ])
    expect(await eventsOf('1')).toEqual([
      ['received', midnight(4, 1), 'new'],
      ['reversed', midnight(4, 10), 'reversed'],
      ['answer', midnight(4, 10), '10000'],
      ['reopened', midnight(4, 10), 'reopened'],
      ['owner', NOW, 'Ana'],
    ])
  })

  test('a reversal undone by a person stays undone', async () => {
    const p1 = { payerClaimRef: 'P1' }
    await bring({ date: '20260401', claims: [denied('A1', p1)] })
    await bring({ date: '20260410', claims: [reversal('A1', p1)] })
    await patch('1', { state: 'reopened' })
    await bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
    expect((await everyDenial(endpoint)).map(({ payerClaimRef, state }) => [payerClaimRef, state])).toEqual([
      ['P1', 'reopened'],
      ['P2', 'new'],
    ])
  })

  describe('a denial that a late reversal makes the answer to another', () => {
    const p1 = { payerClaimRef: 'P1' }
    const denyTwice = async () => {
      await bring({ date: '20260401', claims: [denied('A1', p1)] })
      await bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
      expect((await everyDenial(endpoint)).map(({ id, state }) => [id, state])).toEqual([
        ['1', 'new'],
        ['2', 'new'],
      ])
    }
    const reverseFirst = () => bring({ date: '20260403', claims: [reversal('A1', p1)] })
    const current = async () =>
      (await everyDenial(endpoint)).map(({ payerClaimRef, received, state, owner }) => [
        payerClaimRef,
        received,
        state,
        owner,
      ])

    test('is removed with its alerts, because its number may be given again', async () => {
      await denyTwice()
      await endpoint.database.query(
        sql`insert into alerts (sla_id, denial_no, due_at, level, state, raised_at)
          select 'first', n, 7, 'overdue', 'open', 7 from unnest(array[1, 2]) n`,
      )
      await reverseFirst()
      expect(await current()).toEqual([['P1', midnight(4, 1), 'reopened', null]])
      expect(await endpoint.database.query(sql`delete from alerts returning denial_no as no`)).toEqual([{ no: 1 }])
    })

    test('leaves what people said of it with the other', async () => {
      await denyTwice()
      await patch('2', { owner: 'Ana', state: 'in_progress' })
      await reverseFirst()
      expect(await current()).toEqual([['P1', midnight(4, 1), 'in_progress', 'Ana']])
      expect((await eventsOf('1')).slice(-2)).toEqual([
        ['in_progress', NOW, 'in_progress'],
        ['owner', NOW, 'Ana'],
      ])
    })
  })

  test('the earliest remittance sets the day of receipt, from which the contract’s days count', async () => {
    await ask(endpoint, '/v1/settings/contracts', {
      method: 'PUT',
      json: { rules: [{ id: 'acme', payer: 'acme', appealDays: 30, receiptDays: 0, followUpDays: 3 }] },
    })
    await bring({ date: '20260410', claims: [denied('A1')] })
    expect(await bring({ date: '20260401', claims: [denied('A1')] })).toMatchObject({ added: 0, updated: 1 })
    const [row] = await everyDenial(endpoint)
    expect(row).toMatchObject({
      ...{ received: midnight(4, 1), followUpDue: midnight(4, 4), appealDue: midnight(5, 1) },
      ...{ stateSince: midnight(4, 1), sourceFile: `${files}.835` },
    })
    expect(await eventsOf(row?.id)).toEqual([
      ['received', midnight(4, 1), 'new'],
      ['appeal_due', midnight(4, 1), String(midnight(5, 1))],
    ])
  })

  test('the due status is evaluated again by the corrected day of receipt', async () => {
    const bases = () => endpoint.database.query(sql`select due_basis as basis from denials`)
    await bring({ date: '20260410', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await processDirtyClaims(endpoint.database, () => readForecast(everything(endpoint.database), NOW))
    await refreshDueStatus(endpoint.database, NOW)
    expect(await bases()).toEqual([{ basis: expect.any(String) }])
    await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    expect((await everyDenial(endpoint)).map(({ received }) => received)).toEqual([midnight(4, 1)])
    expect(await bases()).toEqual([{ basis: null }])
  })

  describe('a denial of a worklist and of a remittance', () => {
    const remittance: MadePayment = {
      date: '20260401',
      claims: [denied('PCN-1', { payerClaimRef: 'P1', rarcs: ['N522'] })],
    }
    const worklist = (cells: string) =>
      `claim,payer,amount,carc,received,owner,queue,follow up,location,state\n${cells}\n`
    const full = worklist('pcn 1,acme health,95.00,16,2026-04-07,Ben,High value,2026-04-22,North,in_progress')
    const bare = worklist('pcn 1,acme health,95.00,,2026-04-07,,,,,')

    /** The fields that do not depend on the order of import. */
    const current = async () => {
      const rows = await everyDenial(endpoint)
      return rows.map(({ id: _id, reassigned: _reassigned, ...row }) => row)
    }
    const inBothOrders = async (csv: string) => {
      files += 1
      const name = `${files}.835`
      const remit = () => send(endpoint, name, make835([remittance]))
      await remit()
      await list(csv)
      const remittanceFirst = await current()
      await forgetDenials(endpoint)
      await put()
      await list(csv)
      const { body } = await remit()
      expect(body).toMatchObject({ full: 1, added: 0, updated: 1 })
      const worklistFirst = await current()
      expect(worklistFirst).toEqual(remittanceFirst)
      return { row: worklistFirst[0], rows: worklistFirst.length, name }
    }
    const put = async () => {
      await ask(endpoint, '/v1/settings/contracts', {
        method: 'PUT',
        json: { rules: [{ id: 'acme', payer: 'acme', appealDays: 30, receiptDays: 0, followUpDays: 3 }] },
      })
      await ask(endpoint, '/v1/settings/routing', {
        method: 'PUT',
        json: {
          rules: [
            { id: 'auth', name: 'Auth', when: { categories: ['authorization'] }, owner: null, queue: 'Auth' },
            { id: 'rest', name: 'Rest', when: {}, owner: null, queue: 'Rest' },
          ],
        },
      })
    }

    test('is one denial, with the payer’s statement and the worklist’s owner', async () => {
      await put()
      const { row, rows, name } = await inBothOrders(full)
      expect(rows).toBe(1)
      expect(row).toMatchObject({
        ...{
          claimRef: 'PCN-1',
          payerClaimRef: 'P1',
          payer: 'ACME HEALTH',
          claimFilingIndicator: '12',
          sourceFile: name,
        },
        ...{ deniedCents: 10_000, carcs: ['197'], rarcs: ['N522'], category: 'authorization' },
        ...{ received: midnight(4, 1), appealDue: midnight(5, 1) },
        ...{ owner: 'Ben', queue: 'High value', followUpDue: midnight(4, 22), location: 'North', state: 'in_progress' },
      })
    })

    test('takes missing fields from the remittance', async () => {
      await put()
      const { row } = await inBothOrders(bare)
      expect(row).toMatchObject({ queue: 'Auth', followUpDue: midnight(4, 4), appealDue: midnight(5, 1) })
    })

    test('with a payment is the same in every order of the three', async () => {
      const owned = worklist('pcn 1,acme health,95.00,16,2026-04-12,Ben,,,North,')
      const bringers = [
        () => send(endpoint, 'denied.835', make835([remittance])),
        () =>
          send(
            endpoint,
            'paid.835',
            make835([{ date: '20260410', traceNumber: 'T9', claims: [paid('PCN-1', { payerClaimRef: 'P9' })] }]),
          ),
        () => list(owned),
      ] as const
      const orders = [0, 1, 2].flatMap((first) =>
        [0, 1, 2].filter((next) => next !== first).map((next) => [first, next, 3 - first - next]),
      )
      expect(orders).toHaveLength(6)
      for (const order of orders) {
        await forgetDenials(endpoint)
        for (const index of order) await bringers[index]?.()
        expect([order, await current()]).toMatchObject([
          order,
          [{ received: midnight(4, 1), deniedCents: 10_000, recoveredCents: 8_000, owner: 'Ben', location: 'North' }],
        ])
        const payments = (await eventsOf((await everyDenial(endpoint))[0]?.id)).filter(([kind]) => kind === 'payment')
        expect([order, payments]).toEqual([order, [['payment', midnight(4, 10), '8000']]])
      }
    })

    test('a payment imported before the worklist is posted to the denial it adds', async () => {
      await bring({ date: '20260410', claims: [paid('PCN-1', { payerClaimRef: 'P9' })] })
      await list(bare)
      expect(await everyDenial(endpoint)).toMatchObject([{ deniedCents: 9_500, recoveredCents: 8_000 }])
    })

    test('with another payer or ICN is another denial', async () => {
      await list('claim,payer claim,payer,amount\nPCN-1,P7,ACME HEALTH,5\nPCN-2,,OTHER,5\n')
      expect(await bring({ claims: [denied('PCN-1', { payerClaimRef: 'P1' }), denied('PCN-2')] })).toMatchObject({
        added: 2,
      })
      expect(await everyDenial(endpoint)).toHaveLength(4)
    })
  })
})
