import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'
import type { DeviceRow, Page, PersonRow } from '../../src/shared/contract/index.ts'
import type { Me } from '../../src/shared/contract/accounts.ts'
import { ask } from '../server/support/device.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { cleanUps, type CleanUps } from './support/clean-up.ts'
import { freshFolder } from './support/product.ts'
import { MARK, allProcesses, familyOf, kill, processesMarked, type ProcessInfo } from './support/processes.ts'
import { slowness } from './support/slowness.ts'
import { until } from './support/waiting.ts'

// The first steps after cloning the repository, and Ctrl-C.

const undo = cleanUps()
afterEach(() => undo.run())

interface Launched {
  said(): string
  /** Like Ctrl-C in a terminal: the signal goes to the whole foreground group. */
  interrupt(): void
  hasEnded(): boolean
  /** All processes it has started so far, whoever their parent is. */
  processes(): ProcessInfo[]
}

interface Started extends Launched {
  readonly url: string
  readonly token: string
}

function launch(data: string, environment: NodeJS.ProcessEnv, cleanUp: CleanUps, ...options: string[]): Launched {
  const mark = `start-${Date.now()}`
  const child = spawn('npm', ['start', '--', '--data', data, '--port', '0', ...options], {
    cwd: repository,
    env: { ...environment, [MARK]: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const pid = child.pid ?? 0
  const processes = () => {
    const marked = processesMarked(mark)
    const known = new Set(marked.map((process) => process.pid))
    return [
      ...marked,
      ...marked.flatMap((process) => familyOf(process.pid)).filter((process) => !known.has(process.pid)),
    ]
  }
  const end = () => kill(processes())
  // A separate process group does not end with this process.
  process.once('exit', end)
  cleanUp.add(() => {
    process.off('exit', end)
    end()
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text))
  let over = false
  child.once('exit', () => (over = true))
  return {
    said: () => said,
    interrupt: () => process.kill(-pid, 'SIGINT'),
    hasEnded: () => over,
    processes,
  }
}

async function start(data: string, environment: NodeJS.ProcessEnv, cleanUp: CleanUps): Promise<Started> {
  const launched = launch(data, environment, cleanUp, '--no-sample')
  const [, url = '', token = ''] = await until('it prints the address of the panel', () => {
    if (launched.hasEnded()) throw new Error(`npm start ended: ${launched.said()}`)
    return /Team panel +(http:\S+)#token=(\S+)/.exec(launched.said())
  })
  return { ...launched, url, token }
}

const withoutDisplay = () => {
  const { DISPLAY: _display, ...rest } = process.env
  return rest
}

test('npm start starts everything, and Ctrl-C ends everything', async () => {
  const data = await freshFolder(undo, 'start')
  // One random admin token in 64 begins with a dash and looks like an option.
  writeFileSync(join(data, 'start.json'), JSON.stringify({ adminToken: '-an-admin-token-for-tests', sample: 'none' }))
  for (const environment of [withoutDisplay(), process.env]) {
    const started = await start(data, environment, undo)
    const endpoint = { url: new URL(started.url).origin, adminToken: started.token }
    expect(started.url).toBe(`${endpoint.url}/team`)
    const panel = await fetch(started.url)
    expect([panel.status, panel.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await panel.text()).toContain('<title>TouchLedger')

    expect((await ask<Me>(endpoint, '/v1/me')).body).toMatchObject({
      name: 'Trial admin',
      email: 'admin@sample.invalid',
    })
    expect(started.said()).not.toContain('Supervisor')

    const [device] = await until('the agent has reported', async () => {
      const { rows } = (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body
      return rows.some(({ lastSeenAt }) => lastSeenAt !== null) && rows
    })
    expect(device).toMatchObject({ userName: 'This computer', sample: false })
    // The second start is the same device and does not enroll again.
    const { body: people } = await ask<Page<PersonRow>>(endpoint, '/v1/people')
    expect(people.rows).toMatchObject([{ name: 'This computer', team: 'Trial', sample: false }])
    const display = environment['DISPLAY'] === undefined ? 1 : 0
    const isProgram = (name: string) => (process: ProcessInfo) => process.command.startsWith(name)
    expect(started.processes().filter(isProgram('Xvfb'))).toHaveLength(display)

    // A second start in the same folder is refused, and says where the first one runs.
    const second = launch(data, environment, undo, '--no-sample')
    await until('the second start ends', () => second.hasEnded())
    expect(second.said()).toContain('already running')
    expect(second.said()).toContain(`${started.url}#token=${started.token}`)
    expect(second.said()).not.toMatch(/in use|free port/)

    const running = new Set(started.processes().map(({ pid }) => pid))
    // npm, the command itself, the endpoint and the app, whichever helpers Chromium has by now.
    expect(running.size).toBeGreaterThanOrEqual(4)
    const slow = slowness()
    const before = performance.now()
    started.interrupt()
    await until(
      'all its processes are gone',
      () =>
        started.hasEnded() && started.processes().length === 0 && !allProcesses().some(({ pid }) => running.has(pid)),
    )
    expect(performance.now() - before).toBeLessThan(15_000 * Math.max(slow, slowness()))
    expect(started.said()).toContain('Stopping')
    expect(started.said()).not.toMatch(/stopped unexpectedly|stopped after \w*Error/)
    await expect(fetch(started.url)).rejects.toThrow('fetch failed')
  }
})

test('Ctrl-C during the creation of the sample team ends everything, and the next start starts over', async () => {
  const data = await freshFolder(undo, 'start-sample')
  // The second start makes a store anew in any case.
  await rename((await embeddedFolder()).folder, join(data, 'endpoint'))
  for (const beginsWith of ['Creating a sample team', 'Starting over']) {
    const launched = launch(data, process.env, undo)
    await until('it creates the sample team', () => {
      if (launched.hasEnded()) throw new Error(`npm start ended: ${launched.said()}`)
      return / 1 of 12 billers/.test(launched.said())
    }).catch((error: unknown) => {
      throw new Error(`npm start said: ${launched.said()}`, { cause: error })
    })
    expect(launched.said()).toContain(beginsWith)
    const running = new Set(launched.processes().map(({ pid }) => pid))
    launched.interrupt()
    await until(
      'all its processes are gone',
      () => launched.hasEnded() && !allProcesses().some(({ pid }) => running.has(pid)),
    )
  }
})
