import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  classifyClaim,
  joinParts,
  readDenialCategories,
  type Cents,
  type RemittanceClaim,
  type ServiceLine,
} from '../../../src/shared/denials/index.ts'

const categories = readDenialCategories(
  JSON.parse(readFileSync(new URL('../../../assets/denials/carc-categories.json', import.meta.url), 'utf8')),
)

const cents = fc.integer({ min: 0, max: 100_000 }).map((amount) => amount as Cents)
const adjustment = fc.record({
  group: fc.constantFrom('CO', 'PR', 'OA'),
  carc: fc.constantFrom('45', '1', '197', '16', '23', '133', 'ZZ9'),
  amountCents: cents,
  quantity: fc.constant(null),
})
const line: fc.Arbitrary<ServiceLine> = fc.record({
  ...{ procedureQualifier: fc.constant('HC'), procedure: fc.constantFrom('99213', '36415') },
  ...{ modifiers: fc.constant([]), revenueCode: fc.constant(null) },
  chargeCents: cents,
  paidCents: fc.oneof(fc.constant(0 as Cents), cents),
  adjustments: fc.array(adjustment, { maxLength: 3 }),
  rarcs: fc.array(fc.constantFrom('N1', 'N2'), { maxLength: 2 }),
  ...{ serviceFrom: fc.constant(null), serviceTo: fc.constant(null) },
})

/** A claim of these lines, which states their sums. */
function claimOf(lines: readonly ServiceLine[], segment = 1): RemittanceClaim {
  const sum = (name: 'chargeCents' | 'paidCents') => lines.reduce((total, each) => total + each[name], 0) as Cents
  return {
    ...{
      claimRef: 'A1',
      payerClaimRef: 'P1',
      status: '1',
      chargeCents: sum('chargeCents'),
      paidCents: sum('paidCents'),
    },
    ...{ patientResponsibilityCents: null, filingIndicator: null, originalRef: null, contractClass: null },
    ...{ facilityType: null, frequencyCode: null, renderingProvider: null, adjustments: [], lines, rarcs: [] },
    ...{ statementFrom: null, statementTo: null, receivedByPayer: null, segment, line: segment },
  }
}

test('a claim in parts is classified as the whole claim', () => {
  fc.assert(
    fc.property(fc.array(fc.array(line, { maxLength: 3 }), { minLength: 1, maxLength: 4 }), (made) => {
      const [first = claimOf([]), ...others] = made.map((lines, index) => claimOf(lines, index + 1))
      const joined = joinParts([first, ...others])
      expect(classifyClaim(joined, categories)).toStrictEqual(classifyClaim(claimOf(made.flat()), categories))
    }),
    { numRuns: 300 },
  )
})

test('a part’s repeats are left out of it, and what only one part states is kept', () => {
  const denied = { group: 'CO', carc: '197', amountCents: 100 as Cents, quantity: null }
  const [one] = fc.sample(line, { numRuns: 1, seed: 1 })
  if (!one) throw new Error('no line was made')
  const lines = [{ ...one, chargeCents: 100 as Cents, paidCents: 0 as Cents, adjustments: [denied] }]
  const parts = [
    { ...claimOf(lines), adjustments: [denied] },
    { ...claimOf(lines, 2), status: '4', originalRef: 'OLD', patientResponsibilityCents: 30 as Cents },
  ] as const
  const joined = joinParts([...parts])
  expect(joined).toMatchObject({ status: '4', originalRef: 'OLD', patientResponsibilityCents: 30, segment: 1 })
  expect(classifyClaim(joined, categories)).toMatchObject({ kind: 'full', deniedCents: 200, imbalances: [] })
})
