import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { TakenBackImport } from '../../../src/shared/contract/denials.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, runsOn, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'
import { allOnFile, remittanceOf, severalPayers, worklistOf, type File } from './few-claims.ts'
import { denied, everyDenial, forgetDenials, paid, send, setZone } from './support.ts'

const START = Date.UTC(2026, 3, 15, 15)
let now = START

/** Files in their order, and which remittances among them are taken back and imported again. */
const filesWithSomeAgain = fc
  .array(fc.oneof(remittanceOf(severalPayers), worklistOf(severalPayers, ['', '', '20.00', '40.00'])), {
    minLength: 2,
    maxLength: 5,
  })
  .map((made) => made.map((make, index) => make(index)))
  .chain((files) => {
    const remittances = files.flatMap(({ name }, index) => (name.endsWith('.835') ? [index] : []))
    return fc.tuple(fc.constant(files), fc.shuffledSubarray(remittances), fc.shuffledSubarray(remittances))
  })

describe.each(storesOfPlainSql)('a remittance that is imported again on the %s store', (store) => {
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
    const { body } = await send(endpoint, name, text, { query: { leaveOutFaultyRows: '1' } })
    return body
  }
  const takeBack = async (id: string | number) => {
    const { status, body } = await ask<TakenBackImport>(endpoint, `/v1/imports/${id}`, { method: 'DELETE' })
    expect(status).toBe(200)
    return body
  }
  /**
   * What is on file. Of several files that state the same, the first import is named, so names of files are left out. What an entry of the log says came before it is left out: that
   * is what stood when the row was posted, which comes later here.
   */
  const known = async () => {
    const { claims: _claims, denials, ...all } = await allOnFile(endpoint)
    const stated = denials.map((denial) =>
      JSON.stringify(denial, (key, value: unknown) => (key === 'from' || key === 'sourceFile' ? null : value)),
    )
    return { ...all, denials: stated.sort().map((text) => JSON.parse(text) as unknown) }
  }

  test('is as if it had never been taken back', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filesWithSomeAgain, async ([files, takenBack, again]) => {
        await forgetDenials(endpoint)
        const numbers = new Map<string, number>()
        let last = 0
        for (const file of files) if ((await bring(file)).status === 'imported') numbers.set(file.name, (last += 1))
        const before = await known()
        for (const index of takenBack) await takeBack(numbers.get(`${index}.835`) ?? 0)
        for (const index of again.filter((each) => takenBack.includes(each))) await bring(files[index] as File)
        for (const index of takenBack.filter((each) => !again.includes(each))) await bring(files[index] as File)
        expect(await known()).toEqual(before)
      }),
      { numRuns: runsOn(store, 60, 300) },
    )
  })

  const remit = (name: string, date: string, ...claims: Parameters<typeof make835>[0][number]['claims'][number][]) =>
    bring({ name, text: make835([{ date, claims }], { firstControlNumber: Number(/\d+/.exec(name)?.[0] ?? 1) }) })
  const list = (name: string, rows: string) => bring({ name, text: `Claim,Payer,Denied amount,Owner,Status\n${rows}` })
  const shown = async () =>
    (await everyDenial(endpoint)).map(({ claimRef, owner, queue, state }) => ({ claimRef, owner, queue, state }))

  test('gets back what later worklists said of its denials, in their order', async () => {
    await remit('1.835', '20260401', denied('A1'), denied('A2'))
    await list('2.csv', 'A1,ACME HEALTH,,Ana,appealed\nA2,ACME HEALTH,,Ana,\n')
    await list('3.csv', 'A1,ACME HEALTH,,Ben,\n')
    const before = await shown()
    expect(before).toMatchObject([
      { claimRef: 'A1', owner: 'Ben', state: 'appealed' },
      { claimRef: 'A2', owner: 'Ana', state: 'new' },
    ])
    expect(await takeBack(1)).toMatchObject({ removed: 2, laterRowsLeftOut: 3 })
    expect(await list('2.csv', 'A1,ACME HEALTH,,Ana,appealed\nA2,ACME HEALTH,,Ana,\n')).toMatchObject({
      status: 'duplicate',
    })
    await remit('1.835', '20260401', denied('A1'), denied('A2'))
    expect(await shown()).toEqual(before)
  })

  test('gives its denials to what waits for them also when another file states them', async () => {
    await remit('1.835', '20260401', denied('A1'), denied('A2'))
    await list('2.csv', 'A1,ACME HEALTH,,Ana,appealed\nA2,ACME HEALTH,,Ana,\n')
    await list('3.csv', 'A1,ACME HEALTH,100.00,Ben,\n')
    await takeBack(1)
    await remit('4.835', '20260402', paid('A2'))
    expect(await shown()).toMatchObject([{ claimRef: 'A1', owner: 'Ben', state: 'new' }])
    await remit('5.835', '20260401', denied('A1', { payerClaimRef: 'P9' }))
    expect(await shown()).toMatchObject([{ claimRef: 'A1', owner: 'Ben', state: 'appealed' }])
    await remit('6.835', '20260401', denied('A2'))
    expect(await shown()).toMatchObject([
      { claimRef: 'A1', owner: 'Ben', state: 'appealed' },
      { claimRef: 'A2', owner: 'Ana', state: 'recovered' },
    ])
  })

  test('leaves what people said in between where they said it', async () => {
    await remit('1.835', '20260401', denied('A1'))
    await list('2.csv', 'A1,ACME HEALTH,100.00,Ana,\n')
    await takeBack(1)
    const [denial] = await everyDenial(endpoint)
    now += 1000
    const json = { owner: 'Cleo', state: 'appealed' }
    expect((await ask(endpoint, `/v1/denials/${denial?.id}`, { method: 'PATCH', json })).status).toBe(200)
    now += 1000
    await remit('1.835', '20260401', denied('A1'))
    expect(await everyDenial(endpoint)).toMatchObject([{ id: denial?.id, owner: 'Cleo', state: 'appealed' }])
  })
})
