import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeUpdates } from '../../../scripts/packages/updates.mjs'
import { newReleaseKey } from '../../../src/host/release-signature.ts'
import { debInstaller } from '../../../src/main/updates/deb-installer.ts'
import { nsisInstaller } from '../../../src/main/updates/nsis-installer.ts'
import { readProgram } from '../../../src/main/updates/program.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'touchledger-installers-'))))
afterEach(() => {
  delete process.env['TOUCHLEDGER_UPDATE_KEY']
  rmSync(folder, { recursive: true, force: true })
})

const release = { manifest: '{"version":"1.1.0"}\n', signature: Buffer.alloc(64, 7).toString('base64url') }

test('a deb is left for root whole, under the name that root looks for, byte for byte', async () => {
  const inbox = join(folder, 'inbox')
  const installer = debInstaller({ state: folder })
  expect(await installer.obstacle()).toBe('no_service')
  mkdirSync(inbox)
  expect(await installer.obstacle()).toBeNull()
  const file = join(folder, 'agent.deb')
  writeFileSync(file, 'a package')
  await installer.install({ file, version: '1.1.0', release })
  const [left = ''] = readdirSync(inbox)
  expect(left).toMatch(/^release-1\.1\.0-/)
  const read = (name: string) => readFileSync(join(inbox, left, name))
  expect(read('package.deb').toString()).toBe('a package')
  expect(read('release.json').toString()).toBe(release.manifest)
  expect(read('release.sig')).toEqual(Buffer.alloc(64, 7))
  expect(statSync(join(inbox, left)).mode & 0o777).toBe(0o755)
})

test('a deb that cannot be copied leaves nothing in the inbox', async () => {
  mkdirSync(join(folder, 'inbox'))
  const lost = { file: join(folder, 'lost.deb'), version: '1.1.0', release }
  await expect(debInstaller({ state: folder }).install(lost)).rejects.toMatchObject({ why: 'failed' })
  expect(readdirSync(join(folder, 'inbox'))).toEqual([])
})

test('on Windows the installer is started without questions, and starts the agent again', async () => {
  const started: unknown[] = []
  const installer = nsisInstaller({ folder }, (...given) => void started.push(given))
  expect(await installer.obstacle()).toBeNull()
  await installer.install({ file: 'agent.exe', version: '1.1.0', release })
  expect(started).toEqual([['agent.exe', ['/S', '--updated', '--force-run']]])
  expect(await nsisInstaller({ folder: join(folder, 'none') }, () => {}).obstacle()).toBe('read_only')
})

test('a package built with its publisher’s key takes updates, and one without does not; the secret half is refused', () => {
  const { publicKey, privateKey } = newReleaseKey()
  const program = () => readProgram(folder, join(folder, 'touchledger')).updates
  describeUpdates(folder, 'deb', '1.0.0')
  expect(program()).toBeNull()
  const file = join(folder, 'key')
  process.env['TOUCHLEDGER_UPDATE_KEY'] = file
  writeFileSync(file, publicKey)
  describeUpdates(folder, 'deb', '1.0.0')
  expect(program()).toMatchObject({ kind: 'deb', publicKey: publicKey.trim(), state: '/var/lib/touchledger' })
  describeUpdates(folder, 'rpm', '1.0.0')
  expect(program()).toBeNull()
  writeFileSync(file, privateKey)
  expect(() => describeUpdates(folder, 'deb', '1.0.0')).toThrow('secret half')
  expect(existsSync(join(folder, 'updates', 'key.pem'))).toBe(false)
})
