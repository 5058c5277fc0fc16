import type { CallEvent, EpochMs, MonoMs } from '../../shared/contract/index.ts'
import type { SeenWindow } from './page-join.ts'
import type { ActiveWindow, Clock, IdleSource, ObservationSink, Trigger, PresenceEventName } from './ports.ts'

/** A program begins or stops using the microphone. */
export type CallChange = Pick<CallEvent, 'event' | 'app'>

interface ObservationQueue {
  /** Keeps the time the window was first seen, which may be before its page was known. */
  window(seen: SeenWindow, trigger: Trigger): void
  event(event: { readonly event: PresenceEventName } | CallChange): void
  /** Passes on queued lines at once, with the last known idle time. */
  flush(): void
}

type Waiting = { readonly t: EpochMs; readonly mono: MonoMs } & (
  | { readonly window: ActiveWindow; readonly trigger: Trigger }
  | { readonly event: PresenceEventName }
  | CallChange
)

/**
 * Adds the idle time to each line and passes lines on in order. A synchronous idle source is read within the call; one with
 * `refresh` is queried first.
 */
export const observationQueue = (options: {
  readonly idle: IdleSource
  readonly clock: Clock
  readonly sink: ObservationSink
}): ObservationQueue => {
  const { idle, clock, sink } = options
  let waiting: Waiting[] = []
  let asking = false

  const handOn = () => {
    const batch = waiting
    waiting = []
    for (const line of batch) {
      if ('event' in line) {
        sink(line, 'change')
        continue
      }
      const { t, mono, window, trigger } = line
      // The source returns the current idle time, which may be a moment after the observation.
      const idleMs = Math.max(0, Math.round(idle.idleMs() - (clock.mono() - mono)))
      const { app, title, url, field } = window
      const seen = { t, mono, app, title, idleMs, locked: idle.locked() }
      sink({ ...seen, ...(url !== null && { url }), ...(field && { field }) }, trigger)
    }
  }

  const ask = async (refresh: () => Promise<void>) => {
    asking = true
    try {
      while (waiting.length > 0) {
        await refresh()
        handOn()
      }
    } finally {
      asking = false
    }
  }

  const add = (line: Waiting) => {
    waiting.push(line)
    if (asking) return
    if (idle.refresh) void ask(() => idle.refresh?.() ?? Promise.resolve())
    else handOn()
  }

  return {
    window: ({ t, mono, window }, trigger) => add({ t, mono, window, trigger }),
    event: (event) => add({ t: clock.now(), mono: clock.mono(), ...event }),
    flush: handOn,
  }
}
