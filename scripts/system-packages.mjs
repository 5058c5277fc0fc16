import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, say } from './say.mjs'

/** @typedef {{ present: () => boolean, packages: string[] }} Requirement `packages`: the first that exists is installed. */

/**
 * Debian packages that a Linux machine may lack. They are detected by their files, which also works on other distributions.
 * @type {Record<string, Requirement[]>}
 */
const groups = {
  // Libraries that Electron or Chromium loads; their dependencies come along.
  electron: [
    library('libgtk-3.so.0', ['libgtk-3-0', 'libgtk-3-0t64']),
    library('libnss3.so', ['libnss3']),
    library('libasound.so.2', ['libasound2t64', 'libasound2']),
    library('libgbm.so.1', ['libgbm1']),
    library('libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0', 'libatk-bridge2.0-0t64']),
    library('libatspi.so.0', ['libatspi2.0-0', 'libatspi2.0-0t64']),
    library('libcups.so.2', ['libcups2', 'libcups2t64']),
    library('libdrm.so.2', ['libdrm2']),
    library('libxkbcommon.so.0', ['libxkbcommon0']),
    library('libXcomposite.so.1', ['libxcomposite1']),
    library('libXdamage.so.1', ['libxdamage1']),
    library('libXfixes.so.3', ['libxfixes3']),
    library('libXrandr.so.2', ['libxrandr2']),
    library('libXtst.so.6', ['libxtst6']),
    library('libxcb-randr.so.0', ['libxcb-randr0']),
    library('libxcb-xkb.so.1', ['libxcb-xkb1']),
    library('libX11-xcb.so.1', ['libx11-xcb1']),
    library('libxkbcommon-x11.so.0', ['libxkbcommon-x11-0']),
    // For notifications; without it Electron shows none.
    library('libnotify.so.4', ['libnotify4']),
    {
      present: () => existsSync('/usr/share/fonts') && readdirSync('/usr/share/fonts').length > 0,
      packages: ['fonts-dejavu-core'],
    },
  ],
  'virtual-display': [
    program('Xvfb', 'xvfb'),
    program('openbox', 'openbox'),
    program('xprop', 'x11-utils'),
    program('dbus-daemon', 'dbus-daemon', 'dbus'),
  ],
  // Tests type and click with xdotool and watch xterm's windows; dunst shows notifications.
  'desktop-tools': [program('xdotool', 'xdotool'), program('xterm', 'xterm'), program('dunst', 'dunst')],
  // Tests of calls record from a microphone of a sound server of their own.
  sound: [program('pulseaudio', 'pulseaudio'), program('pactl', 'pulseaudio-utils')],
  // Half of the tests' pages need no window. Who has a Chromium already can do without the smaller one.
  chromium: [
    program('chromium', 'chromium'),
    {
      present: () => inPath('chromium-headless-shell') || inPath('chromium'),
      packages: ['chromium-headless-shell', 'chromium'],
    },
  ],
  // Sets up a Debian 13 with Wine in a folder.
  windows: [program('mmdebstrap', 'mmdebstrap')],
  packages: [program('mmdebstrap', 'mmdebstrap'), program('rpmbuild', 'rpm'), program('dpkg-deb', 'dpkg')],
  // Compile installers for Windows, and look into them.
  'windows-installers': [
    program('makensis', 'nsis'),
    program('wixl', 'wixl'),
    program('msiinfo', 'msitools'),
    program('7z', 'p7zip-full', '7zip'),
  ],
  postgresql: [
    {
      present: () =>
        inPath('postgres') ||
        (existsSync('/usr/lib/postgresql') &&
          readdirSync('/usr/lib/postgresql').some((version) =>
            existsSync(join('/usr/lib/postgresql', version, 'bin/postgres')),
          )),
      packages: ['postgresql'],
    },
  ],
}

/**
 * Installs missing packages of the named groups. `display` means a virtual display if the session has none. Starts no process if
 * nothing is missing.
 * @param {string[]} names
 * @throws if a package is missing and this user may not install it; the message has the command
 */
export function installSystemPackages(names) {
  if (process.platform !== 'linux' || names.length === 0) return
  const hasDisplay = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
  const wanted = names.flatMap((name) => (name === 'display' ? (hasDisplay ? [] : ['virtual-display']) : [name]))
  const missing = wanted.flatMap((name) => groups[name] ?? []).filter((requirement) => !requirement.present())
  if (missing.length === 0) return
  if (!inPath('apt-get')) {
    say(`apt-get is missing. Install the equivalents of these Debian packages: ${firstNames(missing)}`)
    return
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      `Some system packages are missing. Run this once, then repeat your command:\n  sudo apt-get update && sudo apt-get install --no-install-recommends ${firstNames(missing)}`,
    )
  }
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  say(`installing system packages: ${firstNames(missing)}`)
  run('apt-get', ['update', '-qq'], { env: environment })
  const packages = missing.map((requirement) => requirement.packages.find(aptKnows) ?? requirement.packages[0] ?? '')
  // Another program may be installing at this moment.
  const options = ['-o', 'Dpkg::Use-Pty=0', '-o', 'DPkg::Lock::Timeout=300']
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...options, ...packages], { env: environment })
}

/** @param {Requirement[]} requirements */
function firstNames(requirements) {
  return requirements.map((requirement) => requirement.packages[0]).join(' ')
}

/** @param {string} name */
function aptKnows(name) {
  const { stdout } = spawnSync('apt-cache', ['policy', name], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  return /^ {2}Candidate: (?!\(none\))/m.test(stdout)
}

/**
 * @param {string} name
 * @param {string[]} packages
 * @returns {Requirement}
 */
function program(name, ...packages) {
  return { present: () => inPath(name), packages }
}

/**
 * @param {string} file
 * @param {string[]} packages
 * @returns {Requirement}
 */
function library(file, packages) {
  return { present: () => libraryFolders().some((folder) => existsSync(join(folder, file))), packages }
}

function libraryFolders() {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  return [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/lib', '/usr/local/lib']
}

/** @param {string} name */
function inPath(name) {
  // Daemons are in sbin, which is not in every user's path.
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/sbin']
  return folders.some((folder) => folder !== '' && existsSync(join(folder, name)))
}
