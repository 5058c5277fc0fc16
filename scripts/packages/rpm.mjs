// The rpm package, by rpmbuild (Debian's package rpm has it).
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run } from '../say.mjs'
import { makeTree } from './tree.mjs'

/**
 * @param {string} unpacked electron-builder's folder
 * @param {string} file to be made
 * @param {string} version
 */
export function makeRpm(unpacked, file, version) {
  const top = join(tmpdir(), `touchledger-rpm-${process.pid}`)
  try {
    const tree = join(top, 'tree')
    makeTree(unpacked, tree, 'rpm', version)
    mkdirSync(join(top, 'RPMS'), { recursive: true })
    const spec = join(top, 'touchledger.spec')
    writeFileSync(spec, specification())
    const defined = { _topdir: top, _rpmdir: join(top, 'RPMS'), tree, version_of_agent: version }
    const definitions = Object.entries(defined).flatMap(([name, value]) => ['--define', `${name} ${value}`])
    run('rpmbuild', ['-bb', '--quiet', '--target', 'x86_64', ...definitions, spec])
    const [made = ''] = readdirSync(join(top, 'RPMS/x86_64'))
    rmSync(file, { force: true })
    renameSync(join(top, 'RPMS/x86_64', made), file)
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
}

/** The spec file with its scripts. rpm takes a single % for the start of a macro. */
const specification = () =>
  source('touchledger.spec').replace(/@([\w.-]+)@/g, (_, name) => source(name).replaceAll('%', '%%'))

/** @param {string} name */
const source = (name) => readFileSync(join(repository, 'build/linux', name), 'utf8')
