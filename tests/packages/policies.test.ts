import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repository } from '../../scripts/launch-electron.mjs'
import { packageFile, versions } from './support/clean-computer.ts'

const [version] = versions
const listed = {
  deb: () => execFileSync('dpkg-deb', ['-c', packageFile('deb', version)], { encoding: 'utf8', maxBuffer: 64e6 }),
  rpm: () => execFileSync('rpm', ['-qlp', packageFile('rpm', version)], { encoding: 'utf8', maxBuffer: 64e6 }),
  'tar.gz': () => execFileSync('tar', ['-tzf', packageFile('tar.gz', version)], { encoding: 'utf8', maxBuffer: 64e6 }),
}

test.each(['deb', 'rpm', 'tar.gz'] as const)(
  'the %s has the policies and an example of touchledger.json for IT',
  (format) => {
    const list = listed[format]()
    const policies = readdirSync(join(repository, 'build/policies'), { recursive: true, encoding: 'utf8' })
    expect(policies).toContain('touchledger.json')
    expect(policies.filter((name) => !list.includes(`resources/policies/${name}`))).toEqual([])
  },
)
