import type { RuleUse } from '../../src/shared/contract/rule-use.ts'
import { type Rule, type RuleSet, ruleSetSchema } from '../../src/shared/contract/ruleset.ts'

const portal = 'payer_portal'
const browser = 'edge|chrome|firefox'

/** A small rule set with everything the rules screen shows: assumed and disabled rules, a private one, a claim reference. */
export function sampleRules(): RuleSet {
  return ruleSetSchema.parse({
    version: 7,
    rules: [
      {
        id: 'bank',
        name: 'Personal banking',
        when: { host: 'chase.com' },
        then: { activity: 'private', rating: 'private' },
      },
      {
        id: 'availity-claim-status',
        name: 'Availity: claim status',
        when: { app: browser, host: 'availity.com', path: 'claim-status-ui' },
        then: { activity: 'claim_status', rating: 'core', system: 'Availity', systemKind: portal },
        claimRef: 'claim #(?<ref>[A-Z0-9-]{6,20})',
      },
      {
        id: 'availity-remittance',
        name: 'Availity: remittance viewer',
        assumed: true,
        when: { host: 'availity.com', path: 'remit' },
        then: { activity: 'remittance', rating: 'core', system: 'Availity', systemKind: portal },
      },
      {
        id: 'availity-login',
        name: 'Availity: sign in',
        when: { host: 'availity.com', title: 'log ?in|sign ?in' },
        then: { activity: 'portal_login', rating: 'support', system: 'Availity', systemKind: portal },
      },
      {
        id: 'availity',
        name: 'Availity: other pages',
        when: { host: 'availity.com' },
        then: { activity: 'portal_other', rating: 'support', system: 'Availity', systemKind: portal },
      },
      {
        id: 'uhc-claims',
        name: 'UnitedHealthcare: claims',
        when: { host: 'uhcprovider.com', path: '#/claims' },
        then: {
          activity: 'claim_status',
          rating: 'core',
          system: 'UnitedHealthcare',
          systemKind: portal,
          payer: 'UnitedHealthcare',
        },
        claimRef: 'claims/(?<ref>[A-Z0-9-]{6,20})',
      },
      {
        id: 'uhc-appeals',
        name: 'UnitedHealthcare: reconsideration and appeals',
        assumed: true,
        when: { host: 'uhcprovider.com', path: 'reconsid|appeal|trackit' },
        then: {
          activity: 'appeal',
          rating: 'core',
          system: 'UnitedHealthcare',
          systemKind: portal,
          payer: 'UnitedHealthcare',
        },
      },
      {
        id: 'epic-account',
        name: 'Epic: hospital account',
        assumed: true,
        when: { app: 'wfica32|epic', title: 'account|HAR' },
        then: { activity: 'account_review', rating: 'core', system: 'Epic', systemKind: 'ehr' },
        claimRef: 'PCN[ :]*(?<ref>[0-9]{5,20})',
      },
      {
        id: 'word-appeal',
        name: 'Appeal letters in Word',
        when: { app: 'winword', title: 'appeal' },
        then: { activity: 'appeal_drafting', rating: 'core', system: 'Word', systemKind: 'office' },
      },
      {
        id: 'excel',
        name: 'Spreadsheets',
        when: { app: 'excel|calc' },
        then: { activity: 'documentation', rating: 'support', system: 'Excel', systemKind: 'office' },
      },
      {
        id: 'softphone',
        name: 'Payer calls',
        when: { app: 'zoom|jabber' },
        then: { activity: 'payer_call', rating: 'core', system: 'Phone', systemKind: 'phone', idleAfterMs: 1_800_000 },
      },
      {
        id: 'news',
        name: 'News',
        enabled: false,
        when: { host: 'news.example' },
        then: { activity: 'non_work', rating: 'non_work' },
      },
    ],
    remote: [
      {
        id: 'citrix-published',
        name: 'Citrix: a published application',
        title: '^(?<inner>.*?(?: - (?<app>Excel|Word))?) - \\\\\\\\Remote$',
      },
      {
        id: 'rdp-desktop',
        name: 'Remote Desktop: a whole desktop',
        assumed: true,
        app: 'mstsc',
        title: 'remote desktop connection$',
      },
    ],
  })
}

const HOUR = 3_600_000

/** 100 hours of the sample rules, 15 of them without a rule. */
export const sampleRuleUse = (): RuleUse => ({
  ...{ from: Date.UTC(2026, 10, 6, 5), to: Date.UTC(2026, 10, 20, 5) },
  ...{ totalMs: 100 * HOUR, unnamedMs: 15 * HOUR, privateMs: 2 * HOUR },
  rules: [
    { ruleId: 'availity-claim-status', activeMs: 41 * HOUR, people: 3 },
    { ruleId: 'excel', activeMs: 30 * HOUR, people: 4 },
    { ruleId: 'old-portal', activeMs: 12 * HOUR, people: 2 },
    { ruleId: 'softphone', activeMs: 0, people: 1 },
  ],
})

/** The starter rules of a newer version: one of UnitedHealthcare's has another path, and one is new. */
export const newStarterRules: readonly Rule[] = sampleRules().rules.flatMap((rule): Rule[] => {
  if (rule.id !== 'uhc-claims') return [rule]
  const path = '#/(claims|inquiries)'
  return [
    { ...rule, when: { ...rule.when, path } },
    { ...rule, id: 'uhc-eligibility', name: 'UnitedHealthcare: eligibility', when: { ...rule.when, path: 'eligib' } },
  ]
})
