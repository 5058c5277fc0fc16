import type { PowerMonitor } from 'electron'
import {
  nextLastInput,
  type Clock,
  type IdleSource,
  type LastInput,
  type PowerSource,
  type PresenceEventName,
} from '../capture/index.ts'

const powerEvents = {
  'lock-screen': 'lock',
  'unlock-screen': 'unlock',
  // Fast user switching on macOS: another session is on the screen. Windows locks the session and sends a lock event.
  'user-did-resign-active': 'lock',
  'user-did-become-active': 'unlock',
  suspend: 'suspend',
  resume: 'resume',
  shutdown: 'shutdown',
} as const satisfies Record<string, PresenceEventName>

/** Lock, sleep and shutdown events from Electron; not every platform sends all of them. */
export const electronPowerSource = (monitor: PowerMonitor): PowerSource => ({
  subscribe(onEvent) {
    // Electron types each event name separately.
    const events: NodeJS.EventEmitter = monitor
    const listeners = Object.entries(powerEvents).map(([name, event]) => [name, () => onEvent(event)] as const)
    for (const [name, listener] of listeners) events.on(name, listener)
    return () => {
      for (const [name, listener] of listeners) events.off(name, listener)
    }
  },
})

/** Events by any of several sources; an event that two of them send changes nothing the second time. */
export const powerSources = (sources: readonly PowerSource[]): PowerSource => ({
  subscribe(onEvent) {
    const stops = sources.map((source) => source.subscribe(onEvent))
    return () => {
      for (const stop of stops) stop()
    }
  },
})

/** A platform's answer about the screen; some Linux desktops give none. */
export type ScreenState = 'locked' | 'unlocked' | 'unknown'

/** Whether the screen is locked, by the platform's answer and its events. */
export interface ScreenLock {
  onEvent(event: 'lock' | 'unlock'): void
  locked(asked: ScreenState): boolean
}

/**
 * A platform's answer wins, except right after a lock event, when it may still be the old state: `locked: false` would then end the
 * absence too early. Without an answer the events decide.
 */
export const screenLock = (): ScreenLock => {
  let byEvent = false
  let confirmed = false
  return {
    onEvent(event) {
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

/** Electron's idle threshold; irrelevant here, because only the lock state is read. */
const anyIdleSeconds = 3600

/** `locked` by the platform's answer and its lock events. */
export const electronScreenLock = (monitor: PowerMonitor, power: PowerSource): (() => boolean) => {
  const lock = screenLock()
  power.subscribe((event) => {
    if (event === 'lock' || event === 'unlock') lock.onEvent(event)
  })
  return () => {
    const state = monitor.getSystemIdleState(anyIdleSeconds)
    return lock.locked(state === 'locked' || state === 'unknown' ? state : 'unlocked')
  }
}

/** Idle time from Electron, in whole seconds. */
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
