import { describe, expect, test } from 'vitest'
import { RELEASE_FORMAT, type ReleaseManifest } from '../../../src/shared/contract/releases.ts'
import { decideUpdate, type InstalledAgent } from '../../../src/shared/updates/index.ts'
import { compareVersions } from '../../../src/shared/versions.ts'

const agent: InstalledAgent = {
  ...{ version: '1.4.0', platform: 'linux', arch: 'x64', kind: 'deb' },
  ...{ oldest: '1.3.0', crashed: ['1.5.1'] },
}
const file = (kind: 'deb' | 'tar.gz', arch: 'x64' | 'arm64' = 'x64') =>
  ({ platform: 'linux', arch, kind, name: `a.${kind}`, size: 1, sha512: 'a'.repeat(128) }) as const
const release = (
  version: string,
  files: ReleaseManifest['files'] = [file('tar.gz'), file('deb')],
): ReleaseManifest => ({
  ...{ format: RELEASE_FORMAT, version, released: '2026-12-03T05:00:00Z', files },
})

describe('an agent', () => {
  test('takes a newer version, by the file of its own kind', () => {
    expect(decideUpdate(agent, release('1.10.0'))).toEqual({ kind: 'take', file: file('deb') })
  })

  test('stays what it is for its own version, also written with more numbers', () => {
    expect(decideUpdate(agent, release('1.4.0'))).toEqual({ kind: 'stay' })
    expect(decideUpdate(agent, release('1.4'))).toEqual({ kind: 'stay' })
  })

  test('goes back as far as its publisher allows, and no further', () => {
    expect(decideUpdate(agent, release('1.3.0'))).toEqual({ kind: 'take', file: file('deb') })
    expect(decideUpdate(agent, release('1.2.9'))).toEqual({ kind: 'refuse', why: 'too_old' })
  })

  test('does not take a version again that crashed here', () => {
    expect(decideUpdate(agent, release('1.5.1'))).toEqual({ kind: 'refuse', why: 'crashed' })
  })

  test('refuses a release without a file for this computer', () => {
    expect(decideUpdate(agent, release('1.5.0', [file('deb', 'arm64'), file('tar.gz')]))).toEqual({
      ...{ kind: 'refuse', why: 'no_file' },
    })
  })
})

test('versions are compared by their numbers', () => {
  expect(compareVersions('1.9.0', '1.10.0')).toBeLessThan(0)
  expect(compareVersions('2', '1.99.99')).toBeGreaterThan(0)
  expect(compareVersions('1.2.3-rc.1', '1.2.3')).toBe(0)
  expect(compareVersions('sample', '1.0.0')).toBe(0)
})
