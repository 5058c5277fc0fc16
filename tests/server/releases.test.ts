import { rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../../src/shared/contract/index.ts'
import { type ReleasesAnswer, type UpdateSettings, updatesSchema } from '../../src/shared/contract/releases.ts'
import { readSigned } from '../../src/main/updates/read-signed.ts'
import { isLetIn } from '../../src/server/updates/roll-out.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { fineHealth } from '../shared/device-health/fine-health.ts'
import { newReleaseKey, signedReleaseIn } from '../setup/releases.ts'
import { ask, enrolledDevice, type Answer } from './support/device.ts'
import { freshEndpoint } from './support/stores.ts'

const key = newReleaseKey()
const deb = 'a package'.repeat(20_000)
let endpoint: Endpoint & { adminToken: string }
let releases: string
let removeFolder: () => Promise<void>

beforeAll(async () => {
  const { folder, remove } = await embeddedFolder()
  removeFolder = remove
  releases = join(folder, 'releases')
  endpoint = await freshEndpoint('embedded', { dataFolder: folder })
  for (const version of ['1.3.0', '1.4.0']) {
    await signedReleaseIn(releases, version, { 'linux-x64.deb': deb, 'linux-x64.tar.gz': version }, key.privateKey)
  }
})
afterAll(async () => {
  await endpoint.close()
  await removeFolder()
})

const choose = (choice: Partial<UpdateSettings>): Promise<Answer<Problem>> =>
  ask(endpoint, '/v1/settings/updates', { method: 'PUT', json: choice })
const seen = async () => (await ask<ReleasesAnswer>(endpoint, '/v1/releases')).body
type Device = Awaited<ReturnType<typeof enrolledDevice>>
const updateOf = async (device: Device, version = '1.2.3') => {
  const { body } = await device.get<{ update: { manifest: string; signature: string } | null }>(
    `/v1/device/update?version=${version}`,
  )
  return body.update
}

test('a device gets the release that an admin chose, as its publisher signed it', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Ana' })
  expect(await updateOf(device)).toBeNull()
  expect((await choose({ version: '1.4.0', stage: 'all' })).status).toBe(200)
  const update = await updateOf(device)
  expect(update && readSigned(update, key.publicKey)).toMatchObject({ version: '1.4.0' })
  expect(update && readSigned(update, newReleaseKey().publicKey)).toBeNull()
  expect(await updateOf(device, '1.4.0')).toBeNull()
})

test('a release that is chosen after a newer one is handed out too: that is how a version is rolled back', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Ben' })
  await choose({ version: '1.3.0', stage: 'all' })
  const update = await updateOf(device, '1.4.0')
  expect(update && readSigned(update, key.publicKey)).toMatchObject({ version: '1.3.0' })
})

test('a paused roll-out and another team keep a device as it is', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Cleo', team: 'Appeals' })
  await choose({ version: '1.4.0', stage: 'all', paused: true })
  expect(await updateOf(device)).toBeNull()
  await choose({ version: '1.4.0', stage: 'all', teams: ['Eligibility'] })
  expect(await updateOf(device)).toBeNull()
  await choose({ version: '1.4.0', stage: 'all', teams: ['Eligibility', 'Appeals'] })
  expect(await updateOf(device)).not.toBeNull()
})

test('each choice is in the audit log with what it was before', async () => {
  await choose({ version: '1.4.0', stage: '25%' })
  await choose({ version: '1.4.0', stage: 'all' })
  const { body } = await ask<{ rows: readonly { action: string; object: string; before: unknown; after: unknown }[] }>(
    endpoint,
    '/v1/audit?limit=1',
  )
  expect(body.rows[0]).toMatchObject({
    ...{ action: 'settings_changed', object: 'settings/updates' },
    before: { body: { stage: '25%' } },
    after: { body: { stage: 'all' } },
  })
})

