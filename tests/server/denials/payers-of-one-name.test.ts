import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ImportRow } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadePayment } from '../x835/make835.ts'
import { denied, everyDenial, forgetDenials, paid, send } from './support.ts'

const NOW = Date.UTC(2026, 3, 15, 15)

describe.each(storesOfPlainSql)('names of payers on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => NOW })))
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const remittances = new Map<string, string>()
  const remit = async (payment: MadePayment) => {
    const name = `${(files += 1)}.835`
    const text = make835([{ date: '20260401', traceNumber: `T${files}`, ...payment }], { firstControlNumber: files })
    remittances.set(name, text)
    await remitAgain(name)
    return name
  }
  const remitAgain = async (name: string) =>
    expect((await send(endpoint, name, remittances.get(name) ?? '')).body).toMatchObject({ status: 'imported' })
  const takeBack = async (file: string) => {
    const { rows } = (await ask<Page<ImportRow>>(endpoint, '/v1/imports')).body
    const id = rows.find(({ name }) => name === file)?.id
    expect((await ask(endpoint, `/v1/imports/${id}`, { method: 'DELETE' })).status).toBe(200)
  }
  const list = async (rows: string) =>
    expect(
      (await send(endpoint, `${(files += 1)}.csv`, `Claim,Payer,Denied Amount,Owner\n${rows}`)).body,
    ).toMatchObject({
      status: 'imported',
    })
  const shown = async () => (await everyDenial(endpoint)).map(({ payer, claimRef, state }) => [payer, claimRef, state])
  const payersOfClaims = async () =>
    (await everyDenial(endpoint)).map(({ payer, claimRef }) => `${claimRef}: ${payer}`).toSorted()
  const alias = (...aliases: readonly { payer: string; names: string[] }[]) =>
    ask<{ code?: string; errors?: { pointer: string }[] }>(endpoint, '/v1/settings/payers', {
      method: 'PUT',
      json: { aliases },
    })
  const first = { payer: 'AETNA', planId: '60054', payerId: null }
  const second = { payer: 'AETNA', planId: '60055', payerId: null }

  test('rows of a list that name neither of two payers name one payer', async () => {
    await remit({ ...first, claims: [denied('P1')] })
    await remit({ ...second, claims: [denied('P2')] })
    await list('L1,Aetna,5.00\nL2,Aetna,5.00\n')
    await list('L3,"Aetna, Inc.",5.00\n')
    const listed = (await shown()).filter(([, claimRef]) => claimRef?.startsWith('L'))
    expect(new Set(listed.map(([payer]) => payer)).size).toBe(1)
    expect(listed[0]?.[0]).not.toMatch(/\(\s*\)/)
  })

  test('taking back the second of two payers of one name leaves the payer of rows that came before', async () => {
    await list('L1,Aetna,5.00\n')
    await remit({ ...first, claims: [denied('P1')] })
    const name = await remit({ ...second, claims: [denied('L1'), denied('P2')] })
    await takeBack(name)
    expect(await payersOfClaims()).toEqual(['L1: AETNA', 'P1: AETNA'])
  })

  test('rows follow the alias that joins their payer to another', async () => {
    await list('L1,Big Plan of the West,5.00\n')
    const name = await remit({ payer: 'BIG PLAN', claims: [denied('P1')] })
    await alias({ payer: 'BIG PLAN', names: ['Big Plan of the West'] })
    await takeBack(name)
    expect(await shown()).toEqual([['BIG PLAN', 'L1', 'new']])
  })

  test('a row that was joined by its claim number is so again after its remittance was away for a while', async () => {
    const name = await remit({ payer: 'ACME PPO', claims: [denied('A1')] })
    await list('A1,ACME HEALTH,40.00\n')
    await remit({ payer: 'ACME HEALTH', claims: [denied('B1')] })
    const before = await payersOfClaims()
    expect(before).toEqual(['A1: ACME PPO', 'B1: ACME HEALTH'])
    await takeBack(name)
    expect(await payersOfClaims()).toEqual(['A1: ACME HEALTH', 'B1: ACME HEALTH'])
    await remitAgain(name)
    expect(await payersOfClaims()).toEqual(before)
  })

  test('a row that another payer’s claim had while its remittance was away goes back to it', async () => {
    const owners = async () => (await everyDenial(endpoint)).map(({ payer, owner }) => `${payer}: ${owner}`).toSorted()
    const name = await remit({ payer: 'ACME HEALTH', claims: [denied('A1')] })
    await list('A1,Acme,,Ana\n')
    const other = await remit({ ...first, claims: [denied('A1')] })
    expect(await owners()).toEqual(['ACME HEALTH: Ana', 'AETNA: null'])
    await takeBack(other)
    await takeBack(name)
    await remitAgain(other)
    expect(await owners()).toEqual(['AETNA: Ana'])
    await remitAgain(name)
    expect(await owners()).toEqual(['ACME HEALTH: Ana', 'AETNA: null'])
  })

  test('an alias before the first remittance keeps the name that it gives', async () => {
    await alias({ payer: 'Big Plan', names: ['A PLAN'] })
    await remit({ payer: 'A PLAN', claims: [denied('C1')] })
    expect(await shown()).toEqual([['Big Plan', 'C1', 'new']])
  })

  test('an alias joins ids also where it is there before them', async () => {
    await alias({ payer: 'Big Plan', names: ['A PLAN', 'B PLAN'] })
    await remit({ payer: 'A PLAN', claims: [denied('C1')] })
    await remit({ payer: 'B PLAN', date: '20260403', claims: [paid('C1')] })
    expect(await shown()).toEqual([['Big Plan', 'C1', 'recovered']])
  })

  test('the same as before, afterwards', async () => {
    await remit({ payer: 'A PLAN', claims: [denied('C1')] })
    await remit({ payer: 'B PLAN', date: '20260403', claims: [paid('C1')] })
    await alias({ payer: 'Big Plan', names: ['A PLAN', 'B PLAN'] })
    expect(await shown()).toEqual([['Big Plan', 'C1', 'recovered']])
  })

  test('one name that two aliases claim does not join the two', async () => {
    await remit({ payer: 'A PLAN', claims: [denied('C1')] })
    await remit({ payer: 'B PLAN', claims: [denied('C2')] })
    const refused = await alias(
      { payer: 'A PLAN', names: ['X PLAN', 'X Plan LLC'] },
      { payer: 'B PLAN', names: ['B HMO', 'x plan, inc.'] },
    )
    expect(refused).toMatchObject({ status: 422, body: { code: 'bad_settings' } })
    expect(refused.body.errors?.map(({ pointer }) => pointer)).toEqual(['/aliases/1/names/1'])
    expect(new Set((await shown()).map(([payer]) => payer))).toEqual(new Set(['A PLAN', 'B PLAN']))
  })

  test('names that mean nothing as names are compared are no aliases', async () => {
    const { status, body } = await alias(
      { payer: '...', names: ['A PLAN'] },
      { payer: 'B PLAN', names: ['B HMO', '- / -'] },
    )
    expect(status).toBe(422)
    expect(body.errors?.map(({ pointer }) => pointer)).toEqual(['/aliases/0/payer', '/aliases/1/names/1'])
    const { body: kept } = await ask<{ body: { aliases: unknown[] } }>(endpoint, '/v1/settings/payers')
    expect(JSON.stringify(kept.body)).not.toContain('...')
  })

  test('the parts of a claim in another order say the same again', async () => {
    const part = (carc: string, charge: number) => ({
      ...{ claimRef: 'A1', payerClaimRef: 'P1' },
      lines: [{ charge, paid: 0, adjustments: [['CO', carc, charge] as const] }],
    })
    await remit({ claims: [part('197', 20_000), part('16', 24_000)] })
    await remit({ date: '20260403', claims: [part('16', 24_000), part('197', 20_000)] })
    expect(await shown()).toEqual([['ACME HEALTH', 'A1', 'new']])
  })

  test('the codes of a line in another order say the same again', async () => {
    const lined = (...adjustments: readonly (readonly ['CO' | 'PR', string, number])[]) => ({
      ...{ claimRef: 'A1', payerClaimRef: 'P1' },
      lines: [{ charge: 44_000, paid: 0, adjustments }],
    })
    await remit({ claims: [lined(['CO', '197', 20_000], ['CO', '16', 24_000])] })
    await remit({ date: '20260403', claims: [lined(['CO', '16', 24_000], ['CO', '197', 20_000])] })
    expect(await shown()).toEqual([['ACME HEALTH', 'A1', 'new']])
    // Another amount is another answer.
    await remit({ date: '20260404', claims: [lined(['CO', '16', 20_000], ['CO', '197', 24_000])] })
    expect(await shown()).toEqual([['ACME HEALTH', 'A1', 'reopened']])
  })
})
