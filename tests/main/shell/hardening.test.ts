import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ElectronApplication, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDisplay } from '../../../scripts/display.mjs'
import { buildApp, type BuiltApp } from './app-under-test.ts'
import { launchApp } from './electron-app.ts'

// The effective settings of the running app, not those in the code.

let display: Awaited<ReturnType<typeof startDisplay>>
let built: BuiltApp
let data: string
let app: ElectronApplication
let page: Page
let outside: string
let requests: string[]
const server = createServer((request, response) => {
  requests.push(request.url ?? '')
  response.setHeader('access-control-allow-origin', '*').end('secret')
})

beforeAll(async () => {
  display = await startDisplay()
  built = await buildApp('fake-agent-main.ts')
  data = mkdtempSync(join(tmpdir(), 'touchledger-data-'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  outside = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  requests = []
  app = await launchApp(built.folder, ['--data', data, '--endpoint', outside], display.env)
  page = await app.firstWindow()
  await page.waitForLoadState()
})
afterAll(async () => {
  await app?.close()
  server.close()
  await display?.stop()
  built?.remove()
  rmSync(data, { recursive: true, force: true })
})

/** Runs in the page; returns the answer or the error's name. */
const inPage = (script: string): Promise<unknown> =>
  page.evaluate(`(async () => { try { return await (${script}) } catch (error) { return error.name } })()`)

test('the window is sandboxed, isolated, and without Node', async () => {
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>
    }
    return contents.getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
  })
})

test('a page sees the bridge and nothing else', async () => {
  expect(await page.evaluate('Object.keys(window.touchledger).sort()')).toEqual(['invoke', 'onChanged', 'platform'])
  expect(
    await page.evaluate(
      '[typeof require, typeof process, typeof module, typeof Buffer, typeof global, typeof electron]',
    ),
  ).toEqual(Array.from({ length: 6 }, () => 'undefined'))
})

test('pages come from our own origin, with the policy as a header, and their scripts run', async () => {
  expect(page.url()).toBe('app://touchledger/my-day')
  expect(await page.evaluate('[location.origin, window.isSecureContext, window.pageScriptRan]')).toEqual([
    'app://touchledger',
    true,
    true,
  ])
  const headers = await inPage(`fetch('/my-day').then((answer) => Object.fromEntries(answer.headers))`)
  expect(headers).toMatchObject({
    'content-security-policy': expect.stringMatching(/^default-src 'none'; script-src 'self'; /) as string,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  })
})

describe('the protocol serves the built pages only', () => {
  test.each([
    ['GET', 'app://touchledger/../../package.json', 404],
    ['GET', 'app://touchledger/%2e%2e/%2e%2e/package.json', 404],
    ['GET', 'app://touchledger/..%2f..%2fpackage.json', 403],
    ['GET', 'app://touchledger/..%2f..%2f..%2fetc%2fpasswd', 403],
    ['GET', 'app://touchledger/%00', 400],
    ['GET', 'app://touchledger/%ff', 400],
    ['GET', 'app://touchledger/no-such-file.js', 404],
    ['POST', 'app://touchledger/index.html', 405],
    ['GET', 'app://touchledger/rules', 200],
    ['GET', 'app://touchledger/page.js', 200],
  ])('%s %s: %i', async (method, address, status) => {
    // Called from main, around the page's policy: this is the protocol handler itself.
    const answered = await app.evaluate(
      async ({ BrowserWindow }, asked) => {
        const session = BrowserWindow.getAllWindows()[0]!.webContents.session
        return (await session.fetch(asked.address, { method: asked.method })).status
      },
      { method, address },
    )
    expect(answered).toBe(status)
  })
})

test('a page reaches no network, from a script or past its policy', async () => {
  requests = []
  expect(await inPage(`fetch('${outside}/fetch').then((answer) => answer.text())`)).toBe('TypeError')
  expect(
    await inPage(`new Promise((resolve) => {
      const image = new Image()
      image.onload = () => resolve('loaded')
      image.onerror = () => resolve('refused')
      image.src = '${outside}/image.png'
    })`),
  ).toBe('refused')
  // The policy is one protection and the session another, which works without it.
  const pastThePolicy = await app.evaluate(async ({ BrowserWindow }, address) => {
    const session = BrowserWindow.getAllWindows()[0]!.webContents.session
    return session.fetch(address).then(
      () => 'answered',
      (error: Error) => error.message,
    )
  }, `${outside}/session`)
  expect(pastThePolicy).toContain('ERR_BLOCKED_BY_CLIENT')
  expect(requests).toEqual([])
})

test('inline scripts and eval do not run', async () => {
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.inlineRan = true' }))`,
  )
  expect(await page.evaluate('window.inlineRan')).toBeUndefined()
  expect(
    await page.evaluate(`new Promise((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => resolve(event.blockedURI), { once: true })
      document.body.append(Object.assign(document.createElement('script'), { textContent: '0' }))
    })`),
  ).toBe('inline')
})

