/// <reference types="node" />
import { text } from 'node:stream/consumers'
import { type BrowserContextOptions, chromium, type Download, type Page } from 'playwright-core'
import { browserServer, builtScreens } from '../setup/screens.ts'
import { type AnsweringEndpoint, startAnsweringEndpoint, TOKEN } from './fake-endpoint.ts'
import { installRememberingShell, type ShellData } from './fake-shell.ts'
import { NOW, ZONE } from './sample-team.ts'

/** The production build of the app, a fake endpoint and a browser. */
export interface AppUnderTest {
  readonly endpoint: AnsweringEndpoint
  /** Opens a page that is signed in. Its errors are collected in `complaints`. */
  open(path: string, options?: OpenOptions): Promise<Page>
  /**
   * Leads a page that is kept for this, one of each shell, to a path: without the load that takes seconds of computing.
   * What the last visit typed, saved and asked for is gone once it was left.
   */
  visit(path: string, options?: Omit<OpenOptions, 'signedIn'>): Promise<Page>
  /** Ends a visit: what was opened is closed, what was changed at the endpoint is as it was, and another person signs in. */
  leave(): Promise<void>
  /** Console errors, exceptions and content-security-policy violations of all pages. */
  readonly complaints: string[]
  /**
   * From now on, answers with these statuses are no complaint. The browser may report one after the screen has shown
   * it, so it is left out when it is reported, not at the end of a test.
   */
  expectStatus(...statuses: readonly number[]): void
  close(): Promise<void>
}

export interface OpenOptions {
  readonly signedIn?: boolean
  /** Replaces the bridge of the desktop app. */
  readonly shell?: ShellData
  readonly viewport?: { readonly width: number; readonly height: number }
}

export async function startApp(): Promise<AppUnderTest> {
  const endpoint = await startAnsweringEndpoint(await builtScreens())
  // The run's own: closing it here ends its contexts of this connection.
  const browser = await chromium.connect(await browserServer())
  const complaints: string[] = []
  const expected = new Set<string>()
  const report = (complaint: string) => {
    const status = /^Failed to load resource: .* status of (\d+)/.exec(complaint)?.[1]
    if (status === undefined || !expected.has(status)) complaints.push(complaint)
  }
  const opened: Page[] = []
  const open: AppUnderTest['open'] = async (path, { signedIn = true, shell, viewport = DESKTOP } = {}) => {
    const options: BrowserContextOptions = {
      timezoneId: ZONE,
      locale: 'en-US',
      colorScheme: 'light',
      viewport: { ...viewport },
      reducedMotion: 'reduce',
    }
    const context = await browser.newContext(options)
    const page = await context.newPage()
    page.setDefaultTimeout(60_000)
    page.on('console', (message) => message.type() === 'error' && report(message.text()))
    page.on('pageerror', (error) => report(String(error)))
    await page.clock.setFixedTime(NOW)
    if (shell) await page.addInitScript(installRememberingShell, shell)
    // Only if the storage is empty, so a test that signs out stays signed out.
    if (signedIn && !shell) {
      await page.addInitScript((token) => {
        if (sessionStorage.length === 0) sessionStorage.setItem('touchledger.token', token)
      }, TOKEN)
    }
    await page.goto(endpoint.url + path)
    return page
  }
  const kept = new Map<ShellData | undefined, Page>()
  let visits = 0
  return {
    endpoint,
    complaints,
    expectStatus: (...statuses) => {
      for (const status of statuses) expected.add(String(status))
    },
    open: async (path, options) => {
      const page = await open(path, options)
      opened.push(page)
      return page
    },
    visit: async (path, options = {}) => {
      const before = kept.get(options.shell)
      if (before === undefined || before.isClosed()) {
        const page = await open(path, options)
        kept.set(options.shell, page)
        return page
      }
      await before.setViewportSize({ ...(options.viewport ?? DESKTOP) })
      await goTo(before, path)
      return before
    },
    leave: async () => {
      await Promise.all(opened.splice(0).map((page) => page.context().close()))
      endpoint.startOver()
      for (const page of kept.values()) {
        if (page.isClosed() || new URL(page.url()).pathname === NOWHERE) continue
        await page.unrouteAll({ behavior: 'ignoreErrors' })
        await page.emulateMedia({ media: null })
        visits += 1
        await goTo(page, NOWHERE)
        await page.evaluate(startAgain, `${TOKEN}-${visits}`)
        // A form that asks before it is left has held the page back; it is gone now.
        await goTo(page, NOWHERE)
        // As before the first click: no pointer is over anything, and what is focused is shown as focused.
        await page.mouse.move(0, 0)
        await page.keyboard.press('Escape')
      }
    },
    close: async () => {
      await browser.close()
      await endpoint.close()
    },
  }
}

const DESKTOP = { width: 1280, height: 800 }
/** An address without a screen, which asks for nothing of its own. */
const NOWHERE = '/nowhere'

/** Runs in a page: signs in anew, so that all it shows is built anew, and nothing is left of what was typed, kept or answered. */
async function startAgain(token: string): Promise<void> {
  const { shellStartsAgain } = window as unknown as { shellStartsAgain?: () => void }
  localStorage.clear()
  sessionStorage.clear()
  scrollTo(0, 0)
  shellStartsAgain?.()
  if (shellStartsAgain !== undefined) return
  history.replaceState(null, '', `#token=${token}`)
  dispatchEvent(new HashChangeEvent('hashchange'))
  // Until it is built anew.
  await new Promise((resolve) => setTimeout(resolve))
}

/** Leads an open app to another address, as Back and Forward do: without a load, which takes seconds of computing. */
export async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((address) => {
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)
}

/** The text of a downloaded file. Its path is not available, because the browser belongs to another process. */
export async function textOf(download: Download): Promise<string> {
  return text(await download.createReadStream())
}
