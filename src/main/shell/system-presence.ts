import type { PowerMonitor } from 'electron'
import { nextLastInput } from '../capture/index.ts'
import type { Clock, IdleSource, LastInput, PowerSource, PresenceEventName } from '../capture/index.ts'

const powerEvents = {
  'lock-screen': 'lock',
  'unlock-screen': 'unlock',
  // Fast user switching on macOS: somebody else's session is on the screen. On Windows switching locks the session, which is told as such.
  'user-did-resign-active': 'lock',
  'user-did-become-active': 'unlock',
  suspend: 'suspend',
  resume: 'resume',
  shutdown: 'shutdown',
} as const satisfies Record<string, PresenceEventName>

/** Lock, sleep and shutdown as Electron tells them; not every platform tells all. */
export const electronPowerSource = (monitor: PowerMonitor): PowerSource => ({
  subscribe(onEvent) {
    // Electron types each event's name by itself.
    const events: NodeJS.EventEmitter = monitor
    const listeners = Object.entries(powerEvents).map(([name, event]) => [name, () => onEvent(event)] as const)
    for (const [name, listener] of listeners) events.on(name, listener)
    return () => {
      for (const [name, listener] of listeners) events.off(name, listener)
    }
  },
})

/** What a platform says about the screen: some Linux desktops say nothing. */
export type ScreenState = 'locked' | 'unlocked' | 'unknown'

/** Whether the screen is locked, from what the platform says when asked and from the events it sends. */
export interface ScreenLock {
  told(event: 'lock' | 'unlock'): void
  locked(asked: ScreenState): boolean
}

/**
 * A platform that can be asked is believed, except for the moment after a lock event in which it still says the old state: a
 * `locked: false` there would end the absence it has just begun. One that cannot is taken at its events.
 */
export const screenLock = (): ScreenLock => {
  let byEvent = false
  let confirmed = false
  return {
    told(event) {
      byEvent = event === 'lock'
      confirmed = false
    },
    locked(asked) {
      if (asked === 'locked') {
        confirmed = true
        return true
      }
      if (asked === 'unlocked' && confirmed) {
        byEvent = false
        confirmed = false
      }
      return byEvent
    },
  }
}

/** Electron's threshold for "idle", which is not asked for here: only whether the screen is locked. */
const anyIdleSeconds = 3600

/** `locked` by the platform's word and its lock events. */
export const electronScreenLock = (monitor: PowerMonitor, power: PowerSource): (() => boolean) => {
  const lock = screenLock()
  power.subscribe((event) => {
    if (event === 'lock' || event === 'unlock') lock.told(event)
  })
  return () => {
    const state = monitor.getSystemIdleState(anyIdleSeconds)
    return lock.locked(state === 'locked' || state === 'unknown' ? state : 'unlocked')
  }
}

/** Idle time by Electron, which knows whole seconds only. */
export const electronIdleSource = (monitor: PowerMonitor, clock: Clock, locked: () => boolean): IdleSource => {
  let lastInput: LastInput | null = null
  return {
    name: 'electron',
    idleMs() {
      const mono = clock.mono()
      lastInput = nextLastInput(lastInput, { mono, idleMs: monitor.getSystemIdleTime() * 1000 }, 1000)
      return Math.max(0, mono - lastInput)
    },
    locked,
  }
}
