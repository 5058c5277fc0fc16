import { expect, test } from 'vitest'
import { ruleSetSchema, rulesChangeSchema } from '../../../src/shared/contract/index.ts'
import { rulesChange, withChange } from '../../../src/main/rules/rules-change.ts'

const then = { activity: 'appeal', rating: 'core' }
const rule = (id: string, title = id) => ({ id, when: { title }, then })
const setOf = (version: number, rules: object[], more: object = {}) => ruleSetSchema.parse({ version, rules, ...more })

test('counts what was added, changed and removed, and names the values of the policy', () => {
  const before = setOf(7, [rule('a'), rule('b'), rule('c')], { policy: { idleAfterMs: 300_000 } })
  const after = setOf(8, [rule('a', 'other'), rule('c'), rule('d'), rule('e')], {
    policy: { idleAfterMs: 240_000, carryForMs: 60_000, inputCounts: true, observeCalls: true },
    remote: [{ id: 'citrix', title: 'x' }],
  })
  expect(rulesChange(before, after, 5)).toEqual({
    ...{ at: 5, version: 8, added: 3, changed: 1, removed: 1, reordered: false },
    policy: [
      { name: 'inputCounts', before: false, after: true },
      { name: 'observeCalls', before: false, after: true },
      { name: 'carryForMs', before: 900_000, after: 60_000 },
      { name: 'idleAfterMs', before: 300_000, after: 240_000 },
    ],
  })
})

test('says the idle threshold of an activity as it was and as it is, and which programs are private', () => {
  const before = setOf(1, [], {
    policy: { idleAfterMs: 60_000, idleAfterMsByActivity: { appeal: 90_000, reference: 5_000 } },
  })
  const after = setOf(2, [], {
    policy: {
      ...{ idleAfterMs: 60_000, idleAfterMsByActivity: { payer_call: 900_000, reference: 5_000 } },
      privacy: { privatePrograms: ['spotify', 'zoom'] },
    },
  })
  expect(rulesChange(before, after, 0).policy).toEqual([
    { name: 'privatePrograms', before: '', after: 'spotify, zoom' },
    { name: 'idleAfterMsByActivity/appeal', before: 90_000, after: 60_000 },
    { name: 'idleAfterMsByActivity/payer_call', before: 60_000, after: 900_000 },
  ])
})

test('another order is a change, since the first match wins', () => {
  const change = rulesChange(setOf(1, [rule('a'), rule('b')]), setOf(2, [rule('b'), rule('a')]), 0)
  expect(change).toMatchObject({ added: 0, changed: 0, removed: 0, reordered: true, policy: [] })
})

test('nothing of a rule is in a change: no name, no pattern', () => {
  const secret = { ...rule('secret-id', 'Secret title'), name: 'Secret name' }
  const change = rulesChange(setOf(1, []), setOf(2, [secret]), 0)
  expect(JSON.stringify(rulesChangeSchema.parse(change)).toLowerCase()).not.toContain('secret')
})

test('the latest fifty changes stay, newest first', () => {
  let changes: ReturnType<typeof withChange> = []
  for (let version = 1; version <= 60; version += 1)
    changes = withChange(changes, rulesChange(setOf(0, []), setOf(version, []), version))
  expect([changes.length, changes[0]?.version, changes.at(-1)?.version]).toEqual([50, 60, 11])
})
