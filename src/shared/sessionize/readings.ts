import { comparableProgram } from '../classify/index.ts'
import type { MonoMs } from '../contract/brands.ts'
import type { WindowObservation } from '../contract/observation.ts'
import { DAY_MS } from '../time.ts'

/** Programs that draw a lock screen, lower case. Some systems show one without a lock event. */
const LOCK_SCREENS: ReadonlySet<string> = new Set([
  // Windows, macOS, then Linux.
  ...['lockapp', 'logonui', 'loginwindow', 'screensaverengine'],
  ...['gnome-screensaver', 'cinnamon-screensaver', 'mate-screensaver', 'xfce4-screensaver', 'xscreensaver'],
  ...['kscreenlocker_greet', 'light-locker', 'i3lock', 'swaylock', 'slock', 'xlock', 'xsecurelock'],
])

/** Whether a program is a lock screen. */
export function isLockScreen(app: string | null): boolean {
  return app !== null && LOCK_SCREENS.has(comparableProgram(app))
}

/**
 * An observation as it counts: a lock screen in front is a lock, and an idle time that reaches more than a day behind an input seen
 * before, as from a counter that wrapped, is no reading.
 * @param knownInput the last input by the observation before; -Infinity without one
 */
export function countedObservation(line: WindowObservation, knownInput: MonoMs): WindowObservation {
  const wrapped = knownInput - (line.mono - line.idleMs) > DAY_MS
  const locked = line.locked || isLockScreen(line.app)
  if (!wrapped && locked === line.locked) return line
  return { ...line, locked, idleMs: wrapped ? line.mono - knownInput : line.idleMs }
}
