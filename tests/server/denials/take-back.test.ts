import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportRow, TakenBackImport } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, runsOn, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { allOnFile, onePayer, remittanceOf, worklistOf, type File } from './few-claims.ts'
import {
  countRows,
  denied,
  detail,
  everyDenial,
  forgetDenials,
  paid,
  reversal,
  send,
  setZone,
  statesOf,
} from './support.ts'

const START = Date.UTC(2026, 3, 15, 15)
let now = START

const filesWithOneTakenBack = fc
  .array(fc.oneof(remittanceOf(onePayer), worklistOf(onePayer, ['10.00', '20.00', '40.00'])), {
    minLength: 2,
    maxLength: 5,
  })
  .map((made) => made.map((make, index) => make(index)))
  .chain((files) => fc.tuple(fc.constant(files), fc.nat({ max: files.length - 1 })))

describe.each(storesOfPlainSql)('taking an import back on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await setZone(endpoint, 'UTC')
  })
  afterEach(async () => {
    now = START
    await forgetDenials(endpoint)
  })
  afterAll(() => endpoint.close())

  const bring = async ({ name, text }: File) => {
    const { body } = await send(endpoint, name, text)
    expect(body, body.detail).toMatchObject({ status: 'imported' })
  }
  const takeBack = (id: string | number, query = '') =>
    ask<TakenBackImport & { code?: string }>(endpoint, `/v1/imports/${id}${query}`, { method: 'DELETE' })

  const known = () => allOnFile(endpoint)

  test('leaves what the other files say by themselves', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filesWithOneTakenBack, async ([files, index]) => {
        await forgetDenials(endpoint)
        for (const [at, file] of files.entries()) if (at !== index) await bring(file)
        const without = await known()
        await forgetDenials(endpoint)
        for (const file of files) await bring(file)
        expect(await takeBack(index + 1)).toMatchObject({ status: 200 })
        expect(await known()).toEqual(without)
      }),
      { numRuns: runsOn(store, 60, 300) },
    )
  })

  test('an import that is the only one leaves nothing but its line in the history', async () => {
    const file = make835([{ claims: [denied('A1'), denied('0'), paid('A2')] }])
    await bring({ name: 'a.835', text: file })
    await bring({ name: 'b.csv', text: 'Claim,Payer,Amount\nB1,Aetna,5\n' })
    const tables = ['denials', 'denial_events', 'denial_payments', 'claims', 'claim_answers', 'remittance_claims']
    now += 1000
    expect((await takeBack(1, '?preview=1')).body).toEqual({
      ...{ removed: 2, removedWorked: 0, changed: 0, laterRowsLeftOut: 0 },
    })
    expect(await everyDenial(endpoint)).toHaveLength(3)
    expect((await takeBack(1)).body).toMatchObject({ removed: 2 })
    expect((await takeBack(2)).body).toMatchObject({ removed: 1 })
    expect(await countRows(endpoint, [...tables, 'worklist_claims'])).toEqual([0, 0, 0, 0, 0, 0, 0])
    const history = await ask<Page<ImportRow>>(endpoint, '/v1/imports')
    expect(history.body.rows).toMatchObject([
      { id: '2', name: 'b.csv', takenBackAt: now, takenBackBy: 'admin token', added: 1 },
      { id: '1', name: 'a.835', takenBackAt: now },
    ])
    expect(await takeBack(1)).toMatchObject({ status: 409, body: { code: 'already_taken_back' } })
    for (const id of ['7', '0', 'x'])
      expect(await takeBack(id)).toMatchObject({ status: 404, body: { code: 'unknown_import' } })
    // The file is no duplicate now.
    await bring({ name: 'a.835', text: file })
    expect(await everyDenial(endpoint)).toHaveLength(2)
  })

  test('what people changed stays with a denial that stays, and goes with one that goes', async () => {
    await bring({ name: 'a.835', text: make835([{ date: '20260401', claims: [denied('A1'), denied('A2')] }]) })
    now += 1000
    await bring({ name: 'b.csv', text: 'Claim,Payer,Amount,Owner\nA1,ACME HEALTH,,Ana\nB1,Aetna,5,Ana\n' })
    now += 1000
    const [first, , added] = await everyDenial(endpoint)
    for (const id of [first?.id, added?.id]) {
      const json = { owner: 'Cleo', state: 'appealed' }
      expect((await ask(endpoint, `/v1/denials/${id}`, { method: 'PATCH', json })).status).toBe(200)
    }
    now += 1000
    expect((await takeBack(2, '?preview=1')).body).toMatchObject({ removed: 1, removedWorked: 1, changed: 1 })
    await takeBack(2)
    const rows = await everyDenial(endpoint)
    expect(rows.map(({ id, claimRef, owner, state }) => [id, claimRef, owner, state])).toEqual([
      [first?.id, 'A1', 'Cleo', 'appealed'],
      ['2', 'A2', null, 'new'],
    ])
    const { events } = (await detail(endpoint, first?.id ?? '')).body
    expect(events.map(({ kind, from, to, by, recordedAt }) => [kind, from, to, by, recordedAt])).toEqual([
      ['received', null, 'new', 'admin token', START],
      ['appealed', 'new', 'appealed', 'admin token', START + 2000],
      ['owner', null, 'Cleo', 'admin token', START + 2000],
    ])
  })

  test('a file that came later is judged again', async () => {
    await bring({
      name: 'a.835',
      text: make835([{ date: '20260401', claims: [denied('A1', { payerClaimRef: 'P1' })] }]),
    })
    await bring({
      name: 'b.835',
      text: make835([{ date: '20260402', claims: [reversal('A1', { payerClaimRef: 'P9' })] }]),
    })
    await bring({ name: 'c.csv', text: 'Claim,Payer,Amount\nA1,ACME HEALTH,60\nA1,ACME HEALTH,40\n' })
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 reversed', ' new'])
    await takeBack(2)
    expect(await statesOf(endpoint, 'A1')).toEqual(['P1 new'])
    // The worklist's own rows state it when the remittance goes too.
    await takeBack(1)
    expect(await everyDenial(endpoint)).toMatchObject([{ deniedCents: 10_000, sourceFile: 'c.csv', state: 'new' }])
  })

  test('a row that says nothing without the import is counted', async () => {
    await bring({ name: 'a.835', text: make835([{ claims: [denied('0012345678')] }]) })
    await bring({ name: 'b.csv', text: 'Claim,Payer,Owner\n12345678,ACME HEALTH,Ana\n' })
    expect((await takeBack(1)).body).toMatchObject({ removed: 1, laterRowsLeftOut: 1 })
    expect(await everyDenial(endpoint)).toEqual([])
  })
})
