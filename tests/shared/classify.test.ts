import { describe, expect, it } from 'vitest'
import {
  compileRuleSet,
  createClassifier,
  explain,
  hostMatches,
  remoteWindow,
  normalizeReference,
  pageLocation,
  publicationErrors,
  type CompiledRuleSet,
  type WindowText,
} from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'

const then = { activity: 'claim_status', rating: 'core' }

function compiled(rules: readonly object[]): CompiledRuleSet {
  const result = compileRuleSet({ version: 3, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return result.compiled
}

function errorsOf(input: unknown): readonly { pointer: string; detail: string }[] {
  const result = compileRuleSet(input)
  return result.ok ? [] : result.errors
}

const asked: string[] = []
const tokenOf = (reference: string) => {
  asked.push(reference)
  return `token of ${reference}` as ClaimToken
}

function ruleOf(rules: readonly object[], window: Partial<WindowText>): string | null {
  const classify = createClassifier(compiled(rules), tokenOf)
  return classify({ app: null, title: null, ...window }).classification.ruleId
}

describe('a rule set', () => {
  it('reports the location of every error', () => {
    const broken = {
      version: 1,
      policy: { idleAfterMs: -1 },
      rules: [{ id: 'no then', when: { tittle: 'x' } }],
    }
    expect(errorsOf(broken).map(({ pointer }) => pointer)).toEqual([
      '/policy/idleAfterMs',
      '/rules/0/id',
      '/rules/0/when/tittle',
      '/rules/0/then',
    ])
    expect(errorsOf(null)[0]?.pointer).toBe('/')
  })

  it('is not published with durations that make everybody idle or nobody, observe nothing or join all work', () => {
    const policy = {
      ...{ idleAfterMs: 0, touchGapMs: 25 * 3_600_000, maxGapMs: 1000, carryForMs: 9 * 3_600_000 },
      idleAfterMsByActivity: { payer_call: 5 * 3_600_000, appeal: 900_000, reference: 999 },
    }
    const rules = [
      { id: 'a', when: {}, then: { ...then, idleAfterMs: 1 } },
      { id: 'b', when: {}, then: { ...then, idleAfterMs: 1_800_000 } },
    ]
    const result = compileRuleSet({ version: 1, policy, rules })
    // Agents follow it.
    expect(result.ok).toBe(true)
    expect(publicationErrors(result)).toEqual([
      { pointer: '/policy/idleAfterMs', detail: 'must be from 1000 to 14400000 ms' },
      { pointer: '/policy/touchGapMs', detail: 'must be from 1000 to 86400000 ms' },
      { pointer: '/policy/carryForMs', detail: 'must be from 0 to 28800000 ms' },
      { pointer: '/policy/maxGapMs', detail: 'must be from 2000 to 600000 ms' },
      { pointer: '/policy/idleAfterMsByActivity/payer_call', detail: 'must be from 1000 to 14400000 ms' },
      { pointer: '/policy/idleAfterMsByActivity/reference', detail: 'must be from 1000 to 14400000 ms' },
      { pointer: '/rules/0/then/idleAfterMs', detail: 'must be from 1000 to 28800000 ms' },
    ])
  })

  it('gives a window the idle threshold of its rule, else of its activity, else of the policy', () => {
    const result = compileRuleSet({
      version: 1,
      policy: {
        idleAfterMs: 60_000,
        idleAfterMsByActivity: { claim_status: 2_000, unclassified: 3_000, private: 4_000 },
      },
      rules: [
        { id: 'own', when: { app: 'own' }, then: { ...then, idleAfterMs: 1_000 } },
        { id: 'activity', when: { app: 'activity' }, then },
        // Its activity stays unknown, so its threshold is that of private time.
        { id: 'private', when: { app: 'bank' }, then: { activity: 'claim_status', rating: 'private' } },
        { id: 'policy', when: { app: 'policy' }, then: { ...then, activity: 'constructor' } },
      ],
    })
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    const classify = createClassifier(result.compiled, tokenOf)
    const thresholds = ['own', 'activity', 'nobody', 'bank', 'policy'].map(
      (app) => classify({ app, title: null }).idleAfterMs,
    )
    expect(thresholds).toEqual([1_000, 2_000, 3_000, 4_000, 60_000])
  })

  it('refuses a second rule with the same id, and names the first', () => {
    const rules = ['a', 'b', 'a'].map((id) => ({ id, when: {}, then }))
    expect(errorsOf({ version: 1, rules })).toEqual([
      { pointer: '/rules/2/id', detail: 'duplicate id "a", already used by rule 0' },
    ])
  })

  it.each([
    ['syntax', '(', 'missing closing )'],
    ['look-ahead', 'a(?=b)', 'invalid or unsupported Perl syntax'],
    ['back-reference', '(a)\\1', 'invalid escape sequence'],
    ['nested repetition', '((a{100}){100}){100}', 'invalid repeat count'],
  ])('refuses a pattern because of %s', (_what, title, why) => {
    const [error] = errorsOf({ version: 1, rules: [{ id: 'a', when: { title }, then }] })
    expect(error?.pointer).toBe('/rules/0/when/title')
    expect(error?.detail).toContain(why)
  })

  it('requires a group named ref in a claim reference, and a domain as host', () => {
    const rules = [{ id: 'a', when: { host: 'https://x.com/' }, then, claimRef: 'claim (\\d+)' }]
    expect(errorsOf({ version: 1, rules }).map(({ pointer }) => pointer)).toEqual([
      '/rules/0/when/host',
      '/rules/0/claimRef',
    ])
  })

  it('runs patterns that backtrack elsewhere in linear time', () => {
    const classify = createClassifier(compiled([{ id: 'a', when: { title: '(a+)+$' }, then }]), tokenOf)
    expect(classify({ app: 'x', title: `${'a'.repeat(50_000)}!` }).classification.ruleId).toBeNull()
  })
})

describe('matching', () => {
  it('uses the first rule of which every field matches, anywhere and in any case', () => {
    const rules = [
      { id: 'off', enabled: false, when: {}, then },
      { id: 'both', when: { app: 'EDGE|chrome', title: 'claim status' }, then },
      { id: 'app', when: { app: 'edge' }, then },
    ]
    expect(ruleOf(rules, { app: 'msedge', title: 'Availity: CLAIM STATUS' })).toBe('both')
    expect(ruleOf(rules, { app: 'msedge', title: 'News' })).toBe('app')
    expect(ruleOf(rules, { app: 'excel', title: 'Claim status' })).toBeNull()
  })

  it('matches a host with its subdomains, and path and hash but never the query', () => {
    const rules = [{ id: 'a', when: { host: 'Availity.com', path: 'claim-status.*#/result' }, then }]
    expect(ruleOf(rules, { url: 'https://apps.availity.com/claim-status?x=1#/result' })).toBe('a')
    expect(ruleOf(rules, { url: 'https://apps.availity.com/x?claim-status#/result' })).toBeNull()
    expect(ruleOf(rules, { url: 'https://notavaility.com/claim-status#/result' })).toBeNull()
    expect(ruleOf(rules, { app: 'chrome', title: 'claim-status#/result' })).toBeNull()
    expect(hostMatches('availity.com', 'availity.com.evil.example')).toBe(false)
    expect(pageLocation('not an address')).toBeNull()
  })

  it('never matches a missing value', () => {
    expect(ruleOf([{ id: 'a', when: { app: '.*' }, then }], {})).toBeNull()
    expect(ruleOf([{ id: 'a', when: { title: '.*' }, then }], {})).toBeNull()
    expect(ruleOf([{ id: 'a', when: {}, then }], {})).toBe('a')
  })

  it('finds the reference in the title, else in path and hash, and returns only its token', () => {
    const rules = [{ id: 'a', when: {}, then, claimRef: 'claim[ #:/]+(?<ref>[A-Z0-9 -]{6,20})' }]
    const classify = createClassifier(compiled(rules), tokenOf)
    const url = 'https://x.example/claim/zz-99-00001?claim=Q1234567'
    expect(classify({ app: null, title: 'Claim #pcn-204 18', url }).classification.claimToken).toBe('token of PCN20418')
    expect(classify({ app: null, title: 'Claims', url }).classification.claimToken).toBe('token of ZZ9900001')
    expect(classify({ app: null, title: 'Claims' }).classification.claimToken).toBeNull()
    expect(normalizeReference(' - ')).toBeNull()
    expect(normalizeReference('ab–12—3')).toBe('AB123')
    const badTitle = { app: null, title: 'Claim 2026-01-05', url }
    expect(classify(badTitle).classification.claimToken).toBe('token of ZZ9900001')
  })

  it('keeps nothing of a private window, not even a token', () => {
    const window = { app: 'msedge', title: 'claim #ABC123456' }
    for (const privately of [
      { activity: 'private', rating: 'core', system: 'Bank' },
      { activity: 'communication', rating: 'private', payer: 'Aetna' },
    ]) {
      const rules = [{ id: 'a', when: {}, then: privately, claimRef: '(?<ref>[A-Z0-9]{9})' }]
      const { classification } = createClassifier(compiled(rules), tokenOf)(window)
      expect(Object.entries(classification).filter(([, value]) => value !== null)).toEqual([
        ['activity', 'private'],
        ['rating', 'private'],
        ['ruleSetVersion', 3],
      ])
    }
  })

  it('makes a token once while a window is in the cache', () => {
    asked.length = 0
    const rules = [{ id: 'a', when: {}, then, claimRef: '(?<ref>[0-9]{6})' }]
    const classify = createClassifier(compiled(rules), tokenOf, 2)
    const window = (title: string) => classify({ app: null, title })
    const first = window('111111')
    expect(window('111111')).toBe(first)
    window('222222')
    window('111111')
    window('333333')
    window('222222')
    expect(asked).toEqual(['111111', '222222', '333333', '222222'])
  })

  it('explains why a rule wins: the failed field of each rule before it', () => {
    const rules = [
      { id: 'host', when: { host: 'availity.com' }, then },
      { id: 'title', when: { app: 'edge', title: 'appeal' }, then },
      { id: 'wins', when: { app: 'edge' }, then, claimRef: '(?<ref>[0-9]{6})' },
      { id: 'after', when: {}, then },
    ]
    const { ruleId, tried, reference } = explain(compiled(rules), { app: 'msedge', title: 'claim 123456' })
    expect({ ruleId, tried, reference }).toEqual({
      ruleId: 'wins',
      tried: [
        { ruleId: 'host', failed: 'host' },
        { ruleId: 'title', failed: 'title' },
        { ruleId: 'wins', failed: null },
      ],
      reference: '123456',
    })
  })
})

describe('a remote window', () => {
  const remote = [
    { id: 'desktop', app: 'mstsc', title: 'remote desktop connection$' },
    { id: 'published', title: '^(?<inner>.*?(?: - (?<app>Excel))?) - \\\\\\\\Remote$' },
    { id: 'off', enabled: false, title: '^(?<inner>.*)$' },
  ]
  const rules = [
    { id: 'chart', when: { title: '^hyperspace' }, then, claimRef: 'account (?<ref>[A-Z0-9]{6,20})$' },
    { id: 'sheet', when: { app: '^excel$' }, then },
    { id: 'citrix', when: { app: 'wfica32' }, then },
  ]
  const set = compileRuleSet({ version: 1, rules, remote })
  if (!set.ok) throw new Error(JSON.stringify(set.errors))
  const classify = createClassifier(set.compiled, tokenOf)
  const seen = (app: string, title: string) => {
    const { ruleId, claimToken, app: stored } = classify({ app, title }).classification
    return [ruleId, claimToken, stored]
  }

  it('is matched by its inner window, and by itself if no rule matches that one', () => {
    expect(seen('wfica32', 'Hyperspace - account ABC123 - \\\\Remote')).toEqual(['chart', 'token of ABC123', 'wfica32'])
    expect(seen('wfica32', 'denials.xlsx - Excel - \\\\Remote')).toEqual(['sheet', null, 'wfica32'])
    expect(seen('wfica32', 'denials.xlsx - \\\\Remote')).toEqual(['citrix', null, 'wfica32'])
    expect(seen('other', 'denials.xlsx - \\\\Remote')).toEqual([null, null, 'other'])
    // Not remote: the suffix is missing.
    expect(seen('chrome', 'About Hyperspace - account ABC123')).toEqual([null, null, 'chrome'])
  })

  it('of a whole desktop, or with an empty title, has no inner window', () => {
    const inner = (app: string, title: string) => remoteWindow(set.compiled, { app, title })?.inner
    expect(inner('mstsc', '10.0.0.5 - Remote Desktop Connection')).toBeNull()
    expect(inner('wfica32', '  - \\\\Remote')).toBeNull()
    expect(remoteWindow(set.compiled, { app: 'wfica32', title: null })).toBeNull()
  })

  it('is recognized by the first matching entry, which a test of patterns names', () => {
    const by = (app: string, title: string) => {
      const found = remoteWindow(set.compiled, { app, title })
      return found && [found.entry.id, found.inner]
    }
    expect(by('wfica32', 'log - Excel - \\\\Remote')).toEqual(['published', { app: 'excel', title: 'log - Excel' }])
    expect(by('mstsc', '10.0.0.5 - Remote Desktop Connection')).toEqual(['desktop', null])
    expect(by('chrome', 'Hyperspace')).toBeNull()
  })

  it('keeps the order of the rules: an earlier rule for the outer window comes first', () => {
    const first = compileRuleSet({ version: 1, rules: [rules[2], rules[0]], remote })
    if (!first.ok) throw new Error(JSON.stringify(first.errors))
    expect(explain(first.compiled, { app: 'wfica32', title: 'Hyperspace - \\\\Remote' }).ruleId).toBe('citrix')
  })

  it('is explained by the failed fields of its inner window', () => {
    expect(explain(set.compiled, { app: 'wfica32', title: 'log - Excel - \\\\Remote' }).tried).toEqual([
      { ruleId: 'chart', failed: 'title' },
      { ruleId: 'sheet', failed: null },
    ])
  })

  it('says that nothing inside is known where no rule matches its inner window and no claim reference is read', () => {
    const client = { id: 'client', when: { app: 'mstsc|wfica32|teams' }, then: { ...then, activity: 'unclassified' } }
    const desktop = { id: 'farm', when: { title: '^farm' }, then, claimRef: 'account (?<ref>[A-Z0-9]{6,20}) ' }
    const own = { id: 'own', when: { title: '^my bank' }, then: { activity: 'private', rating: 'private' } }
    const chart = { id: 'outer', when: { app: 'wfica32', title: '^chart - ' }, then }
    const named = compileRuleSet({ version: 1, rules: [...rules.slice(0, 2), own, chart, desktop, client], remote })
    if (!named.ok) throw new Error(JSON.stringify(named.errors))
    const remoteOf = (by: CompiledRuleSet, app: string | null, title: string | null) => {
      const { remote: isRemote } = createClassifier(by, tokenOf)({ app, title }).classification
      expect(explain(by, { app, title }).classification.remote).toBe(isRemote)
      return isRemote ?? false
    }
    // A rule knows the inner window.
    expect(remoteOf(named.compiled, 'wfica32', 'Hyperspace - \\\\Remote')).toBe(false)
    expect(remoteOf(named.compiled, 'wfica32', 'log - Excel - \\\\Remote')).toBe(false)
    // One reads the inner title of the window as it is.
    expect(remoteOf(named.compiled, 'wfica32', 'Chart - \\\\Remote')).toBe(false)
    // Only the client's own rule, or none, knows the window.
    expect(remoteOf(named.compiled, 'wfica32', 'log - \\\\Remote')).toBe(true)
    expect(remoteOf(named.compiled, 'other', 'log - \\\\Remote')).toBe(true)
    expect(remoteOf(named.compiled, 'mstsc', '10.0.0.5 - Remote Desktop Connection')).toBe(true)
    // A rule for the desktop's name says what it is for, not what is open in it. A claim reference says that.
    expect(remoteOf(named.compiled, 'mstsc', 'Farm 7 - Remote Desktop Connection')).toBe(true)
    expect(remoteOf(named.compiled, 'mstsc', 'Farm account HX20418 - Remote Desktop Connection')).toBe(false)
    // No entry knows the title: the rule that says "unclassified" of a program that an entry names decides.
    expect(remoteOf(named.compiled, 'mstsc', '10.0.0.5 - Remotedesktopverbindung')).toBe(true)
    expect(remoteOf(named.compiled, 'mstsc', null)).toBe(true)
    expect(remoteOf(named.compiled, 'mstsc', 'Farm 7')).toBe(false)
    expect(remoteOf(named.compiled, 'teams', 'Chat')).toBe(false)
    expect(remoteOf(set.compiled, 'mstsc', '10.0.0.5 - Remotedesktopverbindung')).toBe(false)
    // Nothing else carries it, and a private window carries nothing.
    expect(remoteOf(named.compiled, 'chrome', 'News')).toBe(false)
    expect(remoteOf(named.compiled, null, null)).toBe(false)
    expect(remoteOf(named.compiled, 'mstsc', 'My bank - Remote Desktop Connection')).toBe(false)
    const { classification } = createClassifier(named.compiled, tokenOf)({ app: 'chrome', title: 'News' })
    expect(classification).not.toHaveProperty('remote')
  })

  it('has its errors reported with their location', () => {
    expect(
      errorsOf({ version: 1, rules: [], remote: [{ id: 'a', app: '(', title: 'a(?=b)' }] }).map(
        ({ pointer }) => pointer,
      ),
    ).toEqual(['/remote/0/app', '/remote/0/title'])
  })
})
