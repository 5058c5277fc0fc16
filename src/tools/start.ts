import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import axios from 'axios'
import { z } from 'zod'
import { makePrivateFile, makePrivateFolder } from '../host/private-files.ts'
import { buildIfStale } from '../../scripts/build.mjs'
import { hasDisplay, withDisplay } from '../../scripts/display.mjs'
import { launchElectron } from '../../scripts/launch-electron.mjs'
import type { SetupFacts } from '../shared/contract/setup.ts'
import { newAccessToken } from '../server/identity/secrets.ts'
import { enrollmentCode, makeSample } from './sample/index.ts'
import { TRIAL_BILLER, TRIAL_TEAM, trialTokens, type TrialTokens } from './trial-accounts.ts'

const USAGE = 'usage: npm start [-- --no-sample] [--data DIR] [--port N] [--accept-notice]'
const repository = fileURLToPath(new URL('../..', import.meta.url))
/** The default port, so that a bookmark keeps working. */
const PORT = 4780
/** Short, so that the panel shows a change within seconds. A real roll-out follows the policy. */
const SYNC_EVERY_MS = 2_000
const STOP_WITHIN_MS = 10_000
const ANSWER_WITHIN_MS = 5_000
/** Names of the person who tries the product, apart from the sample teams. */
const TRIAL_USER = { user: 'This computer', team: 'Trial' }

/** State of an earlier `npm start` in its folder. */
const stateSchema = z.object({
  adminToken: z.string(),
  /** `removed`: in the app; it does not come again. */
  sample: z.enum(['none', 'making', 'made', 'removed']),
  /** The endpoint's address during the last run. */
  url: z.string().optional(),
  /** Of the people whom the trial signs in. */
  tokens: z.partialRecord(z.enum(['admin', 'supervisor', 'biller']), z.string()).default({}),
})
type State = z.infer<typeof stateSchema>

const say = (line: string) => process.stdout.write(`${line}\n`)

/** `npm start`: endpoint, sample team, this computer's agent and the app, until Ctrl-C. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      'no-sample': { type: 'boolean', default: false },
      'accept-notice': { type: 'boolean', default: false },
      data: { type: 'string', default: join(repository, '.touchledger') },
      port: { type: 'string', default: String(PORT) },
    },
  })
  const directory = resolve(values.data)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port must be a number from 0 to 65535: ${values.port}\n${USAGE}`)

  const stop = stopSignal()
  buildIfStale()
  const folder = openFolder(directory)
  await assertNotRunning(directory, folder.state)
  folder.discardBrokenSample()
  const endpoint = await startEndpoint(directory, await freePort(port), folder.state.adminToken)
  folder.save({ url: endpoint.url })
  try {
    const { adminToken } = folder.state
    if (!values['no-sample'] && folder.state.sample === 'none') {
      folder.save({ sample: 'making' })
      const broken = await Promise.race([sampleWithProgress(endpoint.url, adminToken), whenStopped(stop)])
      if (broken === 'stopped') return 0
      folder.save({ sample: 'made' })
    }
    if (folder.state.sample === 'made' && (await isSampleRemoved(endpoint.url, adminToken)))
      folder.save({ sample: 'removed' })
    if (stop.aborted) return 0
    const tokens = await trialTokens(
      { url: endpoint.url, adminToken },
      folder.state.sample === 'made' ? ['admin', 'supervisor', 'biller'] : ['admin'],
      folder.state.tokens,
    )
    folder.save({ tokens: { ...folder.state.tokens, ...tokens } })
    const agentDirectory = join(directory, 'agent')
    const enrolled = existsSync(join(agentDirectory, 'identity.sealed'))
    const code = enrolled ? null : await enrollmentCode(endpoint.url, adminToken, TRIAL_USER)

    if (!hasDisplay())
      say('This session has no display, so the app runs on a virtual one. Open the team panel in your browser:')
    // Nobody would see the notice on a virtual display.
    const acceptNotice = values['accept-notice'] || !hasDisplay()
    say(
      acceptNotice
        ? 'The notice of what is recorded on this computer counts as read, for this trial. My Day shows it.'
        : 'The app shows what it records on this computer first. It records nothing until you have read that.',
    )
    say(`\n${links(endpoint.url, tokens)}\n  Data         ${directory}\n  Stop         Ctrl-C\n`)
    return await withDisplay((env) => {
      const app = launchElectron(
        [
          '.',
          ...['--endpoint', endpoint.url, '--data', agentDirectory, '--open', 'team'],
          ...(acceptNotice ? ['--accept-notice'] : []),
          ...['--sync-every', String(SYNC_EVERY_MS)],
          ...(code === null ? [] : ['--enroll', code]),
        ],
        { env: { ...env, TOUCHLEDGER_TOKEN: tokens.admin ?? adminToken }, cwd: repository },
      )
      return untilStopped(app, endpoint.child, stop)
    })
  } finally {
    await stopChild(endpoint.child)
  }
}

interface TrialFolder {
  readonly state: State
  save(change: Partial<State>): void
  /** Deletes a sample whose creation was interrupted, with everything recorded beside it. */
  discardBrokenSample(): void
}

