import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { buildIfStale } from '../../scripts/build.mjs'
import { hasDisplay, withDisplay } from '../../scripts/display.mjs'
import { launchElectron } from '../../scripts/launch-electron.mjs'
import { enrollmentCode, makeSample } from './sample/index.ts'

const USAGE = 'usage: npm start [-- --no-sample] [--data DIR] [--port N]'
const repository = fileURLToPath(new URL('../..', import.meta.url))
/** Where the panel is by default, so that a bookmark keeps working. */
const PORT = 4780
/** So that a change of window is in the panel within seconds. A real roll-out follows the policy. */
const SYNC_EVERY_MS = 2_000
const STOP_WITHIN_MS = 10_000

/** What an earlier `npm start` left in its folder. */
const stateSchema = z.object({ adminToken: z.string(), sample: z.enum(['none', 'making', 'made']) })
type State = z.infer<typeof stateSchema>

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm start`: endpoint, sample team, this machine's agent and the app, until Ctrl-C. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'no-sample': { type: 'boolean', default: false },
      data: { type: 'string', default: join(repository, '.touchledger') },
      port: { type: 'string', default: String(PORT) },
    },
  })
  const directory = resolve(values.data)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port: not a port: ${values.port}\n${USAGE}`)

  const stop = stopSignal()
  buildIfStale()
  const folder = openFolder(directory)
  const endpoint = await startEndpoint(directory, await freePort(port), folder.state.adminToken)
  try {
    const { adminToken } = folder.state
    if (!values['no-sample'] && folder.state.sample === 'none') {
      folder.save({ sample: 'making' })
      const broken = await Promise.race([sampleWithProgress(endpoint.url, adminToken), whenStopped(stop)])
      if (broken === 'stopped') return 0
      folder.save({ sample: 'made' })
    }
    if (stop.aborted) return 0
    const agentDirectory = join(directory, 'agent')
    const enrolled = existsSync(join(agentDirectory, 'identity.sealed'))
    const user = userInfo().username
    const code = enrolled ? null : await enrollmentCode(endpoint.url, adminToken, { user, team: 'This computer' })

    if (!hasDisplay()) say('There is no display here: the app runs on a virtual one. The panel is in your browser:')
    say(
      `\n  Team panel   ${endpoint.url}/team#token=${adminToken}\n  Data         ${directory}\n  Stop         Ctrl-C\n`,
    )
    return await withDisplay((env) => {
      const app = launchElectron(
        [
          '.',
          ...['--endpoint', endpoint.url, '--data', agentDirectory, '--accept-notice', '--open', 'team'],
          ...['--sync-every', String(SYNC_EVERY_MS)],
          ...(code === null ? [] : ['--enroll', code]),
        ],
        { env: { ...env, TOUCHLEDGER_TOKEN: adminToken }, cwd: repository },
      )
      return untilStopped(app, endpoint.child, stop)
    })
  } finally {
    await stopChild(endpoint.child)
  }
}

/** The folder of an earlier run, or a new one. A sample that was broken off is thrown away with what was recorded beside it. */
function openFolder(directory: string): { readonly state: State; save(change: Partial<State>): void } {
  const file = join(directory, 'start.json')
  let state: State = { adminToken: randomBytes(24).toString('base64url'), sample: 'none' }
  if (existsSync(file)) {
    const known = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (!known.success) throw new Error(`${file} is not readable: delete the folder ${directory} and start again`)
    state = known.data
  }
  if (state.sample === 'making') {
    say('The last start was broken off while it made the sample team: beginning again.')
    for (const name of ['endpoint', 'agent']) rmSync(join(directory, name), { recursive: true, force: true })
    state = { ...state, sample: 'none' }
  }
  const save = (change: Partial<State>) => {
    Object.assign(state, change)
    writeFileSync(file, `${JSON.stringify(state)}\n`, { mode: 0o600 })
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  save({})
  return { state, save }
}

/** The port asked for, or 0 (any) when another program has it. */
function freePort(port: number): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => {
      say(`Port ${port} is taken: using another.`)
      done(0)
    })
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(port)))
  })
}

/** Starts the endpoint as its own process group: Ctrl-C ends the agent first, which then can still deliver. */
async function startEndpoint(
  directory: string,
  port: number,
  adminToken: string,
): Promise<{ child: ChildProcess; url: string }> {
  const log = join(directory, 'endpoint.log')
  const child = spawn(
    process.execPath,
    [
      join(repository, 'src/server/main.ts'),
      ...['--data', join(directory, 'endpoint'), '--port', String(port), '--admin-token', adminToken],
    ],
    { stdio: ['ignore', 'pipe', openSync(log, 'a', 0o600)], detached: true },
  )
  process.once('exit', () => child.kill('SIGTERM'))
  const { stdout } = child
  if (!stdout) throw new Error('the endpoint has no output')
  for await (const line of createInterface({ input: stdout })) {
    const url = /^listening on (http:\/\/\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    stdout.resume()
    return { child, url }
  }
  throw new Error(`the endpoint did not start: ${readFileSync(log, 'utf8').trim().split('\n').at(-1)}`)
}

async function sampleWithProgress(endpointUrl: string, adminToken: string): Promise<void> {
  say('Making a sample team: 12 billers, 3 weeks of work, sent through the real ingest …')
  const began = Date.now()
  const { records, claims, denials } = await makeSample({
    endpointUrl,
    adminToken,
    onProgress: (done, of) => say(`  ${done} of ${of} billers`),
    onFile: (done, of) => {
      if (done % 10 === 0 || done === of) say(`  ${done} of ${of} remittances and worklists`)
    },
  })
  say(
    `  ${records} records, ${claims} claims and rows of worklists, ${denials} denials in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  )
}

/** Aborts when a signal asks to stop. From the first moment on: the endpoint, in its own group, hears of none. */
function stopSignal(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!stop.signal.aborted) say('Stopping …')
      stop.abort()
    })
  }
  return stop.signal
}

function whenStopped(stop: AbortSignal): Promise<'stopped'> {
  return new Promise((done) => {
    if (stop.aborted) done('stopped')
    else stop.addEventListener('abort', () => done('stopped'), { once: true })
  })
}

/** Resolves with an exit code when the app ends, the endpoint ends, or a signal asks to stop. */
function untilStopped(app: ChildProcess, endpoint: ChildProcess, asked: AbortSignal): Promise<number> {
  return new Promise((done) => {
    let stopping = false
    const stop = async (code: number) => {
      if (stopping) return
      stopping = true
      await stopChild(app)
      done(code)
    }
    void whenStopped(asked).then(() => stop(0))
    app.once('error', (error) => {
      process.stderr.write(`The app did not start: ${error.message}\n`)
      void stop(1)
    })
    app.once('exit', (code) => void stop(code ?? 1))
    endpoint.once('exit', (code) => {
      if (!stopping) process.stderr.write(`The endpoint ended by itself (${code}); see endpoint.log.\n`)
      void stop(1)
    })
  })
}

/** Asks a child to end, and ends it when it does not within 10 s. */
async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
  await ended
  clearTimeout(impatience)
}

try {
  process.exitCode = await main()
} catch (error) {
  process.stderr.write(`npm start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