test('a page can neither open a window nor navigate away', async () => {
  expect(await page.evaluate(`window.open('${outside}/popup') === null`)).toBe(true)
  expect(await page.evaluate(`window.open('app://touchledger/rules') === null`)).toBe(true)
  await page.evaluate(`void (location.href = '${outside}/elsewhere')`)
  await page.evaluate(`void (location.href = 'file:///etc/passwd')`)
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement('webview'), { src: '${outside}/webview' }))`,
  )
  // A blocked frame has a load event, too. Everything before it has been decided by then.
  await page.evaluate(
    `new Promise((onload) => document.body.append(Object.assign(document.createElement('iframe'), { onload, src: '${outside}/frame' })))`,
  )
  expect(page.url()).toBe('app://touchledger/my-day')
  const state = await app.evaluate(({ webContents, BrowserWindow }) => ({
    windows: BrowserWindow.getAllWindows().length,
    contents: webContents.getAllWebContents().filter((contents) => contents.getType() !== 'window').length,
  }))
  expect(state).toEqual({ windows: 1, contents: 0 })
  expect(requests).toEqual([])
})

test('what a page has read leaves by no address that it has opened', async () => {
  await app.evaluate(({ shell }) => {
    const handed: string[] = []
    Object.assign(globalThis, { handed })
    shell.openExternal = async (address) => void handed.push(address)
  })
  await page.evaluate(`window.open('https://elsewhere.example/?what-the-page-read')`)
  await page.evaluate(`window.open('mailto:somebody@elsewhere.example?body=what-the-page-read')`)
  await page.evaluate(
    `Object.assign(document.createElement('a'), { href: 'https://elsewhere.example/', target: '_blank' }).click()`,
  )
  // With a gesture, too.
  await page.evaluate(`void (document.body.onclick = () => window.open('https://elsewhere.example/?gesture'))`)
  await page.mouse.click(5, 5)
  await page.evaluate('void (document.body.onclick = null)')
  expect(await app.evaluate(() => (globalThis as unknown as { handed: string[] }).handed)).toEqual([])
})

test('every permission is denied, for requests and checks', async () => {
  expect(await inPage(`Notification.requestPermission()`)).toBe('denied')
  expect(
    await inPage(
      `new Promise((resolve) => navigator.geolocation.getCurrentPosition(() => resolve('granted'), (error) => resolve(error.code)))`,
    ),
  ).toBe(1)
  const states = await inPage(
    `Promise.all(['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'].map(
      async (name) => (await navigator.permissions.query({ name })).state))`,
  )
  expect(states).toEqual(Array.from({ length: 6 }, () => 'denied'))
  expect(await inPage(`navigator.clipboard.readText().then(() => 'granted')`)).toBe('NotAllowedError')
})

test('nothing is downloaded', async () => {
  // Heard before the page begins one.
  await app.evaluate(({ BrowserWindow }) => {
    const heard: boolean[] = []
    Object.assign(globalThis, { heard })
    BrowserWindow.getAllWindows()[0]!.webContents.session.on('will-download', (event) =>
      heard.push(event.defaultPrevented),
    )
  })
  await page.evaluate(`Object.assign(document.createElement('a'), { href: '/page.js', download: 'x.js' }).click()`)
  await expect.poll(() => app.evaluate(() => Reflect.get(globalThis, 'heard')), { timeout: 60_000 }).toEqual([true])
})

describe('calls from a page', () => {
  const invoke = (channel: string, argument: unknown) =>
    page.evaluate(`window.touchledger.invoke(${JSON.stringify(channel)}, ${JSON.stringify(argument)})`)

  test('are answered', async () => {
    expect(await invoke('myDay.status', null)).toMatchObject({
      ok: true,
      value: { userName: 'Test Biller', agentVersion: '1.2.3' },
    })
    expect(await invoke('myDay.day', { from: 0, to: 1000 })).toMatchObject({ ok: true, value: { from: 0, to: 1000 } })
  })

  test.each([
    ['an unknown channel', 'myDay.everything', null, 'unknown_channel'],
    ['a name every object has', 'constructor', null, 'unknown_channel'],
    ['an argument of another shape', 'myDay.day', { from: '0', to: 1 }, 'bad_request'],
    ['an extra field', 'myDay.day', { from: 0, to: 1, extra: true }, 'bad_request'],
    ['a team call without a token', 'team.read', { name: 'rules', params: {} }, 'no_supervisor_token'],
    ['an unknown read', 'team.read', { name: 'constructor', params: {} }, 'bad_request'],
    ['a read with an unknown parameter', 'team.read', { name: 'rules', params: { path: '/x' } }, 'bad_request'],
    [
      'a write with a body it does not take',
      'team.write',
      { name: 'acknowledgeAlert', params: { id: 'a' }, body: {} },
      'bad_request',
    ],
  ])('with %s are refused', async (_what, channel, argument, code) => {
    expect(await invoke(channel, argument)).toMatchObject({ ok: false, problem: { code } })
  })

  test('an internal error is answered without its message', async () => {
    const answer = await invoke('myDay.day', { from: 13, to: 14 })
    expect(answer).toEqual({
      ok: false,
      problem: { code: 'internal', status: 500, detail: 'Something went wrong in the app. Please try again.' },
    })
  })

  test('a foreign frame is refused', async () => {
    const answer = await app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...given: unknown[]) => unknown> })
        ._invokeHandlers
      const handler = handlers.get('touchledger:invoke')!
      const from = (senderFrame: unknown) => handler({ sender: contents, senderFrame }, 'myDay.status', null)
      return Promise.all([
        from({ url: 'https://elsewhere.example/', parent: null }),
        from({ url: 'app://touchledger.elsewhere.example/', parent: null }),
        from({ url: 'app://touchledger/my-day', parent: {} }),
        from(null),
      ])
    })
    expect(answer).toMatchObject(Array.from({ length: 4 }, () => ({ ok: false, problem: { code: 'forbidden' } })))
  })

  test('the page is notified of a change', async () => {
    await page.evaluate(
      `void (window.notified = new Promise((resolve) => window.touchledger.onChanged(() => resolve('notified'))))`,
    )
    expect(await invoke('myDay.pause', { minutes: 15 })).toMatchObject({ ok: true })
    expect(await page.evaluate('window.notified')).toBe('notified')
  })
})
