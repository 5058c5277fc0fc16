// The tar.gz: a folder that runs from anywhere, for a person without root's rights.
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run } from '../say.mjs'

/**
 * @param {string} unpacked electron-builder's folder
 * @param {string} file to be made
 * @param {string} version
 */
export function makeTarball(unpacked, file, version) {
  const top = join(tmpdir(), `touchledger-tar-${process.pid}`)
  try {
    const folder = join(top, 'touchledger')
    mkdirSync(top, { recursive: true })
    cpSync(unpacked, folder, { recursive: true })
    const remove = join(folder, 'remove.sh')
    cpSync(join(repository, 'build/linux/remove.sh'), remove)
    chmodSync(remove, 0o755)
    // The last file of the archive: an agent that runs in the folder starts the version that was unpacked over it.
    const last = 'touchledger/resources/installed'
    writeFileSync(join(top, last), `${version}\n`)
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
