import { execFile, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Page } from 'playwright-core'
import { sandboxSwitches } from '../../../scripts/launch-electron.mjs'
import type { CleanUps } from './clean-up.ts'
import { during, whenSeen, type Instant } from './instant.ts'
import { MARK, allProcesses, familyOf, kill, processesMarked } from './processes.ts'
import { until } from './waiting.ts'

/** A window of a real program on the test display. */
export interface DeskWindow {
  readonly id: string
  /** Focuses it like a click in the task bar, without input. Resolves when it has the focus. */
  show(): Promise<Instant>
}

/** A web application in its own window. */
export interface WebWindow extends DeskWindow {
  /** Navigates by script, like single-page applications. Resolves when the window has the title. */
  go(title: string): Promise<Instant>
  /** Lets the page count in its title: `(1) Title`, `(2) Title` … */
  count(title: string, how: { readonly times: number; readonly everyMs: number }): Promise<void>
}

const run = promisify(execFile)

const xdotool = async (...parameters: readonly string[]): Promise<string> =>
  (await run('xdotool', parameters)).stdout.trim()

/** The id of the focused window; null if there is none. */
export const activeWindow = (): Promise<string | null> => xdotool('getactivewindow').catch(() => null)

/** The ids of the windows that the window manager manages. */
export const managedWindows = async (): Promise<readonly string[]> => {
  const { stdout } = await run('xprop', ['-root', '_NET_CLIENT_LIST'])
  return (stdout.match(/0x[0-9a-f]+/g) ?? []).map((id) => String(Number(id)))
}

export const titleOf = (id: string): Promise<string | null> => xdotool('getwindowname', id).catch(() => null)

export const windowTitled = (title: string): Promise<string> =>
  until(`a window called ${title}`, async () => {
    const exactly = `^${title.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`
    const found = (await xdotool('search', '--name', exactly).catch(() => '')).split('\n')
    // The window manager may not know it yet, and would list it among the new windows of another program.
    const managed = await managedWindows()
    return found.find((id) => managed.includes(id)) ?? null
  })

export const windowWith = (id: string): DeskWindow => ({
  id,
  async show() {
    const seen = whenSeen(`the focus on window ${id}`, async () => (await activeWindow()) === id)
    await Promise.all([seen, xdotool('windowactivate', id)])
    return seen
  },
})

/** Switches to an empty desktop. Resolves when no window has the focus. */
export async function showDesktop(): Promise<Instant> {
  const seen = whenSeen('no window in focus', async () => (await activeWindow()) === null)
  await Promise.all([seen, xdotool('set_desktop', '1')])
  return seen
}

/** One key without an effect. Resolves when it was pressed. */
export const pressKey = (): Promise<Instant> => during(() => xdotool('key', 'Shift_L'))

/** A terminal stands in for any program except a browser: rules match its title. */
export async function openTerminal(title: string, undo: CleanUps): Promise<DeskWindow> {
  const child = spawn('xterm', ['-T', title, '-e', 'cat'], { stdio: 'ignore' })
  undo.add(() => child.kill('SIGKILL'))
  return windowWith(await windowTitled(title))
}

/** A biller's browser: web applications in their own windows, served from this machine. */
export interface Browser {
  open(title: string): Promise<WebWindow>
}

/** Switches for a browser that contacts only the test. */
export const quiet = [
  ...['--no-first-run', '--no-default-browser-check', '--password-store=basic', '--test-type', '--disable-quic'],
  ...['--disable-background-networking', '--disable-sync', '--disable-component-update', '--remote-debugging-port=0'],
]

export async function openBrowser(undo: CleanUps): Promise<Browser> {
  const server = createServer((request, response) => {
    const title = new URL(request.url ?? '/', 'http://localhost').searchParams.get('title') ?? ''
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>${title}</title><h1>${title}</h1>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  undo.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const profile = await mkdtemp(join(tmpdir(), 'touchledger-browser-'))
  undo.add(() => rm(profile, { recursive: true, force: true, maxRetries: 10 }))
  const { port } = server.address() as AddressInfo
  const start = (title: string) => {
    const address = `http://127.0.0.1:${port}/?title=${encodeURIComponent(title)}`
    const switches = [...sandboxSwitches(), ...quiet, `--user-data-dir=${profile}`, `--app=${address}`]
    return spawn('chromium', switches, {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, [MARK]: profile },
    })
  }
  let pages: (() => Page[]) | null = null

  const startFirst = async (title: string): Promise<() => Page[]> => {
    const child = start(title)
    undo.add(async () => {
      const family = [...familyOf(child.pid ?? 0), ...processesMarked(profile)]
      kill(family)
      const pids = new Set(family.map(({ pid }) => pid))
      // They write into the profile until they end.
      await until('the browser is gone', () => !allProcesses().some(({ pid }) => pids.has(pid)))
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const debugging = await until(
      'the browser says where it can be driven',
      () => /DevTools listening on (ws:\S+)/.exec(said)?.[1],
    )
    const driver = await chromium.connectOverCDP(debugging)
    undo.add(() => driver.close())
    return () => driver.contexts().flatMap((context) => context.pages())
  }

  return {
    async open(title) {
      if (pages === null) pages = await startFirst(title)
      // A running browser takes over the new window.
      else start(title)
      const id = await windowTitled(title)
      const listPages = pages
      const page = await until(`the page ${title}`, () =>
        listPages().find((candidate) => new URL(candidate.url()).searchParams.get('title') === title),
      )
      return {
        ...windowWith(id),
        async count(counted, { times, everyMs }) {
          await page.evaluate(`new Promise((resolve) => {
            let turn = 0
            const timer = setInterval(() => {
              turn += 1
              document.title = '(' + turn + ') ' + ${JSON.stringify(counted)}
              if (turn < ${times}) return
              clearInterval(timer)
              resolve()
            }, ${everyMs})
          })`)
        },
        async go(next) {
          const before = await titleOf(id)
          if (before === next) throw new Error(`the window is called ${next} already`)
          const changed = whenSeen(`the title ${next}`, async () => (await titleOf(id)) === next)
          await Promise.all([changed, page.evaluate(`document.title = ${JSON.stringify(next)}`)])
          return changed
        },
      }
    },
  }
}
