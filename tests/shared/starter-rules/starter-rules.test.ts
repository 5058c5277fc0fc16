import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  compileRuleSet,
  createCallClassifier,
  createClassifier,
  explain,
  publicationErrors,
  type WindowText,
} from '../../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../../src/shared/contract/index.ts'
import { calls, windowsOfRules } from './windows-of-rules.ts'

const fileOf = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const result = compileRuleSet(JSON.parse(fileOf('assets/rules/starter-rules.json')))
if (!result.ok) throw new Error(JSON.stringify(result.errors))
const { compiled } = result
const { rules } = compiled.ruleSet
const classify = createClassifier(compiled, (reference) => `token of ${reference}` as ClaimToken)
const activityOf = (window: WindowText) => classify(window).classification.activity

describe('the starter rules', () => {
  it('can be published, and each is the first for a window or call that is named here', () => {
    expect(publicationErrors(result)).toEqual([])
    const won = windowsOfRules.map(({ app, title, url = null }) => explain(compiled, { app, title, url }).ruleId)
    expect(won).toEqual(windowsOfRules.map(({ ruleId }) => ruleId))
    const named = new Set([...won, ...calls.map(([, ruleId]) => ruleId)])
    expect(rules.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([])
  })

  it('name no window by its title alone, which any program may show', () => {
    const byTitle = rules.filter(({ when }) => when.app === undefined && when.host === undefined)
    expect(byTitle.map(({ id }) => id)).toEqual([])
  })

  it('are assumed, or documented in docs/starter-rules.md', () => {
    const documented = rules.filter(({ assumed }) => assumed !== true).map(({ id }) => id)
    const [, listed = ''] = fileOf('docs/starter-rules.md').split('\n## ')
    const ids = [...listed.matchAll(/`([^`]+)`/g)].map(([, id]) => id)
    expect(new Set(ids)).toEqual(new Set(documented))
  })

  it.each(calls)('say of a call of %s: %s', (app, ruleId) => {
    expect(createCallClassifier(compiled)(app)?.ruleId ?? null).toBe(ruleId)
  })

  // A title that an EHR also has is its window only in its own program, and a name within another name is another program.
  it.each([
    ['excel', 'Appeals opened by team.xlsx - Excel', 'documentation'],
    ['winword', 'Hyperspace denial workqueue tips.docx - Word', 'documentation'],
    ['notepad', 'PharmNet: Claims Monitor notes - Notepad', 'documentation'],
    ['OUTLOOK', 'Case 7312 opened by A. Roe - Message (HTML)', 'communication'],
    ['chrome', 'Chart - Wikipedia - Google Chrome', 'unclassified'],
    ['chrome', 'Update - Google Chrome', 'unclassified'],
    ['msedge', 'Issue 12 opened by octocat - Microsoft Edge', 'unclassified'],
    ['firefox', 'Hyperspace - Wikipedia — Mozilla Firefox', 'unclassified'],
    ['chrome', 'Spot checks of claim status - Wiki - Google Chrome', 'unclassified'],
    ['chrome', 'How to spot a claim status fraud - Google Chrome', 'unclassified'],
    ['teams', 'SPOT claim status | Microsoft Teams', 'communication'],
    ['explorer', 'online banking statements', 'unclassified'],
    ['hyperspace', 'Chart - Account #HX20418', 'account_review'],
    ['EpicGamesLauncher', 'Epic Games Launcher', 'unclassified'],
    ['MagicMouseUtilities', 'Settings', 'unclassified'],
    ['extrac32', 'Extract', 'unclassified'],
    ['zoomit', 'ZoomIt', 'unclassified'],
  ])('classify %s "%s" as %s', (app, title, activity) => {
    expect(activityOf({ app, title })).toBe(activity)
  })

  it.each([
    ['https://secure.uhcprovider.com.evil.example/#/claims', 'unclassified'],
    ['https://essentials.availity.com./static/web/enhanced-claim-status-ui/', 'claim_status'],
    ['https://Secure.UHCprovider.com.:443/#/claims', 'claim_status'],
    ['https://intranet.example/', 'unclassified'],
    ['https://pharmacy.amazon.com/provider', 'unclassified'],
    ['https://practice.my.connect.aws/users', 'unclassified'],
    ['https://www.dialpad.com/pricing', 'unclassified'],
  ])('classify %s as %s', (url, activity) => {
    expect(activityOf({ app: 'msedge', title: 'Anything', url })).toBe(activity)
  })

  it.each([
    // Citrix by its documented suffix, then RDP and others by assumption.
    ['wfica32', 'Hyperspace - Denial work queue - \\\\Remote', 'denial_worklist', 'Epic'],
    ['wfica32', 'Follow-up log.xlsx - Excel - \\\\Remote', 'documentation', 'Spreadsheet'],
    ['wfica32', 'Appeal letter.docx - Word - \\\\Remote', 'appeal_drafting', 'Word'],
    ['wfica32', 'Something else - \\\\Remote', 'unclassified', 'Citrix'],
    ['wfica32', 'Appeals opened by team.xlsx - Excel - \\\\Remote', 'documentation', 'Spreadsheet'],
    ['wfica32', 'Hyperspace workqueue tips.docx - Word - \\\\Remote', 'documentation', 'Word'],
    ['wfica32', 'DOE, JANE - 12345 Opened by SMITH - \\\\Remote', 'account_review', 'Cerner PowerChart'],
    ['citrix viewer', 'Hyperspace - BILLING | PRD', 'account_review', 'Epic'],
    ['cdviewer', 'Billing desktop - Desktop Viewer', 'unclassified', 'Remote desktop'],
    ['citrix viewer', 'Citrix Viewer', 'unclassified', 'Remote desktop'],
    ['mstsc', '10.0.0.5 - Remote Desktop Connection', 'unclassified', 'Remote desktop'],
    ['mstsc', 'server - Remote Desktop', 'unclassified', 'Remote desktop'],
    ['mstsc', 'Hyperspace - BILLING (Remote)', 'account_review', 'Epic'],
    ['vmware-view', 'Hyperspace - BILLING - VMware Horizon Client', 'account_review', 'Epic'],
    ['vmware-view', 'Win10 pool - VMware Horizon Client', 'unclassified', 'Remote desktop'],
    ['horizon-client', 'Hyperspace - BILLING - Omnissa Horizon Client', 'account_review', 'Epic'],
    ['mstsc', 'server - Remotedesktopverbindung', 'unclassified', 'Remote desktop'],
    ['workspaces', 'Amazon WorkSpaces', 'unclassified', 'Remote desktop'],
    ['Amazon WorkSpaces', null, 'unclassified', 'Remote desktop'],
    ['wfica32', null, 'unclassified', 'Remote desktop'],
  ])('classify the remote window %s "%s" as %s', (app, title, activity, system) => {
    const { classification } = classify({ app, title })
    expect([classification.activity, classification.system, classification.app]).toEqual([activity, system, app])
    expect(classification.remote ?? false).toBe(activity === 'unclassified')
  })
})
