import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DeviceRow, SpanRow } from '../../src/shared/contract/index.ts'
import { makeRelease } from '../../src/tools/release/make-release.ts'
import { cleanUps } from '../e2e/support/clean-up.ts'
import { openTerminal, pressKey, type DeskWindow } from '../e2e/support/desktop.ts'
import { runEndpointIn } from '../e2e/support/endpoints.ts'
import { Hands } from '../e2e/support/hands.ts'
import { allRows, enrollmentCode, freshFolder, publishTwoPages, type RunningEndpoint } from '../e2e/support/product.ts'
import { until } from '../e2e/support/waiting.ts'
import { ask } from '../server/support/device.ts'
import { bring, packageFile, releaseKey, root, runThere, startThere, versions } from './support/clean-computer.ts'

// Two built versions on a clean Debian, the second by an update from the endpoint, and the first by a roll-back.

const user = 'updated'
const [first, second] = versions
const broken = '0.1.2'

const undo = cleanUps()
let endpoint: RunningEndpoint
let windows: readonly DeskWindow[]

beforeAll(async () => {
  const { endpoint: running, store } = await runEndpointIn(undo)
  endpoint = running
  await publishTwoPages(endpoint)
  windows = [await openTerminal('Eligibility', undo), await openTerminal('Appeal', undo)]
  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  await runThere('root', 'useradd', '--create-home', user)
  const release = async (version: string, files: readonly string[]) =>
    makeRelease({ version, files, privateKey: releaseKey(), to: join(store, 'releases'), released: new Date() })
  for (const version of versions) await release(version, [packageFile('deb', version), packageFile('tar.gz', version)])
  await release(broken, [await brokenPackage()])
})
afterAll(() => undo.run())

