import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ruleSetSchema, type Rule } from '../../../src/shared/contract/ruleset.ts'
import { packsOf, withPacks } from '../../../src/shared/setup/index.ts'

const starter = ruleSetSchema.parse(
  JSON.parse(readFileSync(new URL('../../../assets/rules/starter-rules.json', import.meta.url), 'utf8')),
)

const rule = (id: string, system: string | undefined, systemKind: Rule['then']['systemKind'], more = {}): Rule => ({
  id,
  when: { host: 'example.org' },
  then: { activity: 'claim_status', rating: 'core', ...(system && { system }), ...(systemKind && { systemKind }) },
  ...more,
})

test('the rules of a portal or EHR are a pack; those of offices, phones and private windows are none', () => {
  const rules = [
    rule('a', 'Availity', 'payer_portal', { assumed: true }),
    rule('b', 'Availity', 'payer_portal', { enabled: false }),
    rule('c', 'Epic', 'ehr'),
    rule('d', 'Word', 'office'),
    rule('e', undefined, undefined),
  ]
  expect(packsOf(rules)).toEqual([
    { system: 'Availity', kind: 'payer_portal', rules: 2, enabled: 1, assumed: 1 },
    { system: 'Epic', kind: 'ehr', rules: 1, enabled: 1, assumed: 0 },
  ])
})

test('a pack that was on in part stays so while it is chosen, and goes on whole after it was off', () => {
  const rules = [rule('a', 'Availity', 'payer_portal'), rule('b', 'Availity', 'payer_portal', { enabled: false })]
  expect(withPacks(rules, new Set(['Availity']))).toEqual(rules)
  const off = withPacks(rules, new Set())
  expect(off.map(({ enabled }) => enabled)).toEqual([false, false])
  expect(withPacks(off, new Set(['Availity'])).map(({ enabled }) => enabled)).toEqual([undefined, undefined])
})

test('of the starter rules, exactly the chosen packs are on, and nothing else changes', () => {
  const names = packsOf(starter.rules).map(({ system }) => system)
  expect(names).toContain('Availity')
  expect(names).toContain('Epic')
  fc.assert(
    fc.property(fc.subarray(names), (chosen) => {
      const changed = withPacks(starter.rules, new Set(chosen))
      const on = packsOf(changed).filter(({ enabled }) => enabled > 0)
      expect(on.map(({ system }) => system)).toEqual(names.filter((name) => chosen.includes(name)))
      const known = (rules: readonly Rule[]) => rules.map(({ enabled: _enabled, ...rest }) => rest)
      expect(known(changed)).toEqual(known(starter.rules))
      expect(withPacks(changed, new Set(chosen))).toEqual(changed)
    }),
    { numRuns: 30 },
  )
})
