/// <reference types="node" />
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { startEndpoint, type Endpoint, type EndpointOptions } from '../../src/server/start-endpoint.ts'
import { freshDatabase } from '../setup/postgres.ts'
import { browserServer, builtScreens } from '../setup/screens.ts'

/** The built screens as a real endpoint serves them, and the browser of the run. */
export interface RealEndpoint {
  readonly endpoint: Endpoint & { readonly adminToken: string }
  /** A page of a browser that nobody has used: cookies, storage and downloads are its own. */
  newPage(options?: BrowserContextOptions): Promise<Page>
  close(): Promise<void>
}

/** Starts an endpoint on a PostgreSQL database of its own, with an admin token. The embedded store computes several times as long. */
export async function startRealEndpoint(options: Partial<EndpointOptions> = {}): Promise<RealEndpoint> {
  const database = await freshDatabase()
  const adminToken = 'an-admin-token-for-tests'
  const endpoint = await startEndpoint({
    ...{ port: 0, adminToken, databaseUrl: database.url, logLevel: 'silent', checkAnswers: true },
    browserFolder: await builtScreens(),
    ...options,
  })
  const browser = await chromium.connect(await browserServer())
  return {
    endpoint: { ...endpoint, adminToken },
    newPage: async (context = {}) => {
      const opened = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 800 }, ...context })
      const page = await opened.newPage()
      page.setDefaultTimeout(60_000)
      return page
    },
    close: async () => {
      await browser.close()
      await endpoint.close()
      await database.drop()
    },
  }
}
