import { spawn, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { folderInstaller } from '../../../src/main/updates/folder-installer.ts'
import { crashedVersions, oldestOf } from '../../../src/main/updates/program.ts'
import { mountable } from '../../faults/support/own-disk.ts'
import { openSite, resourcesOf, type Site } from './support/program-folder.ts'

const release = { manifest: '', signature: '' }
const installing = join(import.meta.dirname, 'support/install-here.ts')

let site: Site
beforeEach(() => void (site = openSite()))
afterEach(() => site.remove())

const starter = () => join(site.folder, 'touchledger')
/** Starts what is current. @returns what the programs that were started said of themselves, and the exit code */
const start = (...words: readonly string[]) => {
  rmSync(site.started, { force: true })
  const { status } = spawnSync(starter(), words)
  return { status, said: readFileSync(site.started, 'utf8').trimEnd().split(/ ?\n/) }
}
const install = (from: string, version: string, file: string) =>
  folderInstaller(site.program(from)).install({ file, version, release })
const endTrial = (version: string) =>
  folderInstaller(site.program(version)).endTrial(resourcesOf(site.folder, version), version)
const killGroup = (pid: number) => {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
/** As if the first version had never been replaced. */
const turnBack = () => {
  symlinkSync('versions/1.0.0', join(site.folder, 'current.back'))
  renameSync(join(site.folder, 'current.back'), join(site.folder, 'current'))
}
const versionsThere = () => readdirSync(join(site.folder, 'versions')).toSorted()

test('a folder that a person unpacked starts its program, with the words as they are', () => {
  site.unpack(site.makePackage('1.0.0'))
  expect(start('--data', 'a "b" $c')).toEqual({ status: 0, said: ['1.0.0 --data a "b" $c'] })
})

test('a version that is unpacked by hand over another is the one that starts', () => {
  site.unpack(site.makePackage('1.0.0'))
  site.unpack(site.makePackage('1.1.0'))
  expect(start().said).toEqual(['1.1.0'])
})

test('an update starts in the place of the version before, which stays beside it', async () => {
  site.unpack(site.makePackage('1.0.0'))
  await install('1.0.0', '1.1.0', site.makePackage('1.1.0'))
  expect(start('--hidden')).toEqual({ status: 0, said: ['1.1.0 --hidden'] })
  await endTrial('1.1.0')
  expect(versionsThere()).toEqual(['1.0.0', '1.1.0'])
  await install('1.1.0', '1.2.0', site.makePackage('1.2.0'))
  await endTrial('1.2.0')
  expect(versionsThere()).toEqual(['1.1.0', '1.2.0'])
  expect(existsSync(join(site.folder, 'updates', 'unpacked'))).toBe(false)
})

test('a version that ends three times with an error is rolled back, and remembered', async () => {
  site.unpack(site.makePackage('1.0.0'))
  await install('1.0.0', '1.1.0', site.makePackage('1.1.0', 'exit 139'))
  expect(start('--hidden')).toEqual({ status: 0, said: [...Array(3).fill('1.1.0 --hidden'), '1.0.0 --hidden'] })
  expect(crashedVersions(site.program('1.0.0'))).toEqual(['1.1.0'])
  expect(start().said).toEqual(['1.0.0'])
})

test('starts that took the computer down count, too', async () => {
  site.unpack(site.makePackage('1.0.0'))
  await install('1.0.0', '1.1.0', site.makePackage('1.1.0', 'kill -KILL $PPID'))
  for (let tries = 0; tries < 3; tries++) expect(start().said).toEqual(['1.1.0'])
  expect(start().said).toEqual(['1.0.0'])
})

test('a version on trial that people end three times in a row stays', async () => {
  site.unpack(site.makePackage('1.0.0'))
  await install('1.0.0', '1.1.0', site.makePackage('1.1.0'))
  for (let tries = 0; tries < 4; tries++) expect(start().said).toEqual(['1.1.0'])
})

test('a trial that ends while another version is being installed takes nothing from it', async () => {
  site.remove()
  site = openSite(4 * 1024 * 1024)
  site.unpack(site.makePackage('1.0.0'))
  const next = site.makePackage('1.1.0')
  for (let delayMs = 0; delayMs <= 60; delayMs += 10) {
    const installer = folderInstaller(site.program('1.0.0'))
    const installed = installer.install({ file: next, version: '1.1.0', release })
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    await installer.endTrial(resourcesOf(site.folder, '1.0.0'), '1.0.0')
    await installed
    expect(start().said).toEqual(['1.1.0'])
    turnBack()
  }
})

test('a crash after the trial rolls nothing back', async () => {
  site.unpack(site.makePackage('1.0.0'))
  await install('1.0.0', '1.1.0', site.makePackage('1.1.0', 'exit 1'))
  await endTrial('1.1.0')
  expect(start()).toEqual({ status: 1, said: ['1.1.0'] })
})

test('the oldest version that may come back never falls, also by steps back that were allowed', async () => {
  site.unpack(site.makePackage('1.2.0', 'exit 0', '1.1.0'))
  const oldest = (version: string) => oldestOf(resourcesOf(site.folder, version), site.program(version), version)
  expect(oldest('1.2.0')).toBe('1.1.0')
  await endTrial('1.2.0')
  await install('1.2.0', '1.1.0', site.makePackage('1.1.0', 'exit 0', '1.0.0'))
  await endTrial('1.1.0')
  expect(oldest('1.1.0')).toBe('1.1.0')
})

test('an archive without a whole version changes nothing', async () => {
  site.unpack(site.makePackage('1.0.0'))
  const other = site.makePackage('1.1.0')
  await expect(install('1.0.0', '1.2.0', other)).rejects.toMatchObject({ why: 'damaged' })
  writeFileSync(other, 'no archive')
  await expect(install('1.0.0', '1.1.0', other)).rejects.toMatchObject({ why: 'failed' })
  expect([versionsThere(), start().said]).toEqual([['1.0.0'], ['1.0.0']])
})

test.skipIf(process.getuid?.() === 0)('a folder that this person may not write is an obstacle', async () => {
  site.unpack(site.makePackage('1.0.0'))
  chmodSync(join(site.folder, 'versions'), 0o500)
  expect(await folderInstaller(site.program('1.0.0')).obstacle()).toBe('read_only')
})

test.skipIf(!mountable)('on a full disk the version that runs stays, and nothing half is left', () => {
  site.remove()
  site = openSite(1024 * 1024)
  const [first, second] = [site.makePackage('1.0.0'), site.makePackage('1.1.0')]
  // On a disk with room for one version and a half.
  const disk = join(site.place, 'disk')
  const script = `
    set -e
    mkdir "$1" && mount -t tmpfs -o size=1600k none "$1"
    tar -xzf "$2" -C "$1"
    "$3" "$4" "$1/touchledger" "$5" 1.1.0
    ls -A "$1/touchledger/versions" "$1/touchledger/updates"
    "$1/touchledger/touchledger"`
  const command = ['sh', disk, first, process.execPath, installing, second]
  const run = spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script, ...command], { encoding: 'utf8' })
  expect(run.stdout.split('\n')).toEqual([
    ...['begun', 'disk_full', `${disk}/touchledger/updates:`, '', `${disk}/touchledger/versions:`, '1.0.0', ''],
  ])
  expect(readFileSync(site.started, 'utf8')).toBe('1.0.0 \n')
})

test('whenever an update is killed, a whole version starts, and the next try succeeds', async () => {
  site.remove()
  site = openSite(4 * 1024 * 1024)
  site.unpack(site.makePackage('1.0.0'))
  const next = site.makePackage('1.1.0')
  const whole = (version: string) => readFileSync(join(resourcesOf(site.folder, version), 'bulk')).length
  for (let delayMs = 0; delayMs <= 70; delayMs += 10) {
    const child = spawn(process.execPath, [installing, site.folder, next, '1.1.0'], { detached: true })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    await new Promise((resolve) => child.stdout.once('data', resolve))
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    // With its tar; unless it was quicker.
    if (child.exitCode === null) killGroup(child.pid ?? 0)
    await ended
    const { status, said } = start()
    expect([status, ['1.0.0', '1.1.0'].includes(said.join())]).toEqual([0, true])
    expect(whole(said.join())).toBe(4 * 1024 * 1024)
    turnBack()
  }
  await install('1.0.0', '1.1.0', next)
  expect(start().said).toEqual(['1.1.0'])
  expect(whole('1.1.0')).toBe(4 * 1024 * 1024)
})
