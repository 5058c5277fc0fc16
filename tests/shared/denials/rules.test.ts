import { describe, expect, it } from 'vitest'
import { settingsSchemas } from '../../../src/shared/contract/settings.ts'
import { contractTerms, routeOf } from '../../../src/shared/denials/index.ts'

const { rules } = settingsSchemas.contracts.parse({})
const medicare = { payer: 'Noridian Medicare', claimFilingIndicator: 'MB', rarcs: [] }

describe('contract terms', () => {
  // Palmetto GBA: 120 days from a receipt presumed five days after the notice.
  it.each([
    ['2022-05-15', '2022-09-17'],
    ['2022-08-15', '2022-12-18'],
  ])('of a Medicare remittance of %s, the last day to appeal is %s', (received, appealDue) =>
    expect(contractTerms(medicare, received, rules)).toMatchObject({ rule: 'medicare-ffs', appealDue }),
  )

  it('gives a claim that could not be processed no appeal deadline', () => {
    const terms = contractTerms({ ...medicare, rarcs: ['N1', 'MA130'] }, '2022-05-15', rules)
    expect(terms).toEqual({ rule: 'medicare-ffs', followUpDue: '2022-05-22', appealDue: null, correctedClaimDue: null })
  })

  it('come from the first rule that matches a part of the payer’s name, in any case', () => {
    const own = [
      { id: 'mb-only', payer: 'AETNA', claimFilingIndicators: ['mb'], appealDays: 30, receiptDays: 0, followUpDays: 3 },
      { id: 'any-aetna', payer: 'aetna', appealDays: null, receiptDays: 0 },
      { id: 'rest', appealDays: 90, receiptDays: 0 },
    ]
    const of = (payer: string, claimFilingIndicator: string | null) =>
      contractTerms({ payer, claimFilingIndicator, rarcs: [] }, '2026-02-27', own)
    expect(of('Aetna Better Health', 'MB')).toEqual({
      rule: 'mb-only',
      followUpDue: '2026-03-02',
      appealDue: '2026-03-29',
      correctedClaimDue: null,
    })
    expect(of('Aetna', null)).toEqual({
      rule: 'any-aetna',
      followUpDue: '2026-03-06',
      appealDue: null,
      correctedClaimDue: null,
    })
    expect(of('', 'MB')).toMatchObject({ rule: 'rest', appealDue: '2026-05-28', correctedClaimDue: null })
  })

  it('have no appeal deadline without a matching rule', () => {
    const terms = contractTerms(
      { payer: 'UnitedHealthcare', claimFilingIndicator: '12', rarcs: [] },
      '2026-01-01',
      rules,
    )
    expect(terms).toEqual({ rule: null, followUpDue: '2026-01-08', appealDue: null, correctedClaimDue: null })
  })
})

describe('routing', () => {
  const routing = settingsSchemas.routing.parse({
    rules: [
      { id: 'big', name: 'Big ones', when: { minDeniedCents: 200_000 }, owner: 'Ana', queue: 'High value' },
      { id: 'auth', name: 'Auth', when: { payers: ['aetna'], categories: ['authorization'] }, queue: 'Auth' },
      { id: 'imaging', name: 'Imaging', when: { serviceLines: ['Imaging'], maxDeniedCents: 100 }, owner: 'Ben' },
    ],
  })
  const denial = { payer: 'Aetna', category: 'authorization', serviceLine: null, deniedCents: 199_999 }
  it.each([
    [{}, { rule: 'auth', owner: null, queue: 'Auth' }],
    [{ deniedCents: 200_000 }, { rule: 'big', owner: 'Ana', queue: 'High value' }],
    [
      { category: 'other', serviceLine: 'IMAGING', deniedCents: 100 },
      { rule: 'imaging', owner: 'Ben', queue: null },
    ],
    [{ category: 'other', serviceLine: 'Imaging', deniedCents: 101 }, null],
    [{ payer: '', category: 'other' }, null],
  ])('%o goes to %o', (fields, route) => expect(routeOf({ ...denial, ...fields }, routing.rules)).toEqual(route))
})
