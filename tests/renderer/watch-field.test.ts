import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ReadField, watchField } from '../../src/companion/watch-field.ts'
import { launchBrowser } from './browser.ts'

// The script that the companion runs in a page, in a page, with what it says kept there.

let browser: Browser
let page: Page
beforeAll(async () => {
  browser = await launchBrowser()
  page = await browser.newPage()
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: '<main></main>' }))
})
afterAll(() => browser.close())
beforeEach(async () => {
  // A document of its own: one that differs in its hash alone would be the same.
  await page.goto('about:blank')
  await page.goto('http://portal.test/ui#/claim/1')
  await page.evaluate(`
    said = []
    chrome = { runtime: { connect: ({ name }) => {
      const port = { name, onDisconnect: { addListener: (listener) => { end = listener } } }
      port.postMessage = (message) => said.push(message)
      return port
    } } }
  `)
})

const draw = (html: string) => page.evaluate(`document.querySelector('main').innerHTML = ${JSON.stringify(html)}`)
const watch = (selector = '#claim') =>
  page.evaluate(`(${watchField.toString()})('field 1', ${JSON.stringify(selector)}, 200)`)
const said = () => page.evaluate<readonly ReadField[]>('said')
const lastSaid = async () => (await said()).at(-1)?.text

test.each([
  ['<p id="claim">  Claim\n  no.   <b>20418</b> </p>', 'Claim no. 20418'],
  ['<input id="claim" value="20418">', '20418'],
  ['<textarea id="claim">20418</textarea>', '20418'],
  ['<input id="claim" type="password" value="20418">', null],
  ['<input id="claim" type="hidden" value="20418">', null],
  ['<p id="claim"></p>', null],
  ['<p id="other">20418</p>', null],
  ['<p id="claim">20418</p><p id="claim">30777</p>', null],
  ['<p id="claim">20418</p><p id="claim" hidden>30777</p>', '20418'],
  ['<p id="claim" style="visibility: hidden">20418</p>', null],
  ['<p id="claim" style="opacity: 0">20418</p>', null],
  [`<p id="claim">20418 ${'x'.repeat(200)}</p>`, null],
  [`<p id="claim">20418${' '.repeat(3000)}</p>`, null],
  [`<p id="claim">20418${'<i></i>'.repeat(300)}</p>`, null],
  [`${'<p id="claim" hidden>20418</p>'.repeat(60)}<p id="claim">30777</p>`, null],
])('of %.80s it reads %s', async (html, text) => {
  await draw(html)
  await watch()
  expect(await said()).toEqual([{ href: 'http://portal.test/ui#/claim/1', text }])
})

test('it follows what is drawn, typed, set by a script, and hidden by a style, until it ends', async () => {
  await draw('<p id="claim">20418</p>')
  await watch()
  await draw('<p id="claim">30777</p>')
  await expect.poll(lastSaid).toBe('30777')
  await draw('<input id="claim">')
  await expect.poll(lastSaid).toBe(null)
  await page.locator('#claim').fill('40222')
  await expect.poll(lastSaid).toBe('40222')
  await page.evaluate(`document.querySelector('#claim').value = '50333'`)
  await expect.poll(lastSaid).toBe('50333')
  await page.evaluate(
    `document.querySelector('main').className = 'x'; document.head.innerHTML = '<style>.x { display: none }</style>'`,
  )
  await expect.poll(lastSaid).toBe(null)
  await page.evaluate(`end(); document.head.innerHTML = ''`)
  await draw('<p id="claim">99999</p><input id="other">')
  // Another one sees by its look once a second what no change tells: by then the one that ended would have seen more.
  await watch('#other')
  await page.evaluate(`document.querySelector('#other').value = '60444'`)
  await expect.poll(lastSaid).toBe('60444')
  expect((await said()).filter(({ text }) => text === '99999')).toEqual([])
})

test('under another address the same element counts again once it is drawn anew, or three seconds later', async () => {
  await draw('<p id="claim">20418</p>')
  await watch()
  await page.evaluate(`location.hash = '/claim/2'`)
  await expect.poll(async () => (await said()).at(-1)).toEqual({ href: 'http://portal.test/ui#/claim/2', text: null })
  const held = await page.evaluate<number>('performance.now()')
  await expect.poll(lastSaid, { timeout: 20_000 }).toBe('20418')
  expect((await page.evaluate<number>('performance.now()')) - held).toBeGreaterThan(1500)

  // Also for a script that begins anew, as the agent asks anew for each address.
  await page.evaluate(`end(); location.hash = '/claim/3'`)
  await watch()
  expect(await lastSaid()).toBeNull()
  await draw('<p id="claim">20418</p>')
  await expect.poll(lastSaid).toBe('20418')
})

test('a page that changes without end is read a few times a second', async () => {
  await draw('<p id="claim">1</p>')
  await watch()
  const ms = await page.evaluate<number>(`(async () => {
    const began = performance.now()
    const element = document.querySelector('#claim')
    for (let turn = 0; performance.now() - began < 1000; turn += 1) {
      element.textContent = String(turn)
      if (turn % 50 === 0) await new Promise((resolve) => setTimeout(resolve))
    }
    return performance.now() - began
  })()`)
  const count = (await said()).length
  expect(count).toBeGreaterThan(1)
  expect(count).toBeLessThanOrEqual(2 + ms / 200)
})
