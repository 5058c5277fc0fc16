import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { amount } from '../../setup/amount.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835, type MadeClaim, type MadePayment } from '../x835/make835.ts'
import { denied, everyDenial, paid, reversal, send } from './support.ts'

/** More than one batch holds. */
const CLAIMS = amount(6_000, 10_000)

/** Of five claims two are paid; one denial in ten is taken back 4,000 claims, that is batches, later, in another transaction. */
function manyClaims(): MadeClaim[] {
  return Array.from({ length: CLAIMS }, (_, index) => {
    const earlier = index - 4_000
    if (earlier >= 0 && earlier < 4_000 && earlier % 10 === 0)
      return reversal(`A${earlier}`, { payerClaimRef: `P${earlier}` })
    const claim = { payerClaimRef: `P${index}` }
    return index % 5 < 2 && index % 10 !== 0 ? paid(`A${index}`, claim) : denied(`A${index}`, claim)
  })
}

/** The others of a reversal's transaction would be its correction. */
function inTransactions(claims: readonly MadeClaim[]): MadePayment[] {
  return [{ claims: claims.slice(0, 4_000) }, { claims: claims.slice(4_000) }]
}

describe.each(storesOfPlainSql)('a large file on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  test(`${CLAIMS} claims come in at once, and the list adds up to them`, async () => {
    const claims = manyClaims()
    const reversals = claims.filter(({ status }) => status === '22').length
    const denials = claims.filter(({ status, paid: nothing, lines }) => {
      return status !== '22' && nothing === undefined && lines?.[0]?.paid === 0
    }).length
    const { body } = await send(endpoint, 'large.835', make835(inTransactions(claims)), { gzip: true })
    expect(body).toMatchObject({ claims: CLAIMS, full: denials, reversals, added: denials, unmatchedReversals: 0 })
    const rows = await everyDenial(endpoint)
    expect(rows).toHaveLength(denials)
    expect(rows.filter(({ state }) => state === 'reversed')).toHaveLength(reversals)
    expect(rows.reduce((sum, { deniedCents }) => sum + deniedCents, 0)).toBe(body.deniedCents)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(denials)
    // One claim more: all the others are known, wherever in the file they stand.
    const second = await send(endpoint, 'more.835', make835(inTransactions([...claims, denied('NEW')])))
    expect(second.body).toMatchObject({ claims: CLAIMS + 1, added: 1 })
    const health = await ask<{ status: string }>(endpoint, '/readyz')
    expect(health.body.status).toBe('ready')
  })
})
