import { existsSync, readFileSync, rmSync } from 'node:fs'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceRow, SpanRow } from '../../src/shared/contract/index.ts'
import { cleanUps } from '../e2e/support/clean-up.ts'
import { openTerminal, pressKey, type DeskWindow } from '../e2e/support/desktop.ts'
import { runEndpoint } from '../e2e/support/endpoints.ts'
import { Hands } from '../e2e/support/hands.ts'
import { allRows, enrollmentCode, publishTwoPages, type RunningEndpoint } from '../e2e/support/product.ts'
import { until } from '../e2e/support/waiting.ts'
import { bring, packageFile, processesFrom, root, runThere, startThere, versions } from './support/clean-computer.ts'

// Each package on a clean Debian, used by somebody who is not root: recorded, upgraded while the agent runs, removed.

const user = 'biller'
const [first, second] = versions
const dataFolder = join(root, 'home', user, '.config/touchledger')

interface Way {
  readonly format: string
  /** Where its program is. */
  readonly folder: string
  install(version: string): Promise<unknown>
  remove(): Promise<unknown>
  removeWithData?(): Promise<unknown>
}

const ways: readonly Way[] = [
  {
    format: 'deb',
    folder: '/opt/TouchLedger',
    install: async (version) =>
      runThere('root', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', await bring('deb', version)),
    remove: () => runThere('root', 'apt-get', 'remove', '-y', '-qq', 'touchledger'),
    removeWithData: () => runThere('root', 'apt-get', 'purge', '-y', '-qq', 'touchledger'),
  },
  {
    format: 'rpm',
    folder: '/opt/TouchLedger',
    // Its requirements are there as Debian's packages, which rpm does not know.
    install: (version) => promisify(execFile)('rpm', ['--root', root, '-U', '--nodeps', packageFile('rpm', version)]),
    remove: () => promisify(execFile)('rpm', ['--root', root, '-e', 'touchledger']),
  },
  {
    format: 'tar.gz',
    folder: `/home/${user}/touchledger`,
    install: async (version) => runThere(user, 'tar', '-xzf', await bring('tar.gz', version, user)),
    remove: () => runThere(user, './touchledger/remove.sh'),
    removeWithData: () => runThere(user, './touchledger/remove.sh', '--purge'),
  },
]

const undo = cleanUps()
let endpoint: RunningEndpoint
let windows: readonly DeskWindow[]

beforeAll(async () => {
  endpoint = await runEndpoint(undo)
  await publishTwoPages(endpoint)
  windows = [await openTerminal('Eligibility', undo), await openTerminal('Appeal', undo)]
  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  await runThere('root', 'useradd', '--create-home', user)
})
afterAll(() => undo.run())

const spansOf = async (device: string) =>
  (await allRows<SpanRow>(endpoint, '/v1/spans')).filter(({ deviceId }) => deviceId === device)

describe.each(ways)('the $format package', ({ format, folder, install, remove, removeWithData }) => {
  let device: DeviceRow
  const deviceOf = async (version: string) =>
    (await allRows<DeviceRow>(endpoint, '/v1/devices')).find(
      ({ userName, agentVersion }) => userName === format && agentVersion === version,
    )
  /** Works in both windows until the endpoint has both. */
  const work = async (since: number) => {
    for (const window of windows) await window.show()
    await until('the work is at the endpoint', async () => {
      const seen = (await spansOf(device.deviceId))
        .filter(({ endedAt }) => endedAt > since)
        .map(({ activity }) => activity)
      if (seen.includes('eligibility') && seen.includes('appeal')) return true
      for (const window of windows) await window.show()
      return false
    })
  }
  const start = async () => {
    const code = await enrollmentCode(endpoint, format)
    const switches = [
      '--hidden',
      '--accept-notice',
      '--sync-every',
      '500',
      '--endpoint',
      endpoint.url,
      '--enroll',
      code,
    ]
    return startThere(user, `${folder}/touchledger`, ...switches)
  }

  test('installs, and records and sends what a person without rights does', async () => {
    await install(first)
    const agent = await start()
    device = await until(`the agent of ${format} is enrolled: ${agent.said()}`, () => deviceOf(first))
    await work(0)
    expect(existsSync(dataFolder)).toBe(true)
  })

  test('is upgraded under the running agent: the new version takes over, as the same device, and nothing is lost', async () => {
    const before = await spansOf(device.deviceId)
    const asked = Date.now()
    await install(second)
    const now = await until('the new version has reported', () => deviceOf(second))
    console.log(
      `${format}: the new version was at work ${Math.round((Date.now() - asked) / 1000)} s after it was asked for`,
    )
    expect(now.deviceId).toBe(device.deviceId)
    await work(Date.now())
    const after = await spansOf(device.deviceId)
    const ids = new Set(after.map(({ seq }) => seq))
    expect(before.filter(({ seq }) => !ids.has(seq))).toEqual([])
    expect(ids.size).toBe(after.length)
    const inOrder = after.toSorted((one, other) => one.startedAt - other.startedAt)
    expect(inOrder.every((span, index) => index === 0 || span.startedAt >= (inOrder[index - 1]?.endedAt ?? 0))).toBe(
      true,
    )
  })

  test('leaves no process and no start with the session, and what was recorded', async () => {
    expect(processesFrom(folder).length).toBeGreaterThan(0)
    await remove()
    expect(processesFrom(folder)).toEqual([])
    expect(existsSync(join(root, folder, 'touchledger'))).toBe(false)
    expect(existsSync(join(root, 'etc/xdg/autostart/touchledger.desktop'))).toBe(false)
    expect(existsSync(dataFolder)).toBe(true)
  })

  test.runIf(removeWithData !== undefined)('takes what was recorded with it where that is asked for', async () => {
    await install(second)
    await removeWithData?.()
    expect(existsSync(dataFolder)).toBe(false)
    expect(existsSync(join(root, folder))).toBe(false)
  })

  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }))
})

test('the deb package starts the agent with everybody’s session, by a path that is there', async () => {
  await runThere('root', 'apt-get', 'install', '-y', '-qq', '/var/tmp/touchledger-' + second + '.deb')
  const entry = readFileSync(join(root, 'etc/xdg/autostart/touchledger.desktop'), 'utf8')
  const [, program = ''] = /^Exec=(\S+) --hidden$/m.exec(entry) ?? []
  expect(await runThere(user, program, '--help')).toContain('usage: touchledger')
  expect(await runThere(user, 'touchledger', '--help')).toContain('usage: touchledger')
})
