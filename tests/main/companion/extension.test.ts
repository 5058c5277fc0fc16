import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { browserOf } from '../../../src/companion/browser.ts'
import { companionManifest } from '../../../src/companion/manifest.ts'
import { originOf } from '../../../src/companion/origin.ts'
import { pageOf } from '../../../src/companion/page.ts'
import { retryAfterMs } from '../../../src/companion/retry.ts'
import { chromiumExtensionId, companionKey } from '../../../src/shared/companion.ts'

describe('the reported address of a tab', () => {
  test.each([
    ['https://portal.example/claims?member=W123#/status/42', 'https://portal.example/claims#/status/42'],
    ['https://user:secret@portal.example:8443/?q=1', 'https://portal.example:8443/'],
    ['http://127.0.0.1/a', 'http://127.0.0.1/a'],
    ['chrome://settings/passwords', null],
    ['file:///home/claims.pdf', null],
    ['data:text/html,John Doe', null],
    ['view-source:https://portal.example/', null],
    ['about:blank', null],
    ['', null],
  ])('%s: %s', (url, page) => expect(pageOf({ incognito: false, url })).toBe(page))

  test('is null for a private window, a tab without a visible address, and no tab', () => {
    expect([
      pageOf({ incognito: true, url: 'https://portal.example/' }),
      pageOf({ incognito: false }),
      pageOf(undefined),
    ]).toEqual([null, null, null])
  })

  test('is not longer than the agent accepts', () => {
    expect(pageOf({ incognito: false, url: `https://portal.example/#${'x'.repeat(10_000)}` })).toHaveLength(4096)
  })
})

describe('the detected browser', () => {
  const brands = (...names: string[]) => ({
    userAgent: 'Mozilla/5.0 Chrome/140.0.0.0',
    userAgentData: { brands: [{ brand: 'Not)A;Brand' }, ...names.map((brand) => ({ brand }))] },
  })
  test.each([
    [brands('Chromium', 'Google Chrome'), 'chrome'],
    [brands('Chromium', 'Microsoft Edge'), 'edge'],
    [brands('Chromium'), 'chromium'],
    [{ userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' }, 'firefox'],
  ])('%j: %s', (traits, browser) => expect(browserOf(traits)).toBe(browser))
})

test('the id in Chromium browsers follows from the key', () => {
  const hash = createHash('sha256').update(Buffer.from(companionKey, 'base64')).digest('hex')
  const letters = [...hash.slice(0, 32)].map((digit) => String.fromCodePoint(97 + Number.parseInt(digit, 16)))
  expect(letters.join('')).toBe(chromiumExtensionId)
})

test('the manifest may read no page until its host is allowed, and no private window', () => {
  for (const target of ['chrome', 'firefox'] as const) {
    const manifest: Record<string, unknown> = companionManifest(target, '1.2.3')
    expect(manifest).toMatchObject({
      manifest_version: 3,
      permissions: ['nativeMessaging', 'scripting', 'tabs'],
      optional_host_permissions: ['https://*/*', 'http://*/*'],
      incognito: 'not_allowed',
    })
    for (const key of ['host_permissions', 'optional_permissions', 'content_scripts', 'externally_connectable']) {
      expect(manifest, key).not.toHaveProperty(key)
    }
    // The longest that stores take.
    expect(String(manifest['description']).length).toBeLessThanOrEqual(132)
  }
})

test('leave is asked for by the site of a rule', () => {
  expect(['availity.com', 'ehr.example.org', '10.0.0.5'].map(originOf)).toEqual([
    '*://*.availity.com/*',
    '*://*.ehr.example.org/*',
    '*://10.0.0.5/*',
  ])
})

test('a missing agent is contacted less and less often', () => {
  expect([1, 2, 3, 9, 10, 1000].map(retryAfterMs)).toEqual([1000, 2000, 4000, 256_000, 300_000, 300_000])
})
