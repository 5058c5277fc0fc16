import { expect, test } from 'vitest'
import { isSignedRules, newRulesKey, publicRulesKey, signRules } from '../../../src/host/rules-signature.ts'

const key = newRulesKey()
const pinned = publicRulesKey(key)
const rules = {
  version: 3,
  policy: { idleAfterMs: 180_000 },
  rules: [{ id: 'a', when: { title: 'é' }, then: { activity: 'appeal', rating: 'core' } }],
}
const signature = signRules(rules, 'main', key)

test('what the endpoint signed is recognized, in any order of its keys', () => {
  expect(pinned).toMatch(/^[\w-]{43}$/)
  expect(isSignedRules({ ...rules, signature }, 'main', pinned)).toBe(true)
  const [rule] = rules.rules
  const other = {
    signature,
    rules: [{ then: rule?.then, when: rule?.when, id: 'a' }],
    policy: rules.policy,
    version: 3,
  }
  expect(isSignedRules(other, 'main', pinned)).toBe(true)
  // Signed again, it is the same: the signature is not part of what is signed.
  expect(signRules({ ...rules, signature }, 'main', key)).toBe(signature)
})

test('anything else is not', () => {
  const otherKey = newRulesKey()
  for (const foreign of [
    rules,
    { ...rules, signature: '' },
    { ...rules, signature: 7 },
    { ...rules, version: 4, signature },
    { ...rules, policy: { idleAfterMs: 180_001 }, signature },
    { ...rules, remote: [], signature },
    { ...rules, rules: [...rules.rules].reverse().concat(rules.rules), signature },
    { ...rules, signature: signRules(rules, 'main', otherKey) },
    { ...rules, signature: signRules(rules, 'other', key) },
    null,
    'text',
    [],
  ])
    expect(isSignedRules(foreign, 'main', pinned)).toBe(false)
  expect(isSignedRules({ ...rules, signature }, 'main', 'no key')).toBe(false)
  expect(isSignedRules({ ...rules, signature }, 'main', '')).toBe(false)
})
