import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makePrivateTree } from '../../src/host/private-files.ts'
import { startEndpoint, type Endpoint } from '../../src/server/start-endpoint.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { ask } from './support/device.ts'

let outside: string
let folder: string
let before: number
beforeEach(async () => {
  outside = await mkdtemp(join(tmpdir(), 'touchledger-private-'))
  folder = join(outside, 'data')
  before = process.umask(0)
})
afterEach(async () => {
  process.umask(before)
  await rm(outside, { recursive: true, force: true })
})

/** Paths in a folder that anybody but its owner has a right to, the folder itself included. */
async function open(): Promise<string[]> {
  const names = ['.', ...(await readdir(folder, { recursive: true }))]
  const modes = await Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).mode] as const))
  return modes.filter(([, mode]) => (mode & 0o077) !== 0).map(([name, mode]) => `${name} ${(mode & 0o777).toString(8)}`)
}

const start = (): Promise<Endpoint> =>
  startEndpoint({ dataFolder: folder, port: 0, adminToken: 'an-admin-token-for-tests', logLevel: 'silent' })

test('nobody else has a right to anything that the endpoint keeps, with a umask of 000', async () => {
  const endpoint = await start()
  const asking = { url: endpoint.url, adminToken: 'an-admin-token-for-tests' }
  await ask(asking, '/v1/enrollment-codes', { method: 'POST', json: { user: 'Ana' } })
  expect((await readdir(join(folder, 'store'))).length).toBeGreaterThan(5)
  expect(await open()).toEqual([])
  await endpoint.close()
  expect(await open()).toEqual([])
})

test('a store that others could read is theirs no longer after a start', async () => {
  const made = await embeddedFolder()
  await rename(made.folder, folder)
  await (await start()).close()
  for (const name of await readdir(folder, { recursive: true })) await chmod(join(folder, name), 0o777)
  await chmod(folder, 0o777)
  const endpoint = await start()
  expect(await open()).toEqual([])
  await endpoint.close()
})

test.skipIf(process.platform === 'win32')('a link in the folder does not open or close what it leads to', async () => {
  const other = join(outside, 'other')
  await writeFile(other, '')
  await chmod(other, 0o644)
  await mkdir(folder)
  await symlink(other, join(folder, 'link'))
  makePrivateTree(folder)
  expect((await stat(other)).mode & 0o777).toBe(0o644)
})
