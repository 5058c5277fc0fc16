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
  return {
    endpoint,
    complaints,
    expectStatus: (...statuses) => {
      for (const status of statuses) expected.add(String(status))
    },
    open: async (path, { signedIn = true, shell, viewport = { width: 1280, height: 800 } } = {}) => {
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
    },
    close: async () => {
      await browser.close()
      await endpoint.close()
    },
  }
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
