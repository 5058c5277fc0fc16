// The deb package, by dpkg-deb.
import { chmodSync, cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run } from '../say.mjs'
import { installed, makeTree } from './tree.mjs'

/** Libraries of Electron that a desktop may lack; the others come with these. */
const needed = [
  'libgtk-3-0',
  'libnotify4',
  'libnss3',
  'libgbm1',
  'libasound2',
  'libxss1',
  'libxtst6',
  'libx11-xcb1',
  'fonts-liberation | fonts-dejavu-core | fonts-noto-core',
  'libsecret-1-0',
  'xdg-utils',
  // Checks the signature of updates.
  'openssl',
]

/** Where systemd looks for the units of packages. */
const units = 'lib/systemd/system'

const maintainer = 'TouchLedger maintainers <maintainers@touchledger.invalid>'

const scripts = { postinst: 'after-install.sh', prerm: 'before-remove.sh', postrm: 'after-remove.sh' }

/**
 * @param {string} unpacked electron-builder's folder
 * @param {string} file to be made
 * @param {string} version
 */
export function makeDeb(unpacked, file, version) {
  const tree = join(tmpdir(), `touchledger-deb-${process.pid}`)
  try {
    makeTree(unpacked, tree, 'deb', version)
    cpSync(join(repository, 'build/linux/install-update.sh'), join(tree, installed, 'install-update.sh'))
    mkdirSync(join(tree, units), { recursive: true })
    for (const unit of ['touchledger-update.path', 'touchledger-update.service']) {
      cpSync(join(repository, 'build/linux', unit), join(tree, units, unit))
    }
    const control = join(tree, 'DEBIAN')
    mkdirSync(control)
    writeFileSync(
      join(control, 'control'),
      [
        'Package: touchledger',
        `Version: ${version}`,
        'Architecture: amd64',
        `Maintainer: ${maintainer}`,
        `Depends: ${needed.join(', ')}`,
        'Recommends: pulseaudio-utils',
        'Section: utils',
        'Priority: optional',
        'Description: Shows where denial work really goes',
        '',
      ].join('\n'),
    )
    for (const [name, script] of Object.entries(scripts)) {
      cpSync(join(repository, 'build/linux', script), join(control, name))
      chmodSync(join(control, name), 0o755)
    }
    run('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z9', '--build', tree, file])
  } finally {
    rmSync(tree, { recursive: true, force: true })
  }
}
