import { describe, expect, test } from 'vitest'
import {
  compileRuleSet,
  createClassifier,
  explain,
  fieldFault,
  fieldHosts,
  fieldToRead,
  publicationErrors,
  type CompiledRuleSet,
} from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { ruleSchema, type Rule } from '../../src/shared/contract/ruleset.ts'
import { Sessionizer } from '../../src/shared/sessionize/index.ts'

const then = { activity: 'claim_status', rating: 'core' } as const
const pattern = 'claim[ #:]+(?<ref>[A-Z]{3}-[0-9]{5})'
const field = { selector: '#claim-number', pattern }
const rule = (more: Partial<Rule> = {}): Rule => ({
  ...{ id: 'status', when: { host: 'portal.example', path: '#/claim' }, then, field },
  ...more,
})
const compiled = (...rules: readonly Rule[]): CompiledRuleSet => {
  const result = compileRuleSet({ version: 7, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}
const tokenOf = (reference: string) => `token ${reference}` as ClaimToken
const url = 'https://www.portal.example/ui#/claim'
const shown = { app: 'msedge', title: 'Portal', url }

describe('a selector', () => {
  test.each([
    '#claim-number',
    'span.claim-no',
    'dl.claim > dt.number + dd',
    'table#lines tr:nth-child(2) td:first-child',
    '[data-testid="claim number"]',
    'span[ng-bind="ClaimData.InvId"]',
    "input[name='ctl00:claim.no']",
    'main .detail header h2',
  ])('%s names an element', (selector) => {
    expect(fieldFault(rule({ field: { selector, pattern } }))).toBeNull()
  })

  test.each([
    ['', 'selector_syntax'],
    ['*', 'selector_syntax'],
    ['#a, #b', 'selector_syntax'],
    ['#a ~ #b', 'selector_syntax'],
    ['input[value^="A"]', 'selector_syntax'],
    ['input[value="A1"]', 'selector_syntax'],
    ['[id^="row-1"]', 'selector_syntax'],
    ['[name*="a" i]', 'selector_syntax'],
    ['[class~="x"]', 'selector_syntax'],
    ['[data-patient="x"]', 'selector_syntax'],
    ['input[checked]', 'selector_syntax'],
    ['#a:has(.x)', 'selector_syntax'],
    ['#a:not(.x)', 'selector_syntax'],
    ['#a:is(.x)', 'selector_syntax'],
    ['#a:checked', 'selector_syntax'],
    ['#a:valid', 'selector_syntax'],
    ['#a:nth-child(2n+1)', 'selector_syntax'],
    ['#a::before', 'selector_syntax'],
    ['#\\61', 'selector_syntax'],
    ['#a /* */ b', 'selector_syntax'],
    ['#a{', 'selector_syntax'],
    ['[name="a"b"]', 'selector_syntax'],
    [' #a', 'selector_syntax'],
    ['#a >', 'selector_syntax'],
    ['body', 'selector_unnamed'],
    ['table tr:nth-child(17) td:nth-child(3)', 'selector_unnamed'],
    ['#a b c d e f g', 'selector_long'],
  ])('%s is refused: %s', (selector, fault) => {
    expect(fieldFault(rule({ field: { selector, pattern } }))).toBe(fault)
  })

  test('of any length is judged at once', () => {
    const began = performance.now()
    for (const part of ['#a ', 'a>', '[name="a"]', '.a', ':first-child', ' ', '-'])
      fieldFault(rule({ field: { selector: `${part.repeat(200).slice(0, 199)}!`, pattern } }))
    expect(performance.now() - began).toBeLessThan(500)
  })
})

describe('a field', () => {
  test.each([
    ['(?<ref>[A-Z0-9]+)', 'unbounded'],
    ['(?<ref>.{5,20})', 'wildcard'],
    ['^.{3}(?<ref>[0-9]{6})', 'fixed_place'],
    ['claim.*(?<ref>[0-9]{6})', 'any_character'],
    ['claim (?<ref>[0-9]{6})[^x]+', 'any_character'],
    ['claim\\s*#?\\s*(?<ref>[0-9]{6,9})', null],
    ['(?<ref>[0-9]{6,9})', null],
  ])('has a pattern that takes a label and a number: %s', (source, fault) => {
    expect(fieldFault(rule({ field: { ...field, pattern: source } }))).toBe(fault)
  })

  test('needs the host of a site', () => {
    for (const when of [{}, { path: '#/claim' }, { host: 'com' }, { host: '.com' }])
      expect(fieldFault(rule({ when }))).toBe('no_host')
  })

  test('that could read a page is not published, and agents ignore it and go on classifying', () => {
    const spy = rule({ field: { ...field, selector: 'input[value^="A"]' } })
    expect(publicationErrors(compileRuleSet({ version: 1, rules: [spy] }))).toEqual([
      { pointer: '/rules/0/field/selector', detail: expect.stringContaining('rule "status": the selector') },
    ])
    const set = compiled(spy)
    expect(set.ignoredClaimRefs).toEqual(['status'])
    expect([fieldToRead(set, shown), fieldHosts(set.ruleSet)]).toEqual([null, []])
    const { classification } = createClassifier(set, tokenOf)({ ...shown, field: 'Claim ABC-12345' })
    expect([classification.ruleId, classification.claimToken]).toEqual(['status', null])
  })

  test('is refused whole where its pattern is none, and where there are too many', () => {
    const bad = rule({ field: { ...field, pattern: '(?<ref>a(?=b))' } })
    expect(compileRuleSet({ version: 1, rules: [bad] })).toMatchObject({
      ok: false,
      errors: [{ pointer: '/rules/0/field/pattern', detail: expect.stringContaining('RE2') }],
    })
    const rules = Array.from({ length: 201 }, (_, index) => rule({ id: `r${index}` }))
    expect(compileRuleSet({ version: 1, rules })).toMatchObject({ ok: false, errors: [{ pointer: '/rules' }] })
    expect(ruleSchema.safeParse(rule({ field: { ...field, selector: `#${'a'.repeat(200)}` } })).success).toBe(false)
  })
})

describe('what is to be read', () => {
  const read = (set: CompiledRuleSet, window = shown) => fieldToRead(set, window)?.id ?? null

  test('is the field of the rule that classifies the window, in its page, and of no other', () => {
    const set = compiled(
      rule({ id: 'private', when: { title: 'my own' }, then: { activity: 'private', rating: 'private' } }),
      rule({ id: 'list', when: { host: 'portal.example', path: '#/list' }, field: undefined }),
      rule(),
      rule({ id: 'other', when: { host: 'portal.example' } }),
    )
    expect(fieldToRead(set, shown)).toEqual({ id: '7/status', page: url, host: 'portal.example', ...field })
    expect(read(set, { ...shown, title: 'My own claims' })).toBeNull()
    expect(read(set, { ...shown, url: 'https://portal.example/ui#/list' })).toBeNull()
    expect(read(set, { ...shown, url: 'https://notportal.example/ui#/claim' })).toBeNull()
    expect(read(set, { ...shown, url: 'https://portal.example/' })).toBe('7/other')
    expect(fieldHosts(set.ruleSet)).toEqual(['portal.example'])
  })

  test('is nothing where title or path name the claim, and nothing in private windows', () => {
    const set = compiled(rule({ claimRef: 'claim/(?<ref>[A-Z0-9-]{6,12})' }))
    expect(read(set)).toBe('7/status')
    expect(read(set, { ...shown, url: 'https://portal.example/ui#/claim/ABC-12345' })).toBeNull()
    expect(read(compiled(rule({ then: { activity: 'claim_status', rating: 'private' } })))).toBeNull()
    expect(read(compiled(rule({ enabled: false })))).toBeNull()
  })
})

describe('what was read', () => {
  const set = compiled(rule({ claimRef: 'pcn (?<ref>[0-9]{6,9})' }))
  const classify = createClassifier(set, tokenOf)
  const tokenIn = (window: object) => classify({ ...shown, ...window }).classification.claimToken

  test('names the claim by the limits of a claim reference, after title and path', () => {
    expect(tokenIn({ field: 'Claim # abc-12345' })).toBe('token ABC12345')
    expect(tokenIn({ field: 'Claim # abc-12345', title: 'PCN 204181' })).toBe('token 204181')
    for (const text of [
      'Claim # abc-123456',
      'Reclaim # abc-12345',
      'abc-12345',
      '',
      null,
      `Claim # abc-12345${' '.repeat(200)}`,
    ])
      expect(tokenIn({ field: text }), String(text)).toBeNull()
    expect(tokenIn({ field: 'Claim # abc-12345', url: 'https://portal.example/' })).toBeNull()
  })

  test('marks the span, and no time away', () => {
    const sessionizer = new Sessionizer({ classify, policy: set.ruleSet.policy })
    const at = (mono: number) => ({ t: 1_795_000_500_000 + mono, mono, idleMs: 0, locked: false })
    const spans = [
      sessionizer.push({ ...at(0), ...shown, title: 'PCN 204181' }),
      sessionizer.push({ ...at(1000), ...shown, field: 'Claim ABC-12345' }),
      sessionizer.push({ ...at(2000), event: 'lock' }),
      sessionizer.push({ ...at(3000), event: 'unlock' }),
      sessionizer.push({ ...at(4000), app: 'excel', title: 'list' }),
      sessionizer.end(),
    ].flat()
    expect(spans.map(({ presence, claimToken, claimFrom }) => [presence, claimToken, claimFrom])).toEqual([
      ['active', 'token 204181', undefined],
      ['active', 'token ABC12345', 'field'],
      ['away', null, undefined],
      ['active', 'token ABC12345', 'field'],
    ])
  })

  test('is shown by the tester, which says why a field is ignored', () => {
    expect(explain(set, { ...shown, field: 'claim ABC-12345' })).toMatchObject({
      reference: 'ABC12345',
      fieldFault: null,
    })
    const spy = compiled(rule({ field: { ...field, selector: 'body' } }))
    expect(explain(spy, { ...shown, field: 'claim ABC-12345' })).toMatchObject({
      reference: null,
      fieldFault: 'selector_unnamed',
    })
  })
})