test('a file comes whole, and from where a download broke off', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Dora' })
  const path = '/v1/releases/1.4.0/files/touchledger-1.4.0-linux-x64.deb'
  expect((await device.get(path)).body).toBe(deb)
  const rest = await device.get(path, { range: `bytes=${deb.length - 10}-` })
  expect([rest.status, rest.body]).toEqual([206, deb.slice(-10)])
})

test('nothing but files of a release is handed out, and only to devices', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Eve' })
  for (const name of ['release.sig', 'touchledger-1.4.0-linux-x64.rpm']) {
    expect((await device.get<Problem>(`/v1/releases/1.4.0/files/${name}`)).body.code).toBe('unknown_release')
  }
  expect((await device.get<Problem>('/v1/releases/1.4.0/files/..%2F..%2Fendpoint.lock')).status).toBe(400)
  expect((await ask(endpoint, '/v1/releases/1.4.0/files/touchledger-1.4.0-linux-x64.deb')).status).toBe(401)
})

test('a release that was copied in part is named with what to do, and cannot be chosen', async () => {
  const cases: readonly [string, (folder: string) => void, RegExp][] = [
    ['2.0.0', (folder) => truncateSync(join(folder, 'touchledger-2.0.0-linux-x64.deb'), 7), /has 7 bytes of 180000/],
    ['2.0.1', (folder) => rmSync(join(folder, 'release.json')), /release\.json is missing/],
    ['2.0.2', (folder) => rmSync(join(folder, 'release.sig')), /release\.sig is missing/],
    [
      '2.0.3',
      (folder) => writeFileSync(join(folder, 'touchledger-2.0.3-linux-x64.deb'), 'A package'.repeat(20_000)),
      /is not the file that was signed/,
    ],
    ['2.0.4', (folder) => writeFileSync(join(folder, 'release.json'), '{'), /is no JSON/],
  ]
  for (const [version, damage, fault] of cases) {
    damage(await signedReleaseIn(releases, version, { 'linux-x64.deb': deb }, key.privateKey))
    expect((await seen()).releases.find((one) => one.version === version)?.fault).toMatch(fault)
    const answer = await choose({ version, stage: 'all' })
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([422, '/version'])
  }
})

test('an admin sees what is on file, what runs, and how far a roll-out is', async () => {
  await choose({ version: '1.3.0', stage: 'all' })
  const device = await enrolledDevice(endpoint, { user: 'Finn' })
  const before = await seen()
  expect(before.releases.filter(({ fault }) => fault === null)).toEqual([
    ...['1.4.0', '1.3.0'].map((version) => ({
      ...{ version, releasedAt: Date.parse('2026-12-03T05:00:00Z'), fault: null },
      kinds: ['linux x64 deb', 'linux x64 tar.gz'],
    })),
  ])
  expect(before.rollOut).toMatchObject({ version: '1.3.0', there: 0 })
  expect(before.rollOut?.computers).toBe(before.rollOut?.of)
  await device.report({ ...fineHealth, agentVersion: '1.3.0' })
  const after = await seen()
  expect(after.rollOut?.there).toBe(1)
  expect(after.versions[0]).toEqual({ version: '1.3.0', computers: 1 })
})

test('a later stage keeps every computer of an earlier one, in about the stated share, and others come first next time', () => {
  const ids = Array.from({ length: 4000 }, (_, index) => `device-${index}`)
  const letIn = (stage: UpdateSettings['stage'], version = '1.4.0') =>
    new Set(ids.filter((deviceId) => isLetIn(updatesSchema.parse({ version, stage }), { deviceId, team: null })))
  const [few, quarter, all] = [letIn('5%'), letIn('25%'), letIn('all')]
  expect(few.size).toBeGreaterThan(150)
  expect(few.size).toBeLessThan(250)
  expect(quarter.size).toBeGreaterThan(900)
  expect(quarter.size).toBeLessThan(1100)
  expect(all.size).toBe(ids.length)
  expect([...few].filter((id) => !quarter.has(id))).toEqual([])
  const next = letIn('5%', '1.5.0')
  expect([...next].filter((id) => few.has(id)).length).toBeLessThan(few.size / 2)
})
