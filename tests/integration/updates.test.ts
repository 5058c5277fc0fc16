import { readFileSync, readlinkSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { AgentOptions } from '../../src/main/agent.ts'
import { folderInstaller } from '../../src/main/updates/folder-installer.ts'
import { oldestOf } from '../../src/main/updates/program.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { DeviceRow, Page } from '../../src/shared/contract/index.ts'
import { MINUTE_MS } from '../../src/shared/time.ts'
import { makeRelease } from '../../src/tools/release/make-release.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { openSite, resourcesOf, type Site } from '../main/updates/support/program-folder.ts'
import { newReleaseKey } from '../setup/releases.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { Desk, enrollCode, until } from './support/desk.ts'

let endpoint: Endpoint & { adminToken: string }
let store: Awaited<ReturnType<typeof embeddedFolder>>
let site: Site
let desk: Desk
/** A name of its own for each test's release. */
let minor = 1

beforeAll(async () => {
  store = await embeddedFolder()
  endpoint = await freshEndpoint('embedded', { dataFolder: store.folder })
})
afterAll(async () => {
  await endpoint.close()
  await store.remove()
})
beforeEach(async () => {
  minor += 1
  site = openSite()
  desk = await Desk.at(Date.now())
})
afterEach(async () => {
  await desk.leave()
  site.remove()
})

const next = () => `1.${minor}.0`

/** Releases a version, lets every computer in, and starts an agent of version 1.1.0 on a folder of its own. */
async function rollOut(version: string, privateKey = site.privateKey, chosen: object = {}) {
  site.unpack(site.makePackage('1.1.0', 'exit 0', '1.0.5'))
  const to = join(store.folder, 'releases')
  await makeRelease({ version, files: [site.makePackage(version)], privateKey, to, released: new Date() })
  const json = { version, stage: 'all', ...chosen }
  await ask(endpoint, '/v1/settings/updates', { method: 'PUT', json })
  const user = `user of ${version}`
  const agent = await desk.start({
    ...{ agentVersion: '1.1.0', acceptNotice: true },
    ...{ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, user), updates: updates() },
  })
  return {
    agent,
    update: () => agent.status().update,
    /** As the endpoint knows it. */
    reported: async () => {
      const { rows } = (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body
      return rows.find(({ userName }) => userName === user)?.health?.update
    },
  }
}

const updates = (): NonNullable<AgentOptions['updates']> => {
  const program = site.program('1.1.0')
  return {
    ...{ platform: 'linux', arch: 'x64', program, installer: folderInstaller(program) },
    ...{ askEveryMs: 40, firstAfterMs: 10 },
    oldest: () => oldestOf(resourcesOf(site.folder, '1.1.0'), program, '1.1.0'),
  }
}
const current = () => readlinkSync(join(site.folder, 'current'))

test('an agent becomes the version that an admin rolled out, and the endpoint knows it', async () => {
  const { update } = await rollOut(next())
  await until(() => current() === `versions/${next()}`, 'the new version is current')
  await until(() => update()?.state !== 'loading', 'it says so')
  spawnSync(join(site.folder, 'touchledger'), ['--hidden'])
  expect(readFileSync(site.started, 'utf8')).toBe(`${next()} --hidden\n`)
})

test('a release that another publisher signed is refused, and everybody sees why', async () => {
  const { update, reported } = await rollOut(next(), newReleaseKey().privateKey)
  await until(() => update()?.state === 'failed', 'it is refused')
  expect(update()).toEqual({ state: 'failed', version: null, why: 'not_signed' })
  // A change of health waits for a minute since the last report, which may have gone out before the refusal.
  desk.clock.advance(MINUTE_MS)
  await until(async () => (await reported())?.why === 'not_signed', 'the endpoint knows')
  expect(current()).toBe('versions/1.1.0')
})

test('an agent goes back to an earlier version as far as its publisher allows', async () => {
  await rollOut('1.0.5')
  await until(() => current() === 'versions/1.0.5', 'the earlier version is current')
})

test('an older version than that is refused, whoever chose it', async () => {
  const { update } = await rollOut('1.0.4')
  await until(() => update()?.state === 'failed', 'it is refused')
  expect(update()).toEqual({ state: 'failed', version: '1.0.4', why: 'too_old' })
  expect(current()).toBe('versions/1.1.0')
})

test('an agent without a publisher’s key stays as it is', async () => {
  site.unpack(site.makePackage('1.1.0'))
  const agent = await desk.start({
    ...{ agentVersion: '1.1.0', acceptNotice: true, endpointUrl: endpoint.url },
    ...{ enrollCode: await enrollCode(endpoint, 'keyless'), updates: { ...updates(), program: null } },
  })
  await until(() => agent.status().update !== undefined, 'it is enrolled')
  expect(agent.status().update).toEqual({ state: 'off', version: null, why: null })
})