/** The second version's package, renamed, with a program that ends at once. */
const brokenPackage = async (): Promise<string> => {
  const folder = await freshFolder(undo, 'broken')
  execFileSync('tar', ['-xzf', packageFile('tar.gz', second), '-C', folder])
  const [from, to] = [second, broken].map((version) => join(folder, 'touchledger/versions', version)) as [
    string,
    string,
  ]
  renameSync(from, to)
  writeFileSync(join(to, 'touchledger'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  rmSync(join(folder, 'touchledger/current'))
  execFileSync('ln', ['-s', `versions/${broken}`, join(folder, 'touchledger/current')])
  const file = join(folder, `touchledger-${broken}-linux-x64.tar.gz`)
  execFileSync('tar', ['-cf', file, '-I', 'gzip -1', '-C', folder, 'touchledger'])
  return file
}

const rollOut = (version: string) =>
  ask(endpoint, '/v1/settings/updates', { method: 'PUT', json: { version, stage: 'all' } })

/** Starts an agent and follows it at the endpoint. */
const startAgent = async (program: string, name: string) => {
  const code = await enrollmentCode(endpoint, name)
  const switches = ['--hidden', '--accept-notice', '--sync-every', '500', '--endpoint', endpoint.url, '--enroll', code]
  const agent = startThere(user, program, ...switches)
  const device = async () =>
    (await allRows<DeviceRow>(endpoint, '/v1/devices')).find(({ userName }) => userName === name)
  const spans = async (deviceId: string) =>
    (await allRows<SpanRow>(endpoint, '/v1/spans')).filter((span) => span.deviceId === deviceId)
  const becomes = async (version: string) => {
    let row: DeviceRow | undefined
    const found = await until(`${name} runs ${version}`, async () => {
      row = await device()
      return row?.agentVersion === version && row
    }).catch((error: unknown) => {
      const said = `It is ${row?.agentVersion}, ${JSON.stringify(row?.health?.update)}, and said ${agent.said()}`
      throw new Error(said, { cause: error })
    })
    const since = Date.now()
    await until(`${name} records with ${version}`, async () => {
      for (const window of windows) await window.show()
      return (await spans(found.deviceId)).some(({ startedAt }) => startedAt > since)
    })
    return found
  }
  const saysOfUpdate = (why: string) =>
    until(`${name} says ${why}: ${agent.said()}`, async () => (await device())?.health?.update?.why === why)
  return { becomes, saysOfUpdate, spans }
}

const isWithoutLoss = (spans: readonly SpanRow[]) => {
  const inOrder = spans.toSorted((one, other) => one.startedAt - other.startedAt)
  expect(new Set(spans.map(({ seq }) => seq)).size).toBe(spans.length)
  expect(inOrder.every((span, index) => index === 0 || span.startedAt >= (inOrder[index - 1]?.endedAt ?? 0))).toBe(true)
}

// First: it brings the libraries that the other needs.
describe('the agent of a deb', () => {
  const inbox = '/var/lib/touchledger/inbox'
  const left = () => readdirSync(join(root, inbox)).filter((name) => name.startsWith('release-'))
  /** What systemd does when something lies in the inbox. There is no systemd here. */
  const service = (...words: readonly string[]) =>
    runThere('root', 'sh', '-c', `sh /opt/TouchLedger/install-update.sh ${words.join(' ')} 2>&1`)
  const installed = () => runThere('root', 'dpkg-query', '-W', '-f', '${Version}', 'touchledger')
  let agent: Awaited<ReturnType<typeof startAgent>>
  let device: DeviceRow

  test('says so while root’s service is off', async () => {
    await runThere('root', 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', await bring('deb', first))
    agent = await startAgent('/opt/TouchLedger/touchledger', 'deb')
    device = await agent.becomes(first)
    await rollOut(second)
    await agent.saysOfUpdate('no_service')
  })

  test('is updated by that service once it is on', async () => {
    await service('--on')
    await until('the update lies in the inbox', () => left().length > 0)
    await service()
    expect(await installed()).toBe(second)
    expect((await agent.becomes(second)).deviceId).toBe(device.deviceId)
  })

  test('is not changed by what its publisher did not sign, nor by what lies in the inbox in place of it', async () => {
    await rollOut(second)
    const forged = join(root, inbox, 'release-forged')
    mkdirSync(forged)
    execFileSync('cp', [packageFile('deb', first), join(forged, 'package.deb')])
    writeFileSync(join(forged, 'release.json'), JSON.stringify({ version: '9.9.9' }))
    writeFileSync(join(forged, 'release.sig'), Buffer.alloc(64, 1))
    await runThere(user, 'ln', '-s', '/etc', `${inbox}/release-link`)
    await runThere(user, 'mkfifo', `${inbox}/release-pipe`)
    const said = await service()
    expect(said).toContain('its publisher did not sign it')
    expect(said.match(/it is no folder/g)).toHaveLength(2)
    expect([await installed(), left(), existsSync(join(root, 'etc/passwd'))]).toEqual([second, [], true])
  })

  test('goes back to the version before where an admin says so, and has lost nothing', async () => {
    await rollOut(first)
    await until('the earlier version lies in the inbox', () => left().length > 0)
    await service()
    expect(await installed()).toBe(first)
    expect((await agent.becomes(first)).deviceId).toBe(device.deviceId)
    isWithoutLoss(await agent.spans(device.deviceId))
    await runThere('root', 'apt-get', 'purge', '-y', '-qq', 'touchledger')
    expect(existsSync(join(root, '/var/lib/touchledger'))).toBe(false)
  })
})

describe('the agent of a tar.gz', () => {
  const folder = `/home/${user}/touchledger`
  const current = () => readlinkSync(join(root, folder, 'current'))
  let agent: Awaited<ReturnType<typeof startAgent>>
  let device: DeviceRow

  test('becomes the version that an admin rolled out, as the same device', async () => {
    await runThere(user, 'tar', '-xzf', await bring('tar.gz', first, user))
    agent = await startAgent(`${folder}/touchledger`, 'tar.gz')
    device = await agent.becomes(first)
    await rollOut(second)
    expect((await agent.becomes(second)).deviceId).toBe(device.deviceId)
    expect(current()).toBe(`versions/${second}`)
  })

  test('goes back by itself from a version that does not start, and does not take it again', async () => {
    await rollOut(broken)
    await agent.saysOfUpdate('crashed')
    expect((await agent.becomes(second)).deviceId).toBe(device.deviceId)
    expect(current()).toBe(`versions/${second}`)
  })

  test('goes back to the version before where an admin says so, and has lost nothing', async () => {
    await rollOut(first)
    expect((await agent.becomes(first)).deviceId).toBe(device.deviceId)
    isWithoutLoss(await agent.spans(device.deviceId))
    await runThere(user, `${folder}/remove.sh`, '--purge')
    expect(existsSync(join(root, folder))).toBe(false)
  })
})
