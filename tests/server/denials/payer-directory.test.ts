import { expect, test } from 'vitest'
import { PayerDirectory } from '../../../src/server/denials/payers/payer-directory.ts'
import type { RemittancePayer } from '../../../src/shared/denials/index.ts'

const payer = (name: string, ids: Partial<RemittancePayer> = {}): RemittancePayer => ({
  ...{ name, planId: null, planIdQualifier: null, payerId: null, originatorId: null },
  ...ids,
})
const plan = (planId: string, planIdQualifier = 'XV') => ({ planId, planIdQualifier })

test('an id tells a payer whatever its name', () => {
  const directory = new PayerDirectory([])
  expect(directory.ofRemittance(payer('RIVERBEND HEALTH PLAN', plan('60054')))).toBe('RIVERBEND HEALTH PLAN')
  expect(directory.ofRemittance(payer('RIVERBEND HEALTH PLAN INC', plan('60054')))).toBe('RIVERBEND HEALTH PLAN')
  expect(directory.ofRemittance(payer('Riverbend East', plan('60054')))).toBe('RIVERBEND HEALTH PLAN')
  // And each of its names is known from then on.
  expect(directory.named('riverbend east')).toBe('RIVERBEND HEALTH PLAN')
})

test('two ids of one kind are two payers, whatever the name', () => {
  const directory = new PayerDirectory([])
  expect(directory.ofRemittance(payer('Aetna', plan('60054')))).toBe('Aetna')
  expect(directory.ofRemittance(payer('AETNA', plan('60055')))).toBe('AETNA (60055)')
  expect(directory.ofRemittance(payer('Aetna', plan('60055')))).toBe('AETNA (60055)')
  expect(directory.named('Aetna')).toBeNull()
  // The qualifier is part of the id.
  expect(directory.ofRemittance(payer('Cigna', plan('62308', 'PI')))).toBe('Cigna')
  expect(directory.ofRemittance(payer('Cigna East', plan('62308', 'XV')))).toBe('Cigna East')
})

test('REF*2U comes before N104, and N104 before TRN03', () => {
  const directory = new PayerDirectory([])
  directory.ofRemittance(payer('Aetna', { payerId: 'A1', ...plan('60054') }))
  // Known by its second id where the first is missing, but not where the first is another one.
  expect(directory.ofRemittance(payer('Aetna Better', plan('60054')))).toBe('Aetna')
  expect(directory.ofRemittance(payer('Aetna Medicaid', { payerId: 'B2', ...plan('60054') }))).toBe('Aetna Medicaid')
})

test('TRN03 tells a payer only with an equal name', () => {
  const directory = new PayerDirectory([])
  const bank = { originatorId: '1999888777' }
  expect(directory.ofRemittance(payer('Aetna', bank))).toBe('Aetna')
  expect(directory.ofRemittance(payer('AETNA, INC.', bank))).toBe('Aetna')
  expect(directory.ofRemittance(payer('Cigna', bank))).toBe('Cigna')
})

test('without an id the name tells, compared without case, punctuation, legal form and blanks', () => {
  const directory = new PayerDirectory([])
  directory.ofRemittance(payer('Aetna Life Insurance Company', plan('60054')))
  expect(directory.ofRemittance(payer('AETNA LIFE  INSURANCE COMPANY, INC.'))).toBe('Aetna Life Insurance Company')
  expect(directory.named(' aetna life insurance company')).toBe('Aetna Life Insurance Company')
  expect(directory.named('Aetna PPO')).toBeNull()
  expect(directory.named('')).toBeNull()
})

test('a payer that only its name told gets its id from the first remittance that has one', () => {
  const directory = new PayerDirectory([])
  directory.withoutId('Aetna')
  // And its name: it is written as remittances write it, whichever came first.
  expect(directory.ofRemittance(payer('AETNA INC', plan('60054')))).toBe('AETNA INC')
  expect(directory.takeRenamed()).toEqual([{ from: 'Aetna', to: 'AETNA INC' }])
  expect(directory.ofRemittance(payer('Aetna of Ohio', plan('60054')))).toBe('AETNA INC')
  expect(directory.named('aetna')).toBe('AETNA INC')
  expect(directory.takeRenamed()).toEqual([])
})

test('a payer without a name goes by its id, and one without anything is unknown', () => {
  const directory = new PayerDirectory([])
  expect(directory.ofRemittance(payer('', plan('60054')))).toBe('XV:60054')
  expect(directory.ofRemittance(payer(''))).toBe('')
  expect(directory.changed.map(({ name }) => name)).toEqual(['XV:60054'])
})

test('a name that two payers with ids go by names one payer without an id', () => {
  const directory = new PayerDirectory([])
  directory.ofRemittance(payer('AETNA', plan('60054')))
  directory.ofRemittance(payer('AETNA', plan('60055')))
  expect(directory.withoutId('Aetna')).toBe('Aetna (no id)')
  expect(directory.withoutId('Aetna, Inc.')).toBe('Aetna (no id)')
  expect(directory.named('aetna (60055)')).toBe('AETNA (60055)')
  // It does not become the third payer of the name.
  expect(directory.ofRemittance(payer('AETNA', plan('60056')))).toBe('AETNA (60056)')
  expect(directory.withoutId('AETNA')).toBe('Aetna (no id)')
  directory.join('AETNA (60055)', ['Aetna (no id)'])
  expect(directory.withoutId('Aetna')).toBe('AETNA (60055)')
  expect(directory.changed).toHaveLength(3)
})

test('a name without a letter names one payer', () => {
  const directory = new PayerDirectory([])
  expect(directory.withoutId('...')).toBe('...')
  expect(directory.named('...')).toBe('...')
  expect(directory.withoutId('')).toBe('')
})

test('an alias joins ids that come after it, in any order', () => {
  const aliases = [{ payer: 'A Plan', names: ['B Plan'] }]
  const own = payer('A PLAN', { originatorId: '1', ...plan('1') })
  const other = payer('B PLAN', { originatorId: '2', ...plan('2') })
  for (const order of [
    [own, other],
    [other, own],
  ]) {
    const directory = new PayerDirectory([{ name: 'A Plan', ids: [], comparable: ['APLAN', 'BPLAN'] }], aliases)
    expect(new Set(order.map((each) => directory.ofRemittance(each).toUpperCase()))).toEqual(new Set(['A PLAN']))
    // The name itself stays that of two payers where another id has it too.
    expect(directory.ofRemittance(payer('A PLAN', { originatorId: '1', ...plan('3') }))).toBe('A PLAN (3)')
  }
})
