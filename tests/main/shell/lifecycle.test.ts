import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startDisplay } from '../../../scripts/display.mjs'
import { electronRuntime } from '../../../scripts/electron-runtime.mjs'
import { sandboxSwitches } from '../../../scripts/launch-electron.mjs'
import { openLogFile } from '../../../src/main/support/log-file.ts'
import { mountable, onReadOnlyDisk } from '../../faults/support/own-disk.ts'
import { until } from '../capture/display.ts'
import { buildApp, type BuiltApp } from './app-under-test.ts'
import { childProcessTypes, launchApp, startApp, type StartedApp } from './electron-app.ts'

let display: Awaited<ReturnType<typeof startDisplay>>
let built: BuiltApp
let data: string
let started: StartedApp[]

beforeAll(async () => {
  display = await startDisplay()
  built = await buildApp('fake-agent-main.ts')
})
afterAll(async () => {
  await display?.stop()
  built?.remove()
})
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'touchledger-data-'))
  started = []
})
afterEach(async () => {
  for (const app of started) {
    app.process.kill('SIGKILL')
    await app.ended
  }
  rmSync(data, { recursive: true, force: true })
})

const note = () => join(data, 'note')
const env = (more: Record<string, string> = {}) => ({ ...display.env, SHELL_TEST_LOG: note(), ...more })
const start = (parameters: readonly string[], more: Record<string, string> = {}) => {
  const app = startApp(built.folder, parameters, env(more))
  started.push(app)
  return app
}
const notes = () => {
  try {
    return readFileSync(note(), 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

test.each(['--remote-debugging-port=0', '--inspect=0'])(
  'the installed app does not start with %s',
  async (debugging) => {
    const app = start([debugging, '--hidden', '--data', data], { ELECTRON_FORCE_IS_PACKAGED: 'true' })
    expect(await app.ended).toBe(2)
    expect(app.said()).toContain(`the installed app does not start with ${debugging.split('=')[0]}`)
    expect(app.said()).not.toContain('DevTools listening')
    expect(notes()).toEqual([])
  },
)

test('a hidden app has no renderer process; a second start opens the window, and closing it ends that process', async () => {
  const app = await launchApp(built.folder, ['--hidden', '--data', data], env())
  const pid = app.process().pid ?? 0
  // The agent's start is the last step of the app's; what follows it in the same turn has happened once main answers.
  await until(() => notes().length > 0)
  await app.evaluate(() => new Promise<void>((done) => setImmediate(done)))
  expect(childProcessTypes(pid)).not.toContain('renderer')
  // Proves that the process list is complete.
  expect(childProcessTypes(pid)).toContain('zygote')
  expect(app.windows()).toEqual([])

  const opened = app.waitForEvent('window')
  const second = start(['--open', 'rules', '--data', data])
  expect(await second.ended).toBe(0)
  expect(second.said()).toContain('already running')
  const page = await opened
  await page.waitForURL('app://touchledger/rules')
  expect(childProcessTypes(pid)).toContain('renderer')

  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await until(() => !childProcessTypes(pid).includes('renderer'))
  expect(notes()).toEqual(['started file-permissions x11 number'])
  await app.close()
})

test('a second start hands over its code and its notice, and says what became of them', async () => {
  const first = start(['--hidden', '--data', data])
  await until(() => notes().length > 0)
  const enrolling = ['--endpoint', 'https://tl.example', '--enroll', 'ABCD-EFGH', '--accept-notice', '--hidden']
  const second = start([...enrolling, '--data', data])
  expect(await second.ended).toBe(0)
  expect(second.said()).toContain('the running agent now enrolls with this code')
  expect(second.said() + first.said()).not.toContain('ABCD-EFGH')
  expect(notes().slice(1)).toEqual(['notices accepted', 'asked https://tl.example ABCD-EFGH'])
})

test('a second start is told that the running agent is enrolled', async () => {
  start(['--hidden', '--data', data], { SHELL_TEST_ENROLLED: 'yes' })
  await until(() => notes().length > 0)
  const second = start(['--endpoint', 'https://tl.example', '--enroll', 'ABCD-EFGH', '--hidden', '--data', data])
  expect(await second.ended).toBe(0)
  expect(second.said()).toContain('enrolled already, so the code was not used')
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the agent first and the process within a second', async (signal) => {
  const app = start(['--hidden', '--data', data])
  await until(() => notes().length > 0)
  const before = performance.now()
  app.process.kill(signal)
  expect(await app.ended).toBe(0)
  expect(performance.now() - before).toBeLessThan(1500)
  expect(notes().at(-1)).toBe('stopped')
})

test('two data directories are two apps', async () => {
  start(['--hidden', '--data', join(data, 'one')])
  start(['--hidden', '--data', join(data, 'two')])
  await until(() => notes().length === 2)
})

test('reports once that there is no tray and that only file permissions protect the keys', async () => {
  const app = start(['--hidden', '--data', data])
  await until(() => app.said().includes('no system tray'))
  app.process.kill('SIGTERM')
  await app.ended
  expect(app.said().match(/no system tray/g)).toHaveLength(1)
  expect(notes()[0]).toContain('file-permissions')
})

test('a wrong command line is explained with exit code 2 and without its values', async () => {
  const app = start(['--endpiont', 'https://x.example', '--enroll', 'SECRET-CODE'])
  expect(await app.ended).toBe(2)
  expect(app.said()).toContain('unknown option --endpiont')
  expect(app.said()).toContain('usage: touchledger')
  expect(app.said()).not.toContain('SECRET-CODE')
  expect(notes()).toEqual([])
})

test.skipIf(!mountable)(
  'a data directory that is not writable is reported with exit code 1, and not mistaken for a running agent',
  () => {
    const variables = Object.entries(env()).map(([name, value]) => `${name}=${value}`)
    const app = [electronRuntime().path, ...sandboxSwitches(), built.folder, '--hidden', '--data', data]
    const { status, stderr } = onReadOnlyDisk(data, 'env', ...variables, ...app)
    expect(status).toBe(1)
    expect(stderr).toContain(`the directory ${data} is not writable`)
    expect(stderr).not.toContain('already running')
    expect(readdirSync(data)).toEqual([])
  },
)

test('after an uncaught error the app starts again without a window, at most three times; no dialog and no log has the error’s text', async () => {
  const app = start(['--open', 'my-day', '--data', data], { SHELL_TEST_THROW: 'title of a window' })
  expect(await app.ended).toBe(1)
  expect(app.said()).toMatch(/stopped after RangeError\n\s+at /)
  expect(app.said()).not.toContain('title of a window')
  const file = openLogFile(data)
  await until(() => file.read().some(({ code }) => code === 'gave_up'))
  expect(file.read().map(({ code }) => code)).toEqual([
    ...['crashed', 'restarting', 'crashed', 'restarting', 'crashed', 'restarting', 'crashed', 'gave_up'],
  ])
  expect(file.read()[0]).toMatchObject({
    error: 'RangeError',
    where: expect.arrayContaining([expect.stringMatching(/^index\.cjs:\d+:\d+$/)]),
  })
  expect(notes().filter((line) => line.startsWith('started'))).toHaveLength(4)
  expect(readFileSync(join(data, 'agent.log'), 'utf8')).not.toContain('title of a window')
})

test('no answer is cached on disk', async () => {
  const app = start(['--hidden', '--data', data])
  await until(() => app.said().includes('no system tray'))
  app.process.kill('SIGTERM')
  await app.ended
  expect(readdirSync(data)).not.toContain('Cache')
})
