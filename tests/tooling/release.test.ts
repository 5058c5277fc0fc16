import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'
import { readSigned } from '../../src/main/updates/read-signed.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'touchledger-release-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...words: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'src/tools/release.ts'), ...words], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { status, said: stdout + stderr }
}
const sign = (...packages: readonly string[]) => run('sign', '--key', 'publisher.key', '--to', 'releases', ...packages)

test('makes a key once, of which the secret half is for its owner alone', () => {
  expect(run('key', 'publisher.key').status).toBe(0)
  expect(statSync(join(folder, 'publisher.key')).mode & 0o077).toBe(0)
  const before = readFileSync(join(folder, 'publisher.key'), 'utf8')
  expect(run('key', 'publisher.key')).toMatchObject({ status: 2, said: expect.stringContaining('is not replaced') })
  expect(readFileSync(join(folder, 'publisher.key'), 'utf8')).toBe(before)
})

test('signs the packages of one version, and says what it leaves out', () => {
  const names = ['touchledger-0.2.0-linux-x64.deb', 'touchledger-0.2.0-win-x64.exe', 'touchledger-0.2.0-linux-x64.rpm']
  for (const name of names) writeFileSync(join(folder, name), name)
  const { status, said } = sign(...names)
  expect([status, said]).toEqual([0, expect.stringContaining('left out touchledger-0.2.0-linux-x64.rpm')])
  const made = join(folder, 'releases/0.2.0')
  expect(readdirSync(made)).toEqual(['release.json', 'release.sig', ...names.slice(0, 2)])
  const manifest = readFileSync(join(made, 'release.json'), 'utf8')
  const signature = readFileSync(join(made, 'release.sig')).toString('base64url')
  const signed = readSigned({ manifest, signature }, readFileSync(join(folder, 'publisher.key.pub'), 'utf8'))
  expect(signed?.files.map(({ platform, kind, size }) => [platform, kind, size])).toEqual([
    ['linux', 'deb', 31],
    ['win32', 'nsis', 29],
  ])
})

test('refuses a version that is there, packages of two versions, and a key that is none', () => {
  const [deb, newer] = ['touchledger-0.2.0-linux-x64.deb', 'touchledger-0.3.0-linux-x64.deb']
  writeFileSync(join(folder, newer), 'newer')
  expect(sign(deb)).toMatchObject({ status: 1, said: expect.stringContaining('A version is released once') })
  expect(sign(newer, deb)).toMatchObject({ status: 1, said: expect.stringContaining('is no package of version 0.3.0') })
  expect(readdirSync(join(folder, 'releases'))).not.toContain('0.3.0')
  const wrong = run('sign', '--key', 'publisher.key.pub', '--to', 'releases', newer)
  expect(wrong).toMatchObject({ status: 2, said: expect.stringContaining('holds no private Ed25519 key') })
  expect(run('sign', '--key', 'publisher.key')).toMatchObject({ status: 2, said: expect.stringContaining('usage:') })
})
