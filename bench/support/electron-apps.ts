import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { launchElectron, repository, sandboxSwitches } from '../../scripts/launch-electron.mjs'
import { enrollmentCode } from '../../src/tools/sample/index.ts'
import { lineMatching } from './line-matching.ts'

/** A program that runs, and how to end it and what it left on the disk. */
export interface Running {
  readonly pid: number
  /** May be called again, as to remove the folder after looking into it. */
  stop(how?: { readonly keepFolder: boolean }): Promise<void>
}

export interface Endpoint extends Running {
  readonly url: string
  readonly adminToken: string
}

/** A reporting endpoint on the embedded store, for an agent to enroll with and send to. */
export const startEndpoint = async (): Promise<Endpoint> => {
  const folder = newFolder()
  const adminToken = randomBytes(24).toString('base64url')
  const child = spawn(
    process.execPath,
    [
      join(repository, 'src/server/main.ts'),
      ...['--data', join(folder, 'endpoint'), '--port', '0', '--admin-token', adminToken],
    ],
    // What it logs of each request would stand between the results.
    { stdio: ['ignore', 'pipe', 'ignore'] },
  )
  const url = await lineMatching(child, 'stdout', /^listening on (http:\/\/\S+)/)
  return { ...running(child, folder), url, adminToken }
}

/** Starts an Electron with these arguments, its standard error to be read. */
export type Launch = (args: readonly string[], env: NodeJS.ProcessEnv) => ChildProcess

/** The Electron of this checkout. */
export const launchInstalled: Launch = (args, env) =>
  launchElectron([...args], { env, stdio: ['ignore', 'ignore', 'pipe'] })

/**
 * The same Electron from files of its own. Proportional memory divides what is mapped from one file among all that map it:
 * any other Electron that runs from the installed files would make both sides look smaller, the smaller one more.
 */
export const copyOfElectron = (): { readonly launch: Launch; remove(): void } => {
  const folder = newFolder()
  const { dist, path } = electronRuntime()
  cpSync(dist, folder, { recursive: true, verbatimSymlinks: true })
  return {
    launch: (args, env) =>
      spawn(join(folder, basename(path)), [...sandboxSwitches(), ...args], {
        env,
        cwd: repository,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** The agent as it runs all day: hidden, enrolled and recording, with the policy's pace of sending. */
export const startHiddenAgent = async (
  endpoint: Pick<Endpoint, 'url' | 'adminToken'>,
  env: NodeJS.ProcessEnv,
  launch: Launch,
): Promise<Running & { readonly folder: string }> => {
  const folder = newFolder()
  const code = await enrollmentCode(endpoint.url, endpoint.adminToken, { user: 'Benchmark', team: 'Benchmarks' })
  const child = launch(
    ['.', '--hidden', '--accept-notice', '--data', folder, '--endpoint', endpoint.url, '--enroll', code],
    env,
  )
  await lineMatching(child, 'stderr', /(recording by x11)/)
  return { ...running(child, folder), folder }
}

/** The least an Electron app can be, with the agent's switches and without its work: what Electron itself costs. */
export const startEmptyApp = async (env: NodeJS.ProcessEnv, launch: Launch): Promise<Running> => {
  const folder = newFolder()
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', version: '0.0.0', main: 'main.cjs' }))
  writeFileSync(
    join(folder, 'main.cjs'),
    `const { app } = require('electron')
app.setPath('userData', ${JSON.stringify(join(folder, 'data'))})
app.commandLine.appendSwitch('disable-http-cache')
app.disableHardwareAcceleration()
app.whenReady().then(() => process.stderr.write('ready\\n'))
`,
  )
  const child = launch([folder], env)
  await lineMatching(child, 'stderr', /^(ready)$/)
  return running(child, folder)
}

/** `get-windows` asked once a second, by a Node process that does nothing else. */
export const startPolledGetWindows = async (env: NodeJS.ProcessEnv): Promise<Running> => {
  const script = join(import.meta.dirname, 'poll-get-windows.ts')
  const child = spawn(process.execPath, [script], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  await lineMatching(child, 'stdout', /^(polling)$/)
  return running(child, null)
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'touchledger-bench-'))

const running = (child: ChildProcess, folder: string | null): Running => ({
  pid: child.pid ?? 0,
  async stop({ keepFolder } = { keepFolder: false }) {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const impatience = setTimeout(() => child.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(impatience)
    }
    if (folder !== null && !keepFolder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  },
})
