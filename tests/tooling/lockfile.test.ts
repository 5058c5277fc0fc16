import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { completeLockfile } from '../../scripts/complete-lockfile.mjs'
import { repository } from '../../scripts/launch-electron.mjs'

test('the lockfile names every platform package, no registry, and exact versions only', () => {
  const text = readFileSync(join(repository, 'package-lock.json'), 'utf8')
  expect(completeLockfile(JSON.parse(text)).added, 'run `npm run lockfile`').toEqual([])
  expect(text).not.toContain('"resolved"')
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as Record<
    string,
    Record<string, string>
  >
  const loose = Object.entries({ ...manifest['dependencies'], ...manifest['devDependencies'] }).filter(
    // An alias names a package and its exact version.
    ([, version]) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+$/.test(version),
  )
  expect(loose).toEqual([])
})

test('a missing platform package is added with the platform of its name, so that npm skips it elsewhere', () => {
  const lockfile = {
    packages: {
      '': {},
      'node_modules/fast': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: { '@fast/linux-x64-musl': '1.2.3', '@fast/darwin-arm64': '1.2.3' },
      },
      'node_modules/@fast/darwin-arm64': { version: '1.2.3', os: ['darwin'], cpu: ['arm64'], optional: true },
    },
  }
  const { lockfile: completed, added } = completeLockfile(lockfile)
  expect(added).toEqual(['node_modules/@fast/linux-x64-musl'])
  expect(completed.packages).toEqual({
    ...lockfile.packages,
    'node_modules/@fast/linux-x64-musl': {
      version: '1.2.3',
      cpu: ['x64'],
      libc: ['musl'],
      os: ['linux'],
      optional: true,
      dev: true,
    },
  })
  expect(completeLockfile(completed).added).toEqual([])
})