/** Opens the folder of an earlier run, or creates it. */
function openFolder(directory: string): TrialFolder {
  const file = join(directory, 'start.json')
  let state: State = { adminToken: newAccessToken(), sample: 'none', tokens: {} }
  if (existsSync(file)) {
    const known = stateSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')))
    if (!known.success) throw new Error(`${file} cannot be read: delete the folder ${directory} and start again`)
    state = known.data
  }
  const save = (change: Partial<State>) => {
    Object.assign(state, change)
    writeFileSync(file, `${JSON.stringify(state)}\n`, { mode: 0o600 })
    makePrivateFile(file)
  }
  makePrivateFolder(directory)
  save({})
  return {
    state,
    save,
    discardBrokenSample() {
      if (state.sample !== 'making') return
      say('The last start was interrupted while it created the sample team. Starting over.')
      for (const name of ['endpoint', 'agent']) rmSync(join(directory, name), { recursive: true, force: true })
      save({ sample: 'none' })
    },
  }
}

/**
 * Refuses a second start in the same folder. Only this folder's endpoint accepts its admin token, so another endpoint on the same
 * address is not mistaken for it.
 */
async function assertNotRunning(directory: string, { url, adminToken, tokens }: State): Promise<void> {
  if (url === undefined) return
  const headers = { authorization: `Bearer ${adminToken}` }
  const answers = await axios.get(`${url}/v1/metrics`, { headers, timeout: ANSWER_WITHIN_MS }).then(
    () => true,
    () => false,
  )
  if (!answers) return
  throw new Error(
    `TouchLedger is already running with the data in ${directory}.\n${links(url, tokens)}\nTo start another one, use a different folder: npm start -- --data DIR`,
  )
}

/** The panel as its people see it, each in a tab of its own. */
function links(url: string, { admin, supervisor, biller }: TrialTokens): string {
  const link = (label: string, token: string, note: string, screen = 'team') =>
    `  ${label.padEnd(12)} ${url}/${screen}#token=${token}${note}`
  return [
    ...(admin === undefined ? [] : [link('Team panel', admin, '')]),
    ...(supervisor === undefined ? [] : [link('Supervisor', supervisor, `  (sees ${TRIAL_TEAM} alone)`)]),
    ...(biller === undefined ? [] : [link('Biller', biller, `  (sees the work of ${TRIAL_BILLER} alone)`, 'worklist')]),
  ].join('\n')
}

/** The requested port, or 0 (any) if another program uses it. */
function freePort(port: number): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.once('error', () => {
      say(`Port ${port} is in use by another program. Using a free port instead.`)
      done(0)
    })
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(port)))
  })
}

/** Starts the endpoint in its own process group: Ctrl-C then ends the agent first, which can still deliver. */
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
      ...['--data', join(directory, 'endpoint'), '--port', String(port)],
      // The trial runs from a checkout, so an answer that breaks its contract should show.
      '--check-answers',
    ],
    {
      stdio: ['ignore', 'pipe', openSync(log, 'a', 0o600)],
      detached: true,
      // Other users of this machine see arguments, not the environment.
      env: { ...process.env, TOUCHLEDGER_ADMIN_TOKEN: adminToken, TOUCHLEDGER_ADMIN_TOKEN_FILE: undefined },
    },
  )
  process.once('exit', () => child.kill('SIGTERM'))
  const { stdout } = child
  if (!stdout) throw new Error('the endpoint printed no output')
  for await (const line of createInterface({ input: stdout })) {
    const url = /^listening on (http:\/\/\S+)/.exec(line)?.[1]
    if (url === undefined) continue
    stdout.resume()
    return { child, url }
  }
  throw new Error(`the endpoint did not start: ${readFileSync(log, 'utf8').trim().split('\n').at(-1)}`)
}

/** Whether an admin has removed the sample data since. */
async function isSampleRemoved(endpointUrl: string, adminToken: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${adminToken}` }
  const { data } = await axios.get<SetupFacts>(`${endpointUrl}/v1/setup`, { headers, timeout: ANSWER_WITHIN_MS })
  return data.sample === null
}

async function sampleWithProgress(endpointUrl: string, adminToken: string): Promise<void> {
  say('Creating a sample team: 12 billers and 3 weeks of work, sent like real data …')
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
    `  ${records} records, ${claims} claims and worklist rows, ${denials} denials in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  )
}

/** Aborts on a termination signal. Installed first, because the endpoint's own group receives none. */
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

/** Resolves with the exit code when the app or the endpoint ends, or on a signal. */
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
      if (!stopping) process.stderr.write(`The endpoint stopped unexpectedly (code ${code}). See endpoint.log.\n`)
      void stop(1)
    })
  })
}

/** Ends a child process, by force after 10 s. */
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
