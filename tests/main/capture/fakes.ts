import type { Observation } from '../../../src/shared/contract/index.ts'
import {
  CaptureUnavailable,
  type ActiveWindow,
  type CallSource,
  type Clock,
  type IdleSource,
  type PowerSource,
  type PresenceEventName,
  type WindowSource,
} from '../../../src/main/capture/ports.ts'

export const page = (title: string): ActiveWindow => ({ app: 'msedge', title, url: null })

/** Wall and monotonic clock that move only on request. Use vitest's fake timers with them. */
export class FakeClock implements Clock {
  wall = 1_795_000_000_000
  monotonic = 5000
  now = () => this.wall
  mono = () => this.monotonic
  advance(ms: number) {
    this.wall += ms
    this.monotonic += ms
  }
}

/** A source with events, like X11. `break` and `mend` lose and restore the connection. */
export class EventfulWindows implements WindowSource {
  readonly name = 'eventful'
  window: ActiveWindow = page('first')
  reads = 0
  subscriptions = 0
  closed = false
  private broken = false
  private listener: { onChange: (window: ActiveWindow) => void; onLost: (error: Error) => void } | undefined

  async current(): Promise<ActiveWindow> {
    this.reads += 1
    if (this.broken) throw new CaptureUnavailable('no connection')
    return this.window
  }
  subscribe = (onChange: (window: ActiveWindow) => void, onLost: (error: Error) => void) => {
    this.subscriptions += 1
    const listener = { onChange, onLost }
    this.listener = listener
    queueMicrotask(() => {
      if (this.listener !== listener) return
      if (this.broken) this.lose()
      else onChange(this.window)
    })
    return () => {
      if (this.listener === listener) this.listener = undefined
    }
  }
  get subscribed() {
    return this.listener !== undefined
  }
  change(window: ActiveWindow) {
    this.window = window
    this.listener?.onChange(window)
  }
  break() {
    this.broken = true
    this.lose()
  }
  mend() {
    this.broken = false
  }
  private lose() {
    const listener = this.listener
    this.listener = undefined
    listener?.onLost(new CaptureUnavailable('no connection'))
  }
  close() {
    this.closed = true
  }
}

/** A source without events. */
export class PolledWindows implements WindowSource {
  readonly name = 'polled'
  window: ActiveWindow = page('first')
  reads = 0
  async current() {
    this.reads += 1
    return this.window
  }
  close() {}
}

export class FakeIdle implements IdleSource {
  idle = 0
  isLocked = false
  idleMs = () => this.idle
  locked = () => this.isLocked
}

/** Returns only its last refreshed value, like an X server's idle time. */
export class AskedIdle implements IdleSource {
  real = 0
  private known = 0
  refreshes = 0
  idleMs = () => this.known
  locked = () => false
  refresh = async () => {
    this.refreshes += 1
    await Promise.resolve()
    this.known = this.real
  }
}

export class FakePower implements PowerSource {
  private readonly listeners = new Set<(event: PresenceEventName) => void>()
  subscribe = (onEvent: (event: PresenceEventName) => void) => {
    this.listeners.add(onEvent)
    return () => this.listeners.delete(onEvent)
  }
  tell(event: PresenceEventName) {
    for (const listener of this.listeners) listener(event)
  }
  get listened() {
    return this.listeners.size > 0
  }
}

/** An observation in short: milliseconds since the start, and the title or the event. */
export const brief = (line: Observation, start = 5000): string =>
  'event' in line ? `${line.mono - start} ${line.event}` : `${line.mono - start} ${line.title}`

/** Programs that use the microphone, as a test says. */
export class FakeCalls implements CallSource {
  readonly name = 'fake'
  report: (apps: ReadonlySet<string>) => void = () => {}
  lose: (error: Error) => void = () => {}
  subscriptions = 0
  subscribe(onChange: (apps: ReadonlySet<string>) => void, onLost: (error: Error) => void) {
    this.subscriptions += 1
    this.report = onChange
    this.lose = onLost
    return () => {
      this.report = () => {}
    }
  }
}
