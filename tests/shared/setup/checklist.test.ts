import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SetupFacts } from '../../../src/shared/contract/setup.ts'
import { checklistOf, isUntouched, setupSteps, stillMissing } from '../../../src/shared/setup/index.ts'

const nothing: SetupFacts = {
  ...{ organization: null, calendarSaved: false, zone: 'America/New_York', people: 0, teams: 0, viewers: 0 },
  ...{ rulesVersion: 1, systems: 34, laborCentsPerHour: null, targets: 0, denials: 0, computers: 0, waysIn: 0 },
  sample: null,
}
const everything: SetupFacts = {
  ...{ organization: 'Valley Clinic', calendarSaved: true, zone: 'America/New_York', people: 12, teams: 2, viewers: 1 },
  ...{ rulesVersion: 2, systems: 4, laborCentsPerHour: 3_200, targets: 1, denials: 7, computers: 3, waysIn: 0 },
  sample: null,
}
const stateOf = (step: string, facts: SetupFacts) => checklistOf(facts).find((line) => line.step === step)?.state

test('an endpoint that nobody has touched misses every step, the people first', () => {
  expect(isUntouched(nothing)).toBe(true)
  expect(checklistOf(nothing).map(({ step }) => step)).toEqual(setupSteps)
  expect(stillMissing(checklistOf(nothing)).map(({ step }) => step)).toEqual([
    ...['people', 'computers', 'denials', 'systems', 'calendar', 'viewers', 'wage', 'organization', 'targets'],
  ])
})

test('nothing is missing where everything is there', () => {
  expect(stillMissing(checklistOf(everything))).toEqual([])
  expect(isUntouched(everything)).toBe(false)
})

test('people without a team, and a code that no computer has used, are begun', () => {
  expect(stateOf('people', { ...nothing, people: 3 })).toBe('begun')
  expect(stateOf('computers', { ...nothing, waysIn: 1 })).toBe('begun')
  expect(isUntouched({ ...nothing, waysIn: 1 })).toBe(false)
})

test('what was done and is undone is missing again', () => {
  expect(stateOf('computers', { ...everything, computers: 0 })).toBe('missing')
  expect(stateOf('wage', { ...everything, laborCentsPerHour: null })).toBe('missing')
})

test('every step is either done or still missing, once', () => {
  const count = fc.nat({ max: 3 })
  const facts = fc.record({
    organization: fc.option(fc.constant('Clinic')),
    zone: fc.constant('UTC'),
    laborCentsPerHour: fc.option(count),
    calendarSaved: fc.boolean(),
    ...{ people: count, teams: count, viewers: count, rulesVersion: count, systems: count },
    ...{ targets: count, denials: count, computers: count, waysIn: count },
    sample: fc.constant(null),
  })
  fc.assert(
    fc.property(facts, (given) => {
      const lines = checklistOf(given)
      const done = lines.filter(({ state }) => state === 'done')
      const both = [...done, ...stillMissing(lines)].map(({ step }) => step)
      expect(both.toSorted()).toEqual([...setupSteps].toSorted())
    }),
  )
})
