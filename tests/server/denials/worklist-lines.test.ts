import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportPreview, ImportRow } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { workbook } from './list-files.ts'
import { countRows, denied, detail, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)

describe.each(storesOfPlainSql)('rows and lines of worklists on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const leaveOut = { query: { leaveOutFaultyRows: '1' } }

  test('rows of one claim become one denial, also far apart in the file', async () => {
    const others = Array.from({ length: 1_500 }, (_, index) => `X${index},Cigna,1.00,`)
    const csv = ['Claim,Payer,Denied Amount,CARC', 'LN1,Cigna,74.50,CO-16', ...others, 'LN1,Cigna,125.50,CO-197', '']
    const { body } = await send(endpoint, 'm7.csv', csv.join('\n'))
    expect(body).toMatchObject({ status: 'imported', claims: 1_502, full: 1_501, added: 1_501, deniedCents: 170_000 })
    expect(await everyDenial(endpoint, 'claimRef=LN1')).toMatchObject([
      { deniedCents: 20_000, billedCents: 20_000, carcs: ['197', '16'], category: 'authorization', group: 'CO' },
    ])
  })

  test('a later worklist replaces what an earlier one summed', async () => {
    const list = (...rows: string[]) => ['Claim,Payer,Denied Amount,CARC,Recovered', ...rows, ''].join('\n')
    await send(endpoint, 'a.csv', list('C1,Aetna,125.50,CO-197,150', 'C1,Aetna,74.50,CO-16,150', 'C2,Aetna,9,,'))
    expect(await everyDenial(endpoint)).toMatchObject([
      { deniedCents: 20_000, recoveredCents: 15_000, sourceFile: 'a.csv' },
      { deniedCents: 900 },
    ])
    const later = await send(endpoint, 'b.csv', list('C1,Aetna,74.50,CO-16,', 'C2,Aetna,9,,'))
    expect(later.body).toMatchObject({ status: 'imported', added: 0, updated: 1, known: 1 })
    const [first] = await everyDenial(endpoint)
    expect(first).toMatchObject({
      ...{ deniedCents: 7_450, billedCents: 7_450, carcs: ['16'], recoveredCents: 7_450, sourceFile: 'b.csv' },
    })
    expect((await detail(endpoint, first?.id ?? '')).body.events.at(-1)).toMatchObject({
      ...{ kind: 'recovered_amount', from: '15000', to: '7450', sourceFile: 'b.csv' },
    })
    const same = await send(endpoint, 'c.csv', `${list('C1,Aetna,74.50,CO-16,')}\n`)
    expect(same.body).toMatchObject({ added: 0, updated: 0, known: 1 })
  })

  test('what a remittance states stays', async () => {
    await send(endpoint, 'a.835', make835([{ payer: 'Aetna', claims: [denied('C1')] }]))
    const { body } = await send(endpoint, 'a.csv', 'Claim,Payer,Amount,Owner\nC1,Aetna,7,Ana\nC1,Aetna,8,Ana\n')
    expect(body).toMatchObject({ claims: 2, updated: 1, added: 0 })
    expect(await everyDenial(endpoint)).toMatchObject([{ deniedCents: 10_000, owner: 'Ana', sourceFile: 'a.835' }])
  })

  test('rows at fault refuse the file, unless they are left out', async () => {
    await send(endpoint, 'a.835', make835([{ payer: 'Aetna', claims: [denied('C9')] }]))
    const csv = [
      'Claim,Payer,Denied Amount,Follow up,Status',
      'C1,Aetna,5,,',
      '1.23457E+11,Aetna,125.50,,',
      'C2,Aetna,6,1/1/1900,',
      'C3,Aetna,7,,',
      // Of a claim with two rows only the one at fault is left out.
      'C3,Aetna,lots,,',
      'C9,Aetna,,4/20/2026,',
      'C9,Aetna,,,reopened',
      'C8,Aetna,,,',
      '',
    ].join('\n')
    const refused = await send(endpoint, 'a.csv', csv)
    expect([refused.status, refused.body.code]).toEqual([422, 'refused'])
    expect(refused.body.errors).toHaveLength(5)

    const { body: shown } = await send<ImportPreview>(endpoint, 'a.csv', csv, { query: { preview: '1' } })
    expect(shown).toMatchObject({ status: 'refused', claims: 0, leavingOut: { claims: 3, leftOut: 5 } })
    const faults = [
      [3, 'Claim', expect.stringContaining('Excel has shortened this number')],
      [4, 'Follow up', expect.stringContaining('the date is before 2000')],
      [6, 'Denied Amount', 'not an amount such as 1234.50'],
      [8, 'Status', expect.stringContaining('from new a denial can go to in_progress')],
      [9, null, expect.stringContaining('this claim is not on file')],
    ]
    expect(shown.rowErrors.map(({ row, column, detail: why }) => [row, column, why])).toEqual(faults)
    expect(await countRows(endpoint, ['imports', 'denials'])).toEqual([1, 1])

    const { body } = await send(endpoint, 'a.csv', csv, leaveOut)
    expect(body).toMatchObject({ status: 'imported', claims: 3, leftOut: 5, added: 2, updated: 1 })
    expect(body.leftOutRows.map(({ row, column, detail: why }) => [row, column, why])).toEqual(faults)
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ claimRef, deniedCents, state }) => [claimRef, deniedCents, state].join()).sort()).toEqual([
      'C1,500,new',
      'C3,700,new',
      'C9,10000,new',
    ])
    const history = await ask<Page<ImportRow>>(endpoint, '/v1/imports')
    expect(history.body.rows[0]).toMatchObject({ name: 'a.csv', claims: 3, leftOut: 5, leftOutRows: body.leftOutRows })
    // The corrected file is another one, and the same one again changes nothing.
    expect((await send(endpoint, 'a.csv', csv, leaveOut)).body).toMatchObject({ added: 0, updated: 0, known: 3 })
  })

  test('a file with nothing but rows at fault is refused, whatever is left out', async () => {
    const { body } = await send(endpoint, 'a.csv', 'Claim,Payer,Amount\n1E+11,Aetna,5\n', leaveOut)
    expect(body).toMatchObject({ code: 'refused' })
    expect(await countRows(endpoint, ['imports', 'denials'])).toEqual([0, 0])
  })

  test('leading zeros that Excel dropped are found again where one claim has them', async () => {
    const remittance = make835([
      {
        payer: 'AETNA LIFE',
        claims: [denied('0012345678'), denied('007'), denied('0007'), denied('0055'), paid('0066')],
      },
      { payer: 'CIGNA', claims: [denied('0088')] },
    ])
    await send(endpoint, 'own.csv', 'Claim,Payer,Amount\n55,Aetna Life,3\n')
    await send(endpoint, 'm1.835', remittance)
    const before = await everyDenial(endpoint)
    const csv = [
      'Claim,Payer,Denied Amount,Owner',
      '12345678,Aetna Life,500.00,Ana',
      // Two claims are 7 without zeros; 55 is a claim of its own; 88 is another payer's.
      ...['7,Aetna Life,1,Ben', '55,Aetna Life,3,Ben', '88,Aetna Life,4,Ben', '66,Aetna Life,5,Ana'],
      '',
    ].join('\n')
    const { body } = await send(endpoint, 'm3.csv', csv)
    expect(body).toMatchObject({ status: 'imported', claims: 5, added: 3, updated: 2 })
    expect(body.rowNotes).toEqual([
      { row: 2, line: 2, kind: 'leading_zeros', claimRef: '0012345678' },
      { row: 6, line: 6, kind: 'leading_zeros', claimRef: '0066' },
    ])
    const rows = await everyDenial(endpoint)
    expect(rows.find(({ claimRef }) => claimRef === '0012345678')).toMatchObject({ owner: 'Ana', deniedCents: 10_000 })
    const added = rows.filter(({ id }) => !before.some((row) => row.id === id))
    expect(added.map(({ claimRef, owner }) => [claimRef, owner].join()).sort()).toEqual(['0066,Ana', '7,Ben', '88,Ben'])
  })

  test('the kind of a file is told by its content', async () => {
    const csv = 'Claim,Payer,Amount\nC1,Aetna,5\n'
    const type = 'application/octet-stream'
    const as = async (name: string, file: string | Uint8Array) =>
      (await send<ImportPreview>(endpoint, name, file, { type, query: { preview: '1' } })).body
    for (const name of ['list.dat', 'list', 'list.txt', 'list.xls']) {
      expect(await as(name, csv)).toMatchObject({ format: 'worklist', status: 'imported', claims: 1 })
    }
    const book = await workbook([
      ['Claim', 'Payer', 'Amount'],
      ['C1', 'Aetna', 5],
    ])
    for (const name of ['list.xlsx', 'list.dat']) {
      expect(await as(name, book)).toMatchObject({ format: 'worklist', status: 'imported', claims: 1, added: 1 })
    }
    for (const name of ['remit.txt', 'remit.csv', 'remit.dat']) {
      expect(await as(name, make835([{ claims: [denied('A1')] }]))).toMatchObject({ format: '835', full: 1 })
    }
    expect(await as('remit.dat', 'no list')).toMatchObject({ format: '835', status: 'refused' })
  })

  test('a list changes a claim that has two denials of one day', async () => {
    const list = (owner: string) => `Claim,Payer,Amount,Owner\nA1,ACME HEALTH,10,${owner}\n`
    await send(endpoint, 'a.csv', list(''))
    await send(endpoint, 'b.835', make835([{ claims: [reversal('A1', { payerClaimRef: 'P1' })] }]))
    await send(endpoint, 'c.csv', `${list('')}\n`)
    const { body } = await send(endpoint, 'd.csv', list('Ana'))
    expect(body).toMatchObject({ status: 'imported', updated: 1 })
    expect((await everyDenial(endpoint)).map(({ state, owner }) => [state, owner])).toEqual([
      ['reversed', null],
      ['new', 'Ana'],
    ])
  })
})
