import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadePayment } from '../x835/make835.ts'
import { denied, everyDenial, forgetDenials, paid, reversal, send } from './support.ts'

const NOW = Date.UTC(2026, 10, 20, 15)
const PAYER = 'AETNA LIFE INSURANCE COMPANY'

describe.each(storesOfPlainSql)('payers of imports on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => NOW })))
  afterEach(() => forgetDenials(endpoint))
  afterAll(() => endpoint.close())

  let files = 0
  const remit = async (payment: MadePayment) => {
    const { status, body } = await send(endpoint, `${(files += 1)}.835`, make835([{ date: '20261102', ...payment }]))
    expect(status, body.detail).toBe(200)
    return body
  }
  const list = async (payer: string, claim = '0012345678', more = '') => {
    const content = `Claim,Payer,Denied Amount,Owner\n${claim},"${payer}",100.00,D. Okafor${more}\n`
    const { status, body } = await send(endpoint, `${(files += 1)}.csv`, content)
    expect(status, body.detail).toBe(200)
    return body
  }
  const denials = async () =>
    (await everyDenial(endpoint)).map(({ payer, claimRef, owner, deniedCents, recoveredCents, state }) => ({
      ...{ payer, claimRef, owner, deniedCents, recoveredCents, state },
    }))

  test.each([
    ['blanks', 'Aetna Life Insurance  Company'],
    ['a legal form', 'Aetna Life Insurance Company, Inc.'],
    ['case and punctuation', 'aetna life-insurance company.'],
  ])('a worklist that writes the payer with %s means the same one', async (_what, name) => {
    await remit({ payer: PAYER, claims: [denied('0012345678', { payerClaimRef: 'ICN1' })] })
    expect(await list(name)).toMatchObject({ added: 0, updated: 1, rowNotes: [] })
    expect(await denials()).toMatchObject([{ payer: PAYER, owner: 'D. Okafor' }])
  })

  test('a payer that is not known by its name is that of the only claim with the number, and this is reported', async () => {
    await remit({ payer: PAYER, claims: [denied('0012345678', { payerClaimRef: 'ICN1' })] })
    const { rowNotes } = await list('Aetna PPO')
    expect(rowNotes).toMatchObject([{ kind: 'payer_joined', row: 2, claimRef: '0012345678' }])
    expect(await denials()).toMatchObject([{ payer: PAYER, owner: 'D. Okafor', deniedCents: 10_000 }])
  })

  test('without zeros and under another name the claim is found all the same', async () => {
    await remit({ payer: PAYER, claims: [denied('0012345678', { payerClaimRef: 'ICN1' })] })
    await list(PAYER.toLowerCase(), '12345678')
    expect(await denials()).toMatchObject([{ payer: PAYER, claimRef: '0012345678', owner: 'D. Okafor' }])
  })

  test('of two claims with the number neither is taken', async () => {
    await remit({ payer: PAYER, claims: [denied('0012345678', { payerClaimRef: 'ICN1' })] })
    await remit({ payer: 'CIGNA', claims: [denied('0012345678', { payerClaimRef: 'ICN2' })] })
    expect(await list('Aetna PPO')).toMatchObject({ added: 1, rowNotes: [] })
    expect(new Set((await denials()).map(({ payer }) => payer))).toEqual(new Set([PAYER, 'Aetna PPO', 'CIGNA']))
  })

  test('a payer that the worklist leaves blank is that of the only claim with the number', async () => {
    await remit({ payer: PAYER, claims: [denied('0012345678', { payerClaimRef: 'ICN1' })] })
    const content = 'Claim,Payer,Owner\n0012345678,,D. Okafor\n'
    const { body } = await send(endpoint, 'blank.csv', content)
    // A row without a payer is a fault of its own where the column is needed.
    if (body.status === 'imported') expect(await denials()).toMatchObject([{ payer: PAYER, owner: 'D. Okafor' }])
    else expect(body.detail ?? body.error).toMatch(/Payer/i)
  })

  test('an id tells the payer: a reversal and its correction find the denial under another name', async () => {
    await remit({
      payer: 'RIVERBEND HEALTH PLAN',
      planId: '60054',
      payerId: null,
      claims: [denied('PNV1', { payerClaimRef: 'ICNPNV1' })],
    })
    const body = await remit({
      payer: 'RIVERBEND HEALTH PLAN INC',
      planId: '60054',
      payerId: null,
      date: '20261110',
      claims: [reversal('PNV1', { payerClaimRef: 'ICNPNV1' }), paid('PNV1', { payerClaimRef: 'ICNPNV2' })],
    })
    expect(body).toMatchObject({ unmatchedReversals: 0 })
    expect(await denials()).toMatchObject([{ payer: 'RIVERBEND HEALTH PLAN', recoveredCents: 8_000 }])
  })

  test('two ids of one kind are two payers, whatever the name', async () => {
    await remit({ payer: 'Aetna', planId: '60054', payerId: null, claims: [denied('P1')] })
    await remit({ payer: 'Aetna', planId: '60055', payerId: null, claims: [denied('P2')] })
    expect((await denials()).map(({ payer }) => payer)).toEqual(['Aetna', 'Aetna (60055)'])
  })

  test('a remittance without an id is joined by both numbers, but not where another payer answers too', async () => {
    const nameless = { planId: null, originatorId: '' }
    await remit({ payer: PAYER, claims: [denied('P1', { payerClaimRef: 'ICN-1' })] })
    const body = await remit({
      ...{ ...nameless, payer: 'Aetna Better', date: '20261109' },
      claims: [paid('P1', { payerClaimRef: 'icn 1' })],
    })
    expect(body.warnings).toMatchObject([{ kind: 'payer_joined', detail: PAYER, claimRef: 'P1' }])
    expect(await denials()).toMatchObject([{ payer: PAYER, recoveredCents: 8_000 }])
    const other = await remit({
      ...{ ...nameless, payer: 'Second Plan', date: '20261110' },
      claims: [paid('P1', { payerClaimRef: 'ICN1', status: '2' })],
    })
    expect(other.warnings).toEqual([])
    expect(await denials()).toMatchObject([{ payer: PAYER, recoveredCents: 8_000 }])
  })

  test('an alias joins what is on file under two names, and what comes later', async () => {
    await remit({ payer: PAYER, claims: [denied('P1', { payerClaimRef: 'ICN1' }), denied('P2')] })
    await list('Aetna PPO', 'P3')
    await remit({ payer: 'Aetna PPO', planId: null, originatorId: '', date: '20261103', claims: [denied('P2')] })
    await remit({ payer: 'CIGNA', claims: [denied('P3')] })
    const aliases = [{ payer: PAYER, names: ['Aetna PPO', 'Aetna HMO'] }]
    const { status } = await ask(endpoint, '/v1/settings/payers', { method: 'PUT', json: { aliases } })
    expect(status).toBe(200)
    const ofPayer = async (payer: string) =>
      (await denials()).filter((denial) => denial.payer === payer).map(({ claimRef }) => claimRef)
    expect((await ofPayer(PAYER)).sort()).toEqual(['P1', 'P2', 'P3'])
    expect(await ofPayer('CIGNA')).toEqual(['P3'])
    expect(await list('AETNA HMO', 'P1')).toMatchObject({ added: 0, updated: 1, rowNotes: [] })
    const { body } = await ask<MetricAnswer>(
      endpoint,
      `/v1/metrics/primary_denial_rate?by=payer&from=${NOW - 30 * 86_400_000}&to=${NOW}`,
    )
    expect(body.rows.map(({ key, denominator }) => [key, denominator])).toEqual([
      [PAYER, 2],
      ['CIGNA', 1],
    ])
  })

  const alias = async (payer: string, ...names: string[]) => {
    const json = { aliases: [{ payer, names }] }
    expect((await ask(endpoint, '/v1/settings/payers', { method: 'PUT', json })).status).toBe(200)
  }

  test.each([
    ['as its remittance does', PAYER],
    ['as people do', 'Aetna Life Insurance Company, Inc.'],
  ])('a row from before the first remittance is joined by an alias that writes the payer %s', async (_what, payer) => {
    await list('Aetna PPO', 'P1')
    await remit({ payer: PAYER, claims: [denied('P1', { payerClaimRef: 'ICN1' })] })
    expect(await denials()).toHaveLength(2)
    await alias(payer, 'Aetna PPO')
    expect(await denials()).toMatchObject([{ payer: PAYER, claimRef: 'P1', owner: 'D. Okafor', deniedCents: 10_000 }])
  })

  test('an alias that nothing on file goes by holds for what comes later', async () => {
    await remit({ payer: PAYER, claims: [denied('P1', { payerClaimRef: 'ICN1' })] })
    await alias(PAYER, 'Aetna HMO')
    await list('Aetna HMO', 'P9')
    expect((await denials()).map(({ payer }) => payer)).toEqual([PAYER, PAYER])
  })

  test('an alias names a payer also as it is shown beside another one', async () => {
    await remit({ payer: 'Aetna', planId: '60054', payerId: null, claims: [denied('P1')] })
    await remit({ payer: 'Aetna', planId: '60055', payerId: null, claims: [denied('P2')] })
    await alias('Aetna', 'Aetna (60055)')
    expect((await denials()).map(({ payer }) => payer)).toEqual(['Aetna', 'Aetna'])
  })

  test('blanks, dashes and case of claim numbers do not count', async () => {
    await remit({ payer: PAYER, claims: [denied('AB-12 34', { payerClaimRef: 'icn-1' })] })
    const again = await remit({ payer: PAYER, claims: [denied('ab1234', { payerClaimRef: 'ICN1' })] })
    expect(again).toMatchObject({ added: 0 })
    expect(await denials()).toHaveLength(1)
  })
})
