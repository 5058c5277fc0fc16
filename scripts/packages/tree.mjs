// The files of the deb and rpm packages as they lie on the computer, made from electron-builder's folder.
import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { describeUpdates } from './updates.mjs'

/** Where the packages put the agent. */
export const installed = '/opt/TouchLedger'

/** Where a file of `build/linux` or `assets` goes. */
const files = {
  'build/linux/touchledger.desktop': 'usr/share/applications/touchledger.desktop',
  // For everybody who signs in at this computer; a person's own entry of the same name comes first.
  'build/linux/autostart.desktop': 'etc/xdg/autostart/touchledger.desktop',
  'assets/icons/icon.png': 'usr/share/icons/hicolor/512x512/apps/touchledger.png',
  LICENSE: 'usr/share/doc/touchledger/copyright',
}

/**
 * @param {string} unpacked electron-builder's folder
 * @param {string} folder to be made; what was there goes
 * @param {string} kind of the package
 * @param {string} version
 */
export function makeTree(unpacked, folder, kind, version) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'opt'), { recursive: true })
  cpSync(unpacked, join(folder, installed), { recursive: true })
  for (const [from, to] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    cpSync(join(repository, from), join(folder, to))
  }
  describeUpdates(join(folder, installed, 'resources'), kind, version)
  mkdirSync(join(folder, 'usr/bin'), { recursive: true })
  symlinkSync(`${installed}/touchledger`, join(folder, 'usr/bin/touchledger'))
  // Chromium's sandbox where the kernel keeps user namespaces from people. The packages make root its owner.
  chmodSync(join(folder, installed, 'chrome-sandbox'), 0o4755)
}
