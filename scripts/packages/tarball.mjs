// The tar.gz: a folder that runs from anywhere, for a person without root's rights. Its versions lie side by side, so that another one takes
// over in one step (docs/decisions/0060).
import { chmodSync, cpSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run } from '../say.mjs'
import { describeUpdates } from './updates.mjs'

/**
 * @param {string} unpacked electron-builder's folder
 * @param {string} file to be made
 * @param {string} version
 */
export function makeTarball(unpacked, file, version) {
  const top = join(tmpdir(), `touchledger-tar-${process.pid}`)
  try {
    const folder = join(top, 'touchledger')
    const program = join(folder, 'versions', version)
    mkdirSync(join(folder, 'versions'), { recursive: true })
    cpSync(unpacked, program, { recursive: true })
    describeUpdates(join(program, 'resources'), 'tar.gz', version)
    writeFileSync(join(program, 'resources', 'installed'), `${version}\n`)
    renameSync(join(program, 'end-agents.sh'), join(folder, 'end-agents.sh'))
    for (const [from, to] of Object.entries({ 'remove.sh': 'remove.sh', 'start.sh': 'touchledger' })) {
      cpSync(join(repository, 'build/linux', from), join(folder, to))
      chmodSync(join(folder, to), 0o755)
    }
    // The last of the archive: an agent that runs in the folder starts the version that was unpacked beside it.
    const last = 'touchledger/current'
    symlinkSync(`versions/${version}`, join(top, last))
    const owner = ['--owner=0', '--group=0', '--numeric-owner']
    const archive = join(top, 'archive.tar')
    run('tar', ['-cf', archive, ...owner, '-C', top, `--exclude=${last}`, 'touchledger'])
    run('tar', ['-rf', archive, ...owner, '-C', top, last])
    run('gzip', ['-6', archive])
    cpSync(`${archive}.gz`, file)
  } finally {
    rmSync(top, { recursive: true, force: true })
  }
}
