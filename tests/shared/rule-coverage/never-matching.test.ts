import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compileRuleSet, createCallClassifier, matchWindow } from '../../../src/shared/classify/index.ts'
import { ruleSetSchema, type Rule } from '../../../src/shared/contract/ruleset.ts'
import { neverMatchingRules } from '../../../src/shared/rule-coverage/index.ts'

const rule = (id: string, when: Rule['when'], more: Partial<Rule> = {}): Rule => ({
  ...{ id, when, then: { activity: 'claim_status', rating: 'core' } },
  ...more,
})
const of = (...rules: Rule[]) => neverMatchingRules({ rules })

function compiled(rules: readonly Rule[]) {
  const result = compileRuleSet({ version: 1, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}

describe('rules that never match', () => {
  test('an earlier rule for the whole site takes the pages of the site', () => {
    expect(
      of(rule('site', { host: 'availity.com' }), rule('page', { host: 'essentials.availity.com', path: 'claim' })),
    ).toEqual([{ ruleId: 'page', takenBy: ['site'] }])
    expect(of(rule('page', { host: 'availity.com', path: 'claim' }), rule('site', { host: 'availity.com' }))).toEqual(
      [],
    )
  })

  test('several earlier rules may take the alternatives of a rule together', () => {
    const earlier = [rule('edge', { app: 'edge' }), rule('chrome', { app: 'chrom' })]
    expect(of(...earlier, rule('browsers', { app: 'msedge|chrome', title: 'appeal' }))).toEqual([
      { ruleId: 'browsers', takenBy: ['edge', 'chrome'] },
    ])
    expect(of(...earlier, rule('browsers', { app: 'msedge|chrome|firefox' }))).toEqual([])
  })

  test('anchors of an earlier rule count, those of a later one ask for more', () => {
    expect(of(rule('any', { app: 'epic' }), rule('exact', { app: '^Epic\\.exe$' }))).toHaveLength(1)
    expect(of(rule('exact', { app: '^epic$' }), rule('any', { app: 'epic' }))).toEqual([])
    expect(of(rule('exact', { app: '^epic$' }), rule('longer', { app: '^epic' }))).toEqual([])
  })

  test('patterns that are more than texts are taken to be the same only as they stand', () => {
    expect(of(rule('one', { title: 'claim #\\d+' }), rule('two', { title: 'claim #\\d+', app: 'edge' }))).toHaveLength(
      1,
    )
    expect(of(rule('one', { title: 'claim #\\d+' }), rule('two', { title: 'claim #\\d{5}' }))).toEqual([])
    expect(of(rule('one', { title: 'a|b' }), rule('two', { title: '(a|c)' }))).toEqual([])
    expect(of(rule('one', { title: 'a|b' }), rule('two', { title: 'x\\|a' }))).toHaveLength(1)
  })

  test('a rule that is off takes nothing, and is not named', () => {
    const off = { enabled: false }
    expect(of(rule('site', { host: 'a.com' }, off), rule('page', { host: 'a.com', path: 'x' }))).toEqual([])
    expect(of(rule('site', { host: 'a.com' }), rule('page', { host: 'a.com', path: 'x' }, off))).toEqual([])
  })

  test('a rule that also matches calls is reached by them', () => {
    const call: Rule = rule('phone', { app: 'zoom' }, { then: { activity: 'payer_call', rating: 'core' } })
    expect(of(rule('windows', { app: 'zoom' }), call)).toEqual([])
    expect(of(rule('calls', { app: 'zoom', call: true }), rule('windows', { app: 'zoom' }))).toEqual([])
    expect(of(rule('calls', { app: 'zoom', call: true }), rule('later', { app: 'zoom', call: true }))).toHaveLength(1)
  })

  test('no starter rule is out of reach', () => {
    const starter: unknown = JSON.parse(
      readFileSync(new URL('../../../assets/rules/starter-rules.json', import.meta.url), 'utf8'),
    )
    expect(neverMatchingRules(ruleSetSchema.parse(starter))).toEqual([])
  })
})

const patterns = [
  'edge',
  'EDGE|chrome',
  'e',
  '^edge$',
  'ed.e',
  'a|b',
  'ab',
  'b\\|a',
  '(a|b)',
  '^a',
  'b$',
  'a\\.b',
  '',
  'é',
]
const hosts = ['a.com', 'b.a.com', 'com']
const texts = ['edge', 'Edge', 'chrome', 'msedge chrome', 'a', 'b', 'ab', 'b|a', 'a.b', 'É', 'x', '']
const pattern = fc.option(fc.constantFrom(...patterns), { nil: undefined, freq: 1 })
const when = fc
  .record({
    ...{ app: pattern, title: pattern, path: pattern },
    host: fc.option(fc.constantFrom(...hosts), { nil: undefined, freq: 1 }),
  })
  .map(({ app, title, host, path }): Rule['when'] => ({
    ...(app !== undefined && { app }),
    ...(title !== undefined && { title }),
    ...(host !== undefined && { host }),
    ...(path !== undefined && { path }),
  }))
const call = fc.constantFrom(...patterns).map((app): Rule['when'] => ({ app, call: true }))
const activity = fc.constantFrom('claim_status', 'payer_call')
const ruleSet = fc
  .array(fc.tuple(fc.oneof({ weight: 5, arbitrary: when }, call), activity), { minLength: 2, maxLength: 8 })
  .map((parts) =>
    parts.map(([one, what], index) => rule(`r${index}`, one, { then: { activity: what, rating: 'core' } })),
  )
const maybe = fc.option(fc.constantFrom(...texts), { nil: null, freq: 9 })
const window = fc
  .record({
    app: maybe,
    title: maybe,
    host: fc.option(fc.constantFrom(...hosts, 'x.org'), { nil: null, freq: 9 }),
    path: maybe,
  })
  .map(({ app, title, host, path }) => ({ app, title, url: host && `https://${host}/${encodeURI(path ?? '')}` }))

test('a window or call that a named rule would match alone goes to an earlier rule that is named with it', () => {
  let seen = 0
  fc.assert(
    fc.property(ruleSet, fc.array(window, { minLength: 20, maxLength: 40 }), (rules, windows) => {
      const all = compiled(rules)
      const classifyCall = createCallClassifier(all)
      for (const { ruleId, takenBy } of neverMatchingRules({ rules })) {
        const alone = compiled(rules.filter(({ id }) => id === ruleId))
        const callAlone = createCallClassifier(alone)
        for (const one of windows) {
          if (matchWindow(alone, one).match) {
            seen += 1
            // An even earlier rule may take it before those that are named.
            const first = matchWindow(all, one).match?.rule.index ?? Infinity
            expect(first).toBeLessThanOrEqual(Math.max(...takenBy.map((id) => Number(id.slice(1)))))
            expect(first).toBeLessThan(Number(ruleId.slice(1)))
          }
          if (one.app !== null && callAlone(one.app)) {
            expect(classifyCall(one.app)?.ruleId).not.toBe(ruleId)
          }
        }
      }
    }),
  )
  // Else the property would say nothing.
  expect(seen).toBeGreaterThan(20)
})
