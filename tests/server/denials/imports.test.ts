import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportJob, ImportPreview, ImportRow, SavedMapping } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, segmentTexts, type MadeClaim } from '../x835/make835.ts'
import { countRows, denied, everyDenial, forgetDenials, paid, reversal, send, setZone } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)

describe.each(storesOfPlainSql)('imports on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => NOW })
    await setZone(endpoint, 'UTC')
  })
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  const preview = async (name: string, file: string, map?: object) => {
    const options = { query: { preview: '1' }, ...(map && { map }) }
    const { status, body } = await send<ImportPreview>(endpoint, name, file, options)
    expect(status).toBe(200)
    return body
  }
  const everything = () => countRows(endpoint, ['imports', 'denials', 'denial_events', 'denial_payments', 'claims'])

  test('a preview of a worklist shows its columns and result, and changes nothing', async () => {
    await send(endpoint, 'a.835', make835([{ claims: [denied('A1'), denied('A2')] }]))
    const before = [await everything(), await everyDenial(endpoint)]
    const csv = [
      'Claim #,Plan,Short,Assigned to,Remark,Status,Status date',
      'A1,ACME HEALTH,,Ana,x,appealed,4/1/2026',
      'A2,ACME HEALTH,,,y,,',
      ...Array.from({ length: 30 }, (_, index) => `N${index},Aetna,10.00,,,,`),
    ].join('\n')
    const map = { payer: 'Plan', amount: 'Short' }
    const shown = await preview('list.csv', csv, map)
    expect(shown).toMatchObject({
      ...{ name: 'list.csv', format: 'worklist', status: 'imported', error: null, rowErrors: [] },
      ...{ claims: 32, added: 30, updated: 1, known: 1, deniedCents: 30_000 },
      unusedHeaders: ['Remark'],
      columns: [
        { field: 'claim', header: 'Claim #' },
        { field: 'payer', header: 'Plan' },
        { field: 'amount', header: 'Short' },
        { field: 'owner', header: 'Assigned to' },
        { field: 'state', header: 'Status' },
        { field: 'state_on', header: 'Status date' },
      ],
    })
    expect(shown.rows).toHaveLength(20)
    expect(shown.rows.slice(0, 3)).toEqual([
      {
        row: 2,
        line: 2,
        values: { claim: 'A1', payer: 'ACME HEALTH', owner: 'Ana', state: 'appealed', state_on: '2026-04-01' },
      },
      { row: 3, line: 3, values: { claim: 'A2', payer: 'ACME HEALTH' } },
      { row: 4, line: 4, values: { claim: 'N0', payer: 'Aetna', amount: 1_000, billed: 1_000, paid: 0 } },
    ])
    expect([await everything(), await everyDenial(endpoint)]).toEqual(before)
    // A preview is not stored as an import.
    const imported = await send(endpoint, 'list.csv', csv, { map })
    expect(imported.body).toMatchObject({ status: 'imported', added: 30, updated: 1 })
    expect(await preview('list.csv', csv, map)).toMatchObject({ status: 'duplicate', added: 0 })
  })

  test('a preview shows the row errors of a worklist with the valid rows', async () => {
    const shown = await preview('bad.csv', 'claim,payer,amount\nA1,Aetna,much\nA2,Aetna,5\n,Aetna,6\n')
    expect(shown).toMatchObject({ status: 'refused', claims: 0, added: 0, rows: [{ row: 3, values: { amount: 500 } }] })
    expect(shown.error).toContain('row 2, line 2, column amount: not an amount')
    expect(shown.rowErrors).toEqual([
      { row: 2, line: 2, column: 'amount', detail: 'not an amount such as 1234.50' },
      { row: 4, line: 4, column: 'claim', detail: 'missing' },
    ])
    const headless = await preview('bad.csv', 'name,date\nx,y\n')
    expect(headless).toMatchObject({ columns: [], unusedHeaders: ['name', 'date'], rows: [] })
    expect(headless.rowErrors).toMatchObject([{ row: 1, column: null, detail: 'columns missing: claim, payer' }])
    expect(await everything()).toEqual([0, 0, 0, 0, 0])
  })

  test('a preview of a remittance shows counts and warnings', async () => {
    const file = make835([{ paid: 1, claims: [denied('A1'), paid('A2'), reversal('A3')] }])
    const shown = await preview('a.835', file)
    expect(shown).toMatchObject({
      ...{ format: '835', status: 'imported', claims: 3, full: 1, reversals: 1, added: 1, unmatchedReversals: 1 },
      ...{ columns: [], rows: [], rowErrors: [] },
    })
    expect(shown.warnings.map(({ kind }) => kind).sort()).toEqual(['payment_imbalance', 'unmatched_reversal'])
    expect(await preview('cut.835', file.slice(0, -30))).toMatchObject({
      status: 'refused',
      error: expect.stringMatching(/segment \d+, line \d+/),
    })
    expect(await everything()).toEqual([0, 0, 0, 0, 0])
  })

  test('a mapping is saved under a name and used by it', async () => {
    const path = '/v1/worklist-mappings/Our%20export'
    const mapping = { claim: 'Acct', payer: 'Plan', amount: 'Short' }
    const put = await ask<SavedMapping>(endpoint, path, { method: 'PUT', json: mapping })
    expect(put).toMatchObject({ status: 200, body: { name: 'Our export', mapping, changedAt: NOW } })
    const csv = 'Acct,Plan,Short,Lack\nA1,Aetna,5.00,7.00\n'
    const use = (name: string, query = {}) => send(endpoint, 'w.csv', csv, { query: { mapping: name, ...query } })
    expect((await use('Our export')).body).toMatchObject({ status: 'imported', added: 1, deniedCents: 500 })
    await ask(endpoint, path, { method: 'PUT', json: { ...mapping, amount: 'Lack' } })
    expect((await ask<SavedMapping>(endpoint, path)).body.mapping.amount).toBe('Lack')
    expect((await ask<{ rows: SavedMapping[] }>(endpoint, '/v1/worklist-mappings')).body.rows).toHaveLength(1)
    expect(await use('none')).toMatchObject({ status: 404, body: { code: 'unknown_mapping' } })
    expect(await use('Our export', { map: '{}' })).toMatchObject({ status: 400, body: { code: 'bad_parameter' } })
    expect(await ask(endpoint, path, { method: 'PUT', json: { color: 'x' } })).toMatchObject({ status: 400 })
    expect((await ask(endpoint, path, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(endpoint, path, { method: 'DELETE' })).status).toBe(404)
    expect((await ask(endpoint, path)).status).toBe(404)
  })

  test('imports are listed, newest first', async () => {
    await send(endpoint, 'a.835', make835([{ claims: [denied('A1'), paid('A2')] }]))
    await send(endpoint, 'b.csv', 'claim,payer,amount\nB1,Aetna,5\nB2,Aetna,6\n')
    const first = (await ask<Page<ImportRow>>(endpoint, '/v1/imports?limit=1')).body
    expect(first.rows).toMatchObject([{ name: 'b.csv', format: 'worklist', importedAt: NOW, added: 2, claims: 2 }])
    const rest = (await ask<Page<ImportRow>>(endpoint, `/v1/imports?cursor=${first.nextCursor}`)).body
    expect(rest).toMatchObject({
      rows: [{ name: 'a.835', format: '835', full: 1, deniedCents: 10_000 }],
      nextCursor: null,
    })
  })

  test('an import of 100,000 claims shows its progress, and canceled from elsewhere it leaves nothing behind', async () => {
    const claims = Array.from({ length: 100_000 }, (_, index): MadeClaim =>
      index % 7 === 0 ? denied(`A${index}`) : paid(`A${index}`),
    )
    const file = [...segmentTexts([[[{ claims }]]])].join('')
    const sent = send(endpoint, 'large.835', file, { gzip: true, query: { job: 'large' } })
    const job = () => ask<ImportJob>(endpoint, '/v1/import-jobs/large')
    const risen: ImportJob[] = []
    // It rises twice, or it ends and the expectations below fail.
    for (;;) {
      const { status, body } = await job()
      if (status === 404) continue
      if (body.state !== 'receiving' && body.state !== 'importing') break
      if (body.claims > (risen.at(-1)?.claims ?? 0)) risen.push(body)
      if (risen.length === 3) break
    }
    const [one, two, three] = risen
    expect(one).toMatchObject({ id: 'large', name: 'large.835', state: 'importing', totalBytes: file.length })
    expect([one?.claims, two?.claims, three?.claims].every((count) => (count ?? 0) > 0)).toBe(true)
    expect(three?.bytes).toBeGreaterThan(one?.bytes ?? 0)
    expect(three?.bytes).toBeLessThanOrEqual(file.length)
    const cancelled = await ask<ImportJob>(endpoint, '/v1/import-jobs/large', { method: 'DELETE' })
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } })
    expect(await everything()).toEqual([0, 0, 0, 0, 0])
    expect(await sent).toMatchObject({ status: 400, body: { code: 'cancelled' } })
    expect((await job()).body.state).toBe('cancelled')
    // A finished one stays as it is.
    const small = make835([{ claims: [denied('A1')] }])
    await send(endpoint, 'small.835', small, { query: { job: 'small' } })
    const after = await ask<ImportJob>(endpoint, '/v1/import-jobs/small', { method: 'DELETE' })
    expect(after.body).toMatchObject({ state: 'done', claims: 1, bytes: small.length, totalBytes: small.length })
    expect((await ask(endpoint, '/v1/import-jobs/none')).body).toMatchObject({ code: 'unknown_job' })
  })

  test('an import can be canceled while its file is being received', async () => {
    const sending = request(`${endpoint.url}/v1/denials/import?name=slow.835&job=slow`, {
      method: 'POST',
      headers: { authorization: `Bearer ${endpoint.adminToken}`, 'content-type': 'application/edi-x12' },
    })
    const answered = new Promise<number | undefined>((resolve, reject) => {
      sending.once('response', (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      sending.once('error', reject)
    })
    sending.write('ISA*00*')
    for (;;) {
      const { status, body } = await ask<ImportJob>(endpoint, '/v1/import-jobs/slow')
      if (status === 200 && body.bytes === 7) break
    }
    const cancelled = await ask<ImportJob>(endpoint, '/v1/import-jobs/slow', { method: 'DELETE' })
    expect(cancelled.body).toMatchObject({ state: 'cancelled', bytes: 7, totalBytes: null })
    expect(await answered).toBe(400)
    sending.destroy()
    expect(await everything()).toEqual([0, 0, 0, 0, 0])
  })
})
