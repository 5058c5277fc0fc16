import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { countRows, denied, detail, everyDenial, forgetDenials, reversal, send, setZone, statesOf } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const midnight = (year: number, month: number, day: number) => Date.UTC(year, month - 1, day)

describe.each(storesOfPlainSql)('importing worklists on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const nothing = async () => {
    expect(await everyDenial(endpoint)).toEqual([])
    expect(await countRows(endpoint, ['imports'])).toEqual([0])
  }

  test('denials on file get owner, queue and dates; others are added', async () => {
    await send(endpoint, 'a.835', make835([{ payer: 'Aetna', claims: [denied('PCN-1'), denied('PCN-2')] }]))
    const csv = [
      '\uFEFFClaim #,Payer,Amount,Billed,Paid,CARC,Owner,Queue,Follow-up,Appeal due,Service line,Provider,Location,Received',
      // Spelled differently; blank cells change nothing.
      'pcn 1,AETNA,,,,,"Lee, Ann",Auth,4/20/2026,2026-09-30,Imaging,,,',
      'PCN-2,Aetna,"$1,000.00",,,,,,,,,,,',
      '"X""9",Cigna,"1,234.5",2000.00,500,"CO-45; CO-197; PR29",Ben,,,,,Dr Who,North,3/1/2026',
      '',
      'X8,Cigna,80,,,,,,,,,,,',
    ].join('\r\n')
    const { status, body } = await send(endpoint, 'list.csv', csv)
    expect(status, body.detail).toBe(200)
    expect(body).toMatchObject({
      status: 'imported',
      ...{ claims: 4, full: 1, partial: 1, added: 2, updated: 1, known: 1, deniedCents: 131_450 },
    })
    const rows = await everyDenial(endpoint)
    const byClaim = Object.fromEntries(rows.map((row) => [row.claimRef, row]))
    expect(byClaim['PCN-1']).toMatchObject({
      owner: 'Lee, Ann',
      queue: 'Auth',
      followUpDue: midnight(2026, 4, 20),
      appealDue: midnight(2026, 9, 30),
      serviceLine: 'Imaging',
      provider: 'CLINIC',
      deniedCents: 10_000,
      sourceFile: 'a.835',
    })
    expect(byClaim['PCN-2']).toMatchObject({ owner: null, deniedCents: 10_000 })
    expect(byClaim['X"9']).toMatchObject({
      payer: 'Cigna',
      payerClaimRef: '',
      ...{ kind: 'partial', category: 'authorization', group: 'CO', carcs: ['197', '29'], rarcs: [] },
      ...{ billedCents: 200_000, paidCents: 50_000, deniedCents: 123_450 },
      ...{ state: 'new', received: midnight(2026, 3, 1), followUpDue: midnight(2026, 3, 8), owner: 'Ben' },
      ...{ provider: 'Dr Who', location: 'North', sourceFile: 'list.csv' },
    })
    expect(byClaim['X8']).toMatchObject({
      ...{ kind: 'full', category: 'other', group: null, carcs: [], billedCents: 8_000, deniedCents: 8_000 },
      ...{ received: midnight(2026, 4, 15), followUpDue: midnight(2026, 4, 22) },
    })
    const { events } = (await detail(endpoint, byClaim['PCN-1']?.id ?? '')).body
    expect(events.map(({ kind, to, sourceFile }) => [kind, to, sourceFile])).toEqual([
      ['received', 'new', 'a.835'],
      ['appeal_due', String(midnight(2026, 9, 27)), 'a.835'],
      ['owner', 'Lee, Ann', 'list.csv'],
      ['queue', 'Auth', 'list.csv'],
      ['follow_up_due', String(midnight(2026, 4, 20)), 'list.csv'],
      ['appeal_due', String(midnight(2026, 9, 30)), 'list.csv'],
      ['service_line', 'Imaging', 'list.csv'],
    ])
    expect((await send(endpoint, 'again.csv', csv)).body).toMatchObject({ status: 'duplicate', claims: 0 })
  })

  test('a procedure column is read for denials that are added', async () => {
    const csv = 'claim,payer,amount,CPT\nA1,Aetna,5,99213-25\nA2,Aetna,5,\n'
    expect((await send(endpoint, 'list.csv', csv)).body).toMatchObject({ added: 2 })
    expect((await everyDenial(endpoint)).map(({ procedure, practice }) => [procedure, practice])).toEqual([
      ['99213-25', null],
      [null, null],
    ])
  })

  test('a mapping names the columns; with another mapping the file is no duplicate', async () => {
    const csv = 'Acct;Plan;Short;Desk;Amount\nA1;Aetna;12.50;Ana;99\n'
    const map = { claim: 'acct', payer: 'Plan', amount: 'Short', owner: 'Desk' }
    expect((await send(endpoint, 'w.csv', csv)).body).toMatchObject({ code: 'refused' })
    expect((await send(endpoint, 'w.csv', csv, { map })).body).toMatchObject({ status: 'imported', added: 1 })
    expect(await everyDenial(endpoint)).toMatchObject([{ claimRef: 'A1', owner: 'Ana', deniedCents: 1_250 }])
    expect((await send(endpoint, 'w.csv', csv, { map })).body).toMatchObject({ status: 'duplicate' })
    const other = await send(endpoint, 'w.csv', csv, { map: { ...map, queue: 'Desk' } })
    expect(other.body).toMatchObject({ status: 'imported', updated: 1 })
    for (const bad of ['{', { claim: 7 }, { color: 'x' }]) {
      const { status, body } = await send(endpoint, 'w.csv', csv, { map: bad })
      expect([status, body.code]).toEqual([400, 'bad_parameter'])
    }
  })

  test('a worklist with errors is refused whole, with rows and columns, but without cell values', async () => {
    const csv = [
      'claim,payer,amount,received,follow_up,carc,owner',
      'A1,Aetna,10.00,,,,',
      ',Aetna,10.00,,,,',
      'A2,Aetna,ten-secret,2026-02-30,soon,,',
      '"A',
      '3",Aetna,5 each,,,nope,',
      `A4,Aetna,0,,,,${'x'.repeat(201)}`,
    ].join('\n')
    const { status, body } = await send(endpoint, 'bad.csv', csv)
    expect([status, body.code]).toEqual([422, 'refused'])
    expect(body.errors).toEqual([
      { pointer: '/3/claim', detail: 'missing' },
      { pointer: '/4/amount', detail: 'not an amount such as 1234.50' },
      { pointer: '/4/received', detail: expect.stringContaining('there is no such day') },
      { pointer: '/4/follow_up', detail: 'not a date such as 3/31/2026 or 2026-03-31' },
      { pointer: '/5/amount', detail: 'not an amount such as 1234.50' },
      { pointer: '/5/carc', detail: expect.stringContaining('not CARCs such as CO-197') },
      { pointer: '/6/owner', detail: 'longer than 200 characters' },
    ])
    expect(body.detail).toContain('row 6, line 7, column owner: longer than 200 characters')
    expect(JSON.stringify(body)).not.toContain('secret')
    await nothing()
  })

  test.each([
    ['no claim column', 'payer,amount\nAetna,1\n', 'row 1, line 1: columns missing: claim'],
    ['other columns', 'name,date\nx,y\n', 'row 1, line 1: columns missing: claim, payer'],
    ['a column twice', 'claim,Account,payer\nA,B,C\n', 'several columns match claim'],
    ['an empty file', '', 'row 1, line 1: the worklist is empty: it has no header row'],
    [
      'a row with more cells than the header',
      'claim,payer,amount\nA1,Aetna,1\nA2,Aetna,1,234.50\n',
      'row 3, line 3: the row has 4 columns; the header has 3',
    ],
    [
      'a denied amount of 0',
      'claim,payer,amount\nA1,Aetna,0\n',
      'row 2, line 2, column amount: the denied amount is 0',
    ],
    ['an open quote', 'claim,payer,amount\nA1,"Aetna,1\nA2,B,2\n', 'a quote is not closed'],
    [
      'an unknown claim without an amount',
      'claim,payer,owner\nA1,Aetna,Ana\n',
      'row 2, line 2: this claim is not on file',
    ],
  ])('%s is refused', async (_name, csv, message) => {
    const { status, body } = await send(endpoint, 'bad.csv', csv)
    expect([status, body.code]).toEqual([422, 'refused'])
    expect(body.detail).toContain(message)
    await nothing()
  })

  test('a reversal closes the denial of a worklist, and a worklist does not change a reversed denial', async () => {
    const csv = 'claim,payer claim,payer,amount\nA1,P1,ACME HEALTH,100\n'
    await send(endpoint, 'a.csv', csv)
    const again = await send(endpoint, 'a.835', make835([{ claims: [denied('A1', { payerClaimRef: 'P1' })] }]))
    expect(again.body).toMatchObject({ full: 1, updated: 1, known: 0, added: 0 })
    await send(endpoint, 'b.835', make835([{ claims: [reversal('A1', { payerClaimRef: 'P7' })] }]))
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed'])
    const added = await send(endpoint, 'b.csv', 'claim,payer,amount,owner\nA1,ACME HEALTH,100,Ana\n')
    expect(added.body).toMatchObject({ added: 1, updated: 0 })
    expect(await everyDenial(endpoint, 'owner=Ana')).toMatchObject([{ id: '2', state: 'new' }])
  })

  test('a worklist sets states, their days, and recovered amounts', async () => {
    await send(endpoint, 'a.835', make835([{ date: '20260401', claims: ['A1', 'A2', 'A3'].map((ref) => denied(ref)) }]))
    const csv = [
      'Account,Payer,Amount,Status,Status date,Recovered',
      'A1,ACME HEALTH,,Written off,4/10/2026,',
      'A2,ACME HEALTH,,recovered,2026-04-14,$80.00',
      // A day before the receipt counts as the receipt.
      'A3,ACME HEALTH,,In-Progress,2026-03-01,',
      'A4,ACME HEALTH,50,appealed,2026-04-15,0',
    ].join('\n')
    const { body } = await send(endpoint, 'states.csv', csv)
    expect(body, body.detail).toMatchObject({ status: 'imported', updated: 3, added: 1 })
    const rows = await everyDenial(endpoint)
    expect(rows.map((row) => [row.claimRef, row.state, row.stateSince, row.resolvedAt, row.recoveredCents])).toEqual([
      ['A1', 'written_off', midnight(2026, 4, 10), midnight(2026, 4, 10), null],
      ['A2', 'recovered', midnight(2026, 4, 14), midnight(2026, 4, 14), 8_000],
      ['A3', 'in_progress', midnight(2026, 4, 1), null, null],
      ['A4', 'appealed', midnight(2026, 4, 15), null, 0],
    ])
    expect(rows[3]).toMatchObject({ firstAppealedAt: midnight(2026, 4, 15) })
    const next = await send(endpoint, 'next.csv', `${csv}\nA1,ACME HEALTH,,reopened,2026-04-12,\n`)
    expect(next.body).toMatchObject({ claims: 5, updated: 1, known: 3 })
    const again = (await everyDenial(endpoint))[0]
    expect(again).toMatchObject({ state: 'reopened', resolvedAt: null, reopened: 1 })
  })

  test('a status names the level of an appeal, and a list that is behind takes none back', async () => {
    await send(endpoint, 'a.835', make835([{ date: '20260401', claims: [denied('A1'), denied('A2')] }]))
    const list = (status: string, day: string) =>
      ['Claim,Payer,Status,Status date', `A1,ACME HEALTH,${status},${day}`, `A2,ACME HEALTH,Appealed,${day}`].join('\n')
    const levels = async (status: string, day: string) => {
      expect((await send(endpoint, 'list.csv', list(status, day))).body).toMatchObject({ status: 'imported' })
      return (await everyDenial(endpoint)).map(({ state, appealLevel }) => [state, appealLevel])
    }
    const second = ['appealed', '2']
    const first = ['appealed', '1']
    expect(await levels('1st level appeal', '4/3/2026')).toEqual([first, first])
    expect(await levels('2nd level appeal', '4/8/2026')).toEqual([second, first])
    expect(await levels('1st level appeal', '4/14/2026')).toEqual([second, first])
    // Nor after the decision on it: what is appealed again is the next level.
    expect((await levels('Appeal lost', '4/14/2026'))[0]).toEqual(['upheld', '2'])
    expect((await levels('1st Level Appeal', '4/14/2026'))[0]).toEqual(['appealed', 'external'])
  })

  test('an assignment starts on the row’s day, but not before the previous one', async () => {
    await send(endpoint, 'a.835', make835([{ date: '20260401', claims: [denied('A1')] }]))
    const ownersOf = async (csv: string) => {
      await send(endpoint, 'o.csv', csv)
      const events = (await detail(endpoint, '1')).body.events.filter(({ kind }) => kind === 'owner')
      return events.map(({ at, to }) => [at, to])
    }
    const row = (owner: string, day: string) => `claim,payer,owner,assigned on\nA1,ACME HEALTH,${owner},${day}\n`
    await ownersOf(row('Ana', '2026-03-01'))
    await ownersOf(row('Ben', '2026-04-10'))
    await ownersOf(row('Cleo', '2026-04-09'))
    expect(await ownersOf(row('Dan', ''))).toEqual([
      [midnight(2026, 4, 1), 'Ana'],
      [midnight(2026, 4, 10), 'Ben'],
      [midnight(2026, 4, 10), 'Cleo'],
      [NOW, 'Dan'],
    ])
    expect((await everyDenial(endpoint))[0]).toMatchObject({ owner: 'Dan', reassigned: 3 })
    const bad = await send(endpoint, 'o.csv', 'claim,payer,owner,owner on\nA1,A,,2026-04-01\nA1,A,Ana,2026-05-01\n')
    expect(bad.body.errors).toEqual([
      { pointer: '/2/owner on', detail: 'the row has no owner' },
      { pointer: '/3/owner on', detail: 'after today' },
    ])
  })

  test('invalid transitions, future days and excessive amounts are row errors', async () => {
    await send(endpoint, 'a.835', make835([{ claims: [denied('A1')] }]))
    const csv = [
      'claim,payer,amount,received,state,state_on,recovered',
      'A1,ACME HEALTH,,,reopened,,',
      'A1,ACME HEALTH,,,upheld,2026-04-16,',
      'A1,ACME HEALTH,,2026-04-16,,,',
      'A1,ACME HEALTH,,,,,100.01',
      'A1,ACME HEALTH,,,,2026-04-01,',
    ].join('\n')
    const { status, body } = await send(endpoint, 'bad.csv', csv)
    expect([status, body.code]).toEqual([422, 'refused'])
    expect(body.errors).toEqual([
      {
        pointer: '/2/state',
        detail: expect.stringContaining('from new a denial can go to in_progress, corrected_claim_sent'),
      },
      { pointer: '/3/state_on', detail: 'after today' },
      { pointer: '/4/received', detail: 'after today' },
      { pointer: '/5/recovered', detail: 'more than the denied amount' },
      { pointer: '/6/state_on', detail: 'the row has no status' },
    ])
    const unread = await send(endpoint, 'odd.csv', 'claim,payer,state\nA1,ACME HEALTH,lost\n')
    expect(unread.body.detail).toContain('row 2, line 2, column state: not a status: new, in_progress')
    expect((await everyDenial(endpoint))[0]).toMatchObject({ state: 'new', recoveredCents: null })
  })
})
