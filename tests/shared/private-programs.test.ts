import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  compileRuleSet,
  createCallClassifier,
  createClassifier,
  explain,
  matchWindow,
} from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { arbitraryRuleSet } from '../oracle/random-days.ts'

const tokenOf = () => 'token' as ClaimToken
const core = { activity: 'claim_status', rating: 'core' }

function compiled(privatePrograms: readonly string[], more: object = {}) {
  const result = compileRuleSet({ version: 4, rules: [], policy: { privacy: { privatePrograms } }, ...more })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}

const onlyTimes = {
  activity: 'private',
  rating: 'private',
  ...{ system: null, systemKind: null, payer: null, app: null, ruleId: null, claimToken: null },
}

test('of a private program nothing but its time is recorded, in any case and with or without .exe', () => {
  const rules = [{ id: 'all', when: {}, then: core, claimRef: 'claim (?<ref>[A-Z0-9]{6,20})' }]
  const classify = createClassifier(compiled(['Spotify.exe', 'my app (beta)'], { rules }), tokenOf)
  for (const app of ['spotify', 'SPOTIFY.EXE', 'My App (beta)', 'my app (beta).exe'])
    expect(classify({ app, title: 'claim ABC123456' }).classification).toEqual({ ...onlyTimes, ruleSetVersion: 4 })
  // A name is whole, and no pattern.
  for (const app of ['spotify-helper', 'myXapp (beta)', 'my app beta', null])
    expect(classify({ app, title: 'claim ABC123456' }).classification.activity).toBe('claim_status')
})

test('a call of a private program is private, and so is one inside a remote window', () => {
  const remote = [{ id: 'citrix', title: '^(?<inner>.*) - (?<app>\\w+) - Remote$' }]
  const rules = [{ id: 'calls', when: { app: 'zoom', call: true }, then: core }]
  const set = compiled(['zoom', 'wfica32'], { rules, remote })
  expect(createCallClassifier(set)('Zoom.exe')).toMatchObject(onlyTimes)
  expect(createCallClassifier(set)('teams')).toBeNull()
  const classify = createClassifier(set, tokenOf)
  expect(classify({ app: 'vdi', title: 'Chat - Zoom - Remote' }).classification).toMatchObject(onlyTimes)
  expect(classify({ app: 'wfica32', title: 'Sheet - Excel - Remote' }).classification).toMatchObject(onlyTimes)
})

test('a private program is no window without a rule, so it is neither offered nor counted', () => {
  const set = compiled(['spotify'])
  expect(matchWindow(set, { app: 'spotify', title: 'Song' }).match).not.toBeNull()
  expect(explain(set, { app: 'spotify', title: 'Song' }).classification).toMatchObject(onlyTimes)
})

test('no rule takes a window of a private program, whatever the rules are', () => {
  fc.assert(
    fc.property(arbitraryRuleSet, fc.string(), fc.webUrl(), (ruleSet, title, url) => {
      const policy = { ...ruleSet.policy, privacy: { privatePrograms: ['bank'] } }
      const result = compileRuleSet({ ...ruleSet, policy })
      if (!result.ok) throw new Error(JSON.stringify(result.errors))
      const window = { app: 'Bank.exe', title, url }
      expect(createClassifier(result.compiled, tokenOf)(window).classification).toMatchObject(onlyTimes)
      expect(createCallClassifier(result.compiled)('bank')).toMatchObject(onlyTimes)
    }),
  )
})
