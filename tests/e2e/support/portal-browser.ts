import { spawn } from 'node:child_process'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { repository, sandboxSwitches } from '../../../scripts/launch-electron.mjs'
import type { CleanUps } from './clean-up.ts'
import { managedWindows, quiet, windowWith, type DeskWindow } from './desktop.ts'
import { during, type Instant } from './instant.ts'
import { MARK, allProcesses, familyOf, kill, processesMarked } from './processes.ts'
import { until } from './waiting.ts'

/** A portal page in its own window. Its title never changes. */
export interface PortalWindow extends DeskWindow {
  readonly page: Page
  /** Navigates within the page, like single-page applications. Resolves when done. */
  go(hash: string): Promise<Instant>
}

/** A biller's browser with the companion, for the user with this home folder. */
export interface PortalBrowser {
  readonly context: BrowserContext
  /** @param address of any host: all of `*.test` is served from here */
  open(address: string): Promise<PortalWindow>
  /** A private window, in which no page can be controlled. */
  openPrivate(address: string): Promise<DeskWindow>
}

/**
 * @param title of every page of every portal
 * @param options.body of every page @param options.allowed hosts whose pages the companion may read, as a company allows them
 */
export async function openPortalBrowser(
  undo: CleanUps,
  home: string,
  title: string,
  options: { readonly body?: string; readonly allowed?: readonly string[] } = {},
): Promise<PortalBrowser> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>${title}</title><h1>${title}</h1>${options.body ?? ''}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const companion = await companionFor(home, options.allowed)
  const start = (...more: readonly string[]) =>
    spawn(
      'chromium',
      [
        ...[...sandboxSwitches(), ...quiet, `--host-resolver-rules=MAP *.test 127.0.0.1:${port}`],
        ...[`--load-extension=${companion}`, '--disable-features=DisableLoadExtensionCommandLineSwitch,HttpsUpgrades'],
        ...more,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environmentOf(home), [MARK]: home } },
    )
  /** The window that `make` opened. */
  const newWindow = async (make: () => unknown): Promise<DeskWindow> => {
    const before = new Set(await managedWindows())
    make()
    return windowWith(
      await until('a new window of the browser', async () => (await managedWindows()).find((id) => !before.has(id))),
    )
  }

  let context: BrowserContext | null = null
  const startFirst = async (address: string): Promise<{ window: DeskWindow; opened: BrowserContext }> => {
    const child = start('--new-window', address)
    undo.add(async () => {
      const family = [...familyOf(child.pid ?? 0), ...processesMarked(home)]
      kill(family)
      const pids = new Set(family.map(({ pid }) => pid))
      await until('the browser is gone', () => !allProcesses().some(({ pid }) => pids.has(pid)))
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const window = await newWindow(() => {})
    const debugging = await until(
      'the browser says where it can be driven',
      () => /DevTools listening on (ws:\S+)/.exec(said)?.[1],
    )
    const driver = await chromium.connectOverCDP(debugging)
    undo.add(() => driver.close())
    const [opened] = driver.contexts()
    if (opened === undefined) throw new Error('the browser has no profile')
    return { window, opened }
  }

  const browser = {
    get context() {
      if (context === null) throw new Error('no window was opened yet')
      return context
    },
    async open(address: string) {
      let window: DeskWindow
      if (context === null) {
        const first = await startFirst(address)
        window = first.window
        context = first.opened
      } else window = await newWindow(() => start('--new-window', address))
      const page = await until(`the page ${address}`, () =>
        browser.context.pages().find((found) => found.url() === address),
      )
      const go = (hash: string) => during(() => page.evaluate(`location.hash = ${JSON.stringify(hash)}`))
      return { ...window, page, go }
    },
    openPrivate: (address: string) => newWindow(() => start('--incognito', address)),
  }
  return browser
}

/** The extension's folder: as it is built, or as a company publishes it for hosts that it allows. */
async function companionFor(home: string, allowed: readonly string[] | undefined): Promise<string> {
  const built = join(repository, 'out', 'companion', 'chrome')
  if (allowed === undefined) return built
  const published = join(home, 'companion-extension')
  await cp(built, published, { recursive: true })
  const file = join(published, 'manifest.json')
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object
  const origins = allowed.map((host) => `*://*.${host}/*`)
  await writeFile(file, JSON.stringify({ ...manifest, host_permissions: origins }))
  return published
}

/** A user with another home folder, so that neither agent nor browser touches the real user's settings. */
export const environmentOf = (home: string): Readonly<Record<string, string>> => ({
  HOME: home,
  XDG_CONFIG_HOME: join(home, '.config'),
})
