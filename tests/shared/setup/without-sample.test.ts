import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withoutSample } from '../../../src/shared/setup/index.ts'

const by = (sample: boolean) => (body: object) => ({ body, sample })
const [sample, person] = [by(true), by(false)]

test('a document that only the sample wrote is as before', () => {
  const start = { zone: null, holidays: ['2026-12-25'] }
  expect(withoutSample([sample({ zone: 'America/Denver', holidays: [] })], start)).toEqual(start)
})

test('what an admin set beside the sample’s values stays, and the sample’s go', () => {
  const start = { laborCentsPerHour: null, overheadFactor: null, targets: {} }
  const versions = [
    sample({ laborCentsPerHour: 3200, overheadFactor: 1.9, targets: {} }),
    person({ laborCentsPerHour: 3200, overheadFactor: 1.5, targets: { rework_rate: 0.1 } }),
  ]
  expect(withoutSample(versions, start)).toEqual({
    ...{ laborCentsPerHour: null, overheadFactor: 1.5, targets: { rework_rate: 0.1 } },
  })
})

test('of a list with ids each rule is on its own: added, changed and removed ones stay so', () => {
  const rule = (id: string, appealDays: number) => ({ id, appealDays })
  const start = { rules: [rule('medicare', 120), rule('aetna', 180)] }
  const versions = [
    sample({ rules: [rule('sample-humana', 60), rule('sample-medicaid', 90), ...start.rules] }),
    person({ rules: [rule('own', 30), rule('sample-humana', 65), rule('sample-medicaid', 90), rule('aetna', 170)] }),
  ]
  expect(withoutSample(versions, start)).toEqual({
    rules: [rule('own', 30), rule('sample-humana', 65), rule('aetna', 170)],
  })
})

test('of a list of texts each is on its own', () => {
  const versions = [sample({ holidays: ['a', 'b', 'c'] }), person({ holidays: ['a', 'c', 'own'] })]
  expect(withoutSample(versions, { holidays: ['b', 'first'] })).toEqual({ holidays: ['own', 'first'] })
})

const body = fc.record({
  zone: fc.constantFrom(null, 'UTC', 'America/Denver'),
  holidays: fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd')),
  rules: fc.uniqueArray(fc.record({ id: fc.constantFrom('x', 'y', 'z'), days: fc.nat({ max: 2 }) }), {
    selector: ({ id }) => id,
  }),
  targets: fc.dictionary(fc.constantFrom('p', 'q'), fc.nat({ max: 2 })),
})
const versions = fc.array(fc.record({ body, sample: fc.boolean() }), { maxLength: 5 })

test('without a version of the sample nothing changes', () => {
  fc.assert(
    fc.property(versions, body, (given, start) => {
      const real = given.map((version) => ({ ...version, sample: false }))
      expect(withoutSample(real, start)).toEqual(real.at(-1)?.body ?? start)
    }),
  )
})

test('once the sample is removed, and that is saved, there is nothing more of it to remove', () => {
  fc.assert(
    fc.property(versions, body, (given, start) => {
      const real = withoutSample(given, start) as object
      expect(withoutSample([...given, sample(real)], start)).toEqual(real)
    }),
  )
})
