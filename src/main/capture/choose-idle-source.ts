import { execFile } from 'node:child_process'
import { uptime } from 'node:os'
import { promisify } from 'node:util'
import { askedIdleSource, type AskedIdle } from './asked-idle-source.ts'
import type { DisplayEnvironment } from './choose-window-source.ts'
import type { Clock, IdleSource } from './ports.ts'
import { x11IdleSource } from './x11-idle-source.ts'

/** Runs a program and returns its output. Rejects if it is missing or fails. */
export type Run = (program: string, parameters: readonly string[]) => Promise<string>

export interface IdleEnvironment extends DisplayEnvironment {
  readonly clock: Clock
  readonly locked: () => boolean
  /** The operating system's own call (Electron's powerMonitor), reliable on Windows and macOS. */
  readonly system: IdleSource
  readonly run?: Run | undefined
}

/**
 * Picks the first idle source that answers: the system on Windows and macOS, the X11 server, GNOME's compositor, logind. Otherwise
 * none: on Linux without the screen saver extension (Wayland) Electron always returns 0, which would be false.
 */
export const chooseIdleSource = async (environment: IdleEnvironment): Promise<IdleSource> => {
  const { platform, display, sessionType, clock, locked, system, run = runProgram } = environment
  if (platform === 'win32' || platform === 'darwin') return system
  const x11 = display && sessionType !== 'wayland' ? x11IdleSource({ display, clock, locked }) : null
  const server = await x11?.probe()
  if (x11 && server === 'knows') return x11
  for (const asked of [mutter(run), logind(run)]) {
    const answers = await asked.ask().then(
      () => true,
      () => false,
    )
    if (answers) {
      x11?.close()
      return askedIdleSource(asked, { clock, locked })
    }
  }
  // The display may not be ready at sign-in; it is tried again later.
  if (x11 && server === 'no display') return x11
  x11?.close()
  return { name: 'none', unknown, idleMs: () => 0, locked }
}

const unknown = 'Idle time is unknown in this session: a break counts as work unless the screen is locked.'

const runProgram: Run = async (program, parameters) =>
  (await promisify(execFile)(program, parameters, { timeout: 2000 })).stdout

/** GNOME on Wayland. */
const mutter = (run: Run): AskedIdle => ({
  name: 'mutter',
  resolutionMs: 1,
  async ask() {
    const object = ['--dest', 'org.gnome.Mutter.IdleMonitor', '--object-path', '/org/gnome/Mutter/IdleMonitor/Core']
    const call = ['call', '--session', ...object, '--method', 'org.gnome.Mutter.IdleMonitor.GetIdletime']
    return numberIn(/uint64 (\d+)/, await run('gdbus', call))
  },
})

/**
 * logind's idle hint. A desktop sets it when it dims the screen. A hint without a time cannot be told from a desktop that never
 * sets it (KDE), so only a hint with a time counts.
 */
const logind = (run: Run): AskedIdle => ({
  name: 'logind',
  resolutionMs: 1000,
  async ask() {
    const properties = ['-p', 'IdleHint', '-p', 'IdleSinceHintMonotonic']
    const output = await run('loginctl', ['show-session', 'self', ...properties])
    const since = numberIn(/IdleSinceHintMonotonic=(\d+)/, output)
    if (since === 0) throw new Error('this desktop sets no idle hint')
    return /IdleHint=yes/.test(output) ? Math.max(0, uptime() * 1000 - since / 1000) : 0
  },
})

const numberIn = (pattern: RegExp, text: string): number => {
  const found = pattern.exec(text)?.[1]
  if (found === undefined) throw new Error('no number in the answer')
  return Number(found)
}
