import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { lateFacts } from '../../../src/server/database/migrations/0012-late-facts.ts'
import { judgeAllClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { keepAllStandings } from '../../../src/server/deadlines/refresh-due-status.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import type { MadePayment } from '../x835/make835.ts'
import { denied, detail, everyDenial, forgetDenials, paid, reversal, send } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const midnight = (month: number, day: number) => Date.UTC(2026, month - 1, day)

describe.each(stores)('what comes late on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await endpoint.database.query('update tenants set zone = $2 where tenant_id = $1', ['main', 'UTC'])
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

  test('a payment that was imported before its denial is counted when the denial comes', async () => {
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

  test('a payment goes over to the denial that turns out to be the later one, and what people said stays', async () => {
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

  test('an amount that somebody said outlives a payment that goes elsewhere', async () => {
    await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await bring({ date: '20260410', claims: [paid('A1', { payerClaimRef: 'P3' })] })
    await patch('1', { recoveredCents: 1_234 })
    await bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
    expect((await everyDenial(endpoint)).map(({ recoveredCents }) => recoveredCents)).toEqual([1_234, 8_000])
  })

  test('a reversal that was imported before its denial closes it', async () => {
    const p1 = { payerClaimRef: 'P1' }
    const { unmatchedReversals } = await bring({ date: '20260410', claims: [reversal('A1', p1), denied('A1', p1)] })
    expect(unmatchedReversals).toBe(1)
    await patch('1', { owner: 'Ana' })
    await bring({ date: '20260401', claims: [denied('A1', p1)] })
    const rows = await everyDenial(endpoint)
    expect(rows.map((row) => [row.id, row.received, row.state, row.owner])).toEqual([
      ['2', midnight(4, 1), 'reversed', null],
      ['1', midnight(4, 10), 'new', 'Ana'],
    ])
  })

  test('a reversal that people have undone stays undone', async () => {
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

  describe('a denial that turns out never to have been made', () => {
    const p1 = { payerClaimRef: 'P1' }
    /** The reversal has another number: until P2 is known, it seems to be of P1. */
    const seemingly = async () => {
      await bring({ date: '20260401', claims: [denied('A1', p1)] })
      await bring({ date: '20260410', claims: [reversal('A1', { payerClaimRef: 'P9' })] })
      await bring({ date: '20260412', claims: [denied('A1', p1)] })
      expect((await everyDenial(endpoint)).map(({ id, state }) => [id, state])).toEqual([
        ['1', 'reversed'],
        ['2', 'new'],
      ])
    }
    const truly = () => bring({ date: '20260405', claims: [denied('A1', { payerClaimRef: 'P2' })] })
    const standing = async () =>
      (await everyDenial(endpoint)).map(({ payerClaimRef, received, state }) => [payerClaimRef, received, state])

    test('is taken out, with its alerts, as its number may be given again', async () => {
      await seemingly()
      await endpoint.database.query(
        `insert into alerts (tenant_id, sla_id, denial_no, due_at, level, state, raised_at)
         select 'main', 'first', n, 7, 'late', 'open', 7 from unnest(array[1, 2]) n`,
      )
      await truly()
      expect(await standing()).toEqual([
        ['P1', midnight(4, 1), 'new'],
        ['P2', midnight(4, 5), 'reversed'],
      ])
      expect(
        await endpoint.database.query(`delete from alerts where tenant_id = 'main' returning denial_no as no`),
      ).toEqual([{ no: 1 }])
    })

    test('stays where somebody has had it in hand', async () => {
      await seemingly()
      await patch('2', { owner: 'Ana' })
      await truly()
      expect(await standing()).toEqual([
        ['P1', midnight(4, 1), 'new'],
        ['P2', midnight(4, 5), 'reversed'],
        ['P1', midnight(4, 12), 'new'],
      ])
    })
  })

  test('the earliest statement says when a denial came, and its contract from when the days run', async () => {
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

  test('what presses on a denial is judged by the day that turns out to be its own', async () => {
    const bases = () => endpoint.database.query('select due_basis as basis from denials where tenant_id = $1', ['main'])
    await bring({ date: '20260410', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    await judgeAllClaims(endpoint.database, 'main', () => readForecast(endpoint.database, 'main', NOW))
    await keepAllStandings(endpoint.database, 'main', NOW)
    expect(await bases()).toEqual([{ basis: expect.any(String) }])
    await bring({ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] })
    expect((await everyDenial(endpoint)).map(({ received }) => received)).toEqual([midnight(4, 1)])
    expect(await bases()).toEqual([{ basis: null }])
  })

  test('what was imported before such statements were kept is known from what became of it', async () => {
    const [p1, p2] = [{ payerClaimRef: 'P1' }, { payerClaimRef: 'P2' }]
    await bring({ date: '20260401', claims: [denied('A1', p1)] })
    await bring({
      date: '20260410',
      traceNumber: 'T7',
      claims: [reversal('A1', p1), paid('A1', { payerClaimRef: 'P3' })],
    })
    const before = await everyDenial(endpoint)
    await endpoint.database.query(`delete from remitted_claims where tenant_id = 'main'`)
    await endpoint.database.query(`update denials set remitted = false where tenant_id = 'main'`)
    const filling = lateFacts.statements.filter((statement) =>
      /^(insert into remitted_claims|update denials)/.test(statement),
    )
    expect(filling).toHaveLength(4)
    for (const statement of filling) await endpoint.database.query(statement)
    // The same again changes nothing, and what comes late finds its place.
    await bring({ date: '20260401', claims: [denied('A1', p1)] })
    expect(await everyDenial(endpoint)).toEqual(before)
    await bring({ date: '20260405', claims: [denied('A1', p2)] })
    const rows = await everyDenial(endpoint)
    expect(rows.map((row) => [row.payerClaimRef, row.state, row.recoveredCents])).toEqual([
      ['P1', 'reversed', null],
      ['P2', 'new', 8_000],
    ])
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

    /** What does not depend on when somebody wrote it here. */
    const standing = async () => {
      const rows = await everyDenial(endpoint)
      return rows.map(({ id: _id, reassigned: _reassigned, ...row }) => row)
    }
    const inBothOrders = async (csv: string) => {
      files += 1
      const name = `${files}.835`
      const remit = () => send(endpoint, name, make835([remittance]))
      await remit()
      await list(csv)
      const remittanceFirst = await standing()
      await forgetDenials(endpoint)
      await put()
      await list(csv)
      const { body } = await remit()
      expect(body).toMatchObject({ full: 1, added: 0, updated: 1 })
      const worklistFirst = await standing()
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

    test('is one, by what the payer said and by who the worklist says has it', async () => {
      await put()
      const { row, rows, name } = await inBothOrders(full)
      expect(rows).toBe(1)
      expect(row).toMatchObject({
        ...{ claimRef: 'PCN-1', payerClaimRef: 'P1', payer: 'ACME HEALTH', plan: '12', sourceFile: name },
        ...{ deniedCents: 10_000, carcs: ['197'], rarcs: ['N522'], category: 'authorization' },
        ...{ received: midnight(4, 1), appealDue: midnight(5, 1) },
        ...{ owner: 'Ben', queue: 'High value', followUpDue: midnight(4, 22), location: 'North', state: 'in_progress' },
      })
    })

    test('what the worklist does not say follows the remittance', async () => {
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
        expect([order, await standing()]).toMatchObject([
          order,
          [{ received: midnight(4, 1), deniedCents: 10_000, recoveredCents: 8_000, owner: 'Ben', location: 'North' }],
        ])
        const told = (await eventsOf((await everyDenial(endpoint))[0]?.id)).filter(([kind]) => kind === 'payment')
        expect([order, told]).toEqual([order, [['payment', midnight(4, 10), '8000']]])
      }
    })

    test('a payment that came before the worklist is counted on what it adds', async () => {
      await bring({ date: '20260410', claims: [paid('PCN-1', { payerClaimRef: 'P9' })] })
      await list(bare)
      expect(await everyDenial(endpoint)).toMatchObject([{ deniedCents: 9_500, recoveredCents: 8_000 }])
    })

    test('of another payer or another number it is another', async () => {
      await list('claim,payer claim,payer,amount\nPCN-1,P7,ACME HEALTH,5\nPCN-2,,OTHER,5\n')
      expect(await bring({ claims: [denied('PCN-1', { payerClaimRef: 'P1' }), denied('PCN-2')] })).toMatchObject({
        added: 2,
      })
      expect(await everyDenial(endpoint)).toHaveLength(4)
    })
  })
})
