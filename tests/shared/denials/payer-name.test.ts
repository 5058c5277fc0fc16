import { expect, test } from 'vitest'
import { comparablePayer } from '../../../src/shared/denials/index.ts'

test.each([
  ['Aetna Life Insurance Company', ' AETNA  LIFE INSURANCE COMPANY'],
  ['Aetna, Inc.', 'AETNA INC'],
  ['Aetna, Inc.', 'Aetna'],
  ['Blue-Cross / Blue Shield', 'BLUECROSS BLUESHIELD'],
  ['Acme L.L.C.', 'acme llc'],
  ['Acme Health Co., Ltd', 'ACME HEALTH'],
  ['Acme Health,Inc', 'ACME HEALTH'],
  ['O’Brien Health', "O'BRIEN HEALTH"],
])('%s and %s are one name', (one, other) => {
  expect(comparablePayer(one)).toBe(comparablePayer(other))
})

test.each([
  ['Medicaid of CO', 'Medicaid of'],
  ['Inc', ''],
  ['Incare Health', 'are Health'],
  ['Corp Health', 'Health'],
  ['Aetna', 'Aetna PPO'],
])('%s and %s are two names', (one, other) => {
  expect(comparablePayer(one)).not.toBe(comparablePayer(other))
})

test('blank stays blank', () => {
  expect([comparablePayer(''), comparablePayer(' . ')]).toEqual(['', ''])
})
