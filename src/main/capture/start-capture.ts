import type { EpochMs, MonoMs } from '../../shared/contract/index.ts'
import { callWatcher } from './call-watcher.ts'
import { observationQueue } from './observation-queue.ts'
import { sameWindow, type FieldOf } from './page-join.ts'
import { pageJoiner } from './page-joiner.ts'
import { retryWaitMs } from './retry-wait.ts'
import type {
  ActiveWindow,
  CallSource,
  Clock,
  IdleSource,
  ObservationSink,
  Trigger,
  PageSource,
  PowerSource,
  WindowSource,
} from './ports.ts'

export interface CaptureOptions {
  /** Capture owns it: `stop` closes it. */
  readonly windows: WindowSource
  /** Page shown in a browser with a companion. Reports are ignored while recording is paused. */
  readonly pages?: PageSource | undefined
  /** What the rules in force want read in a page. */
  readonly fieldOf?: FieldOf | undefined
  /** Watched only while `observeCalls` says so. */
  readonly calls?: CallSource | undefined
  readonly idle: IdleSource
  readonly power: PowerSource
  readonly clock: Clock
  /** Called for each observation, in order. Must not throw. */
  readonly sink: ObservationSink
  /** Observes nothing until `resume`. */
  readonly paused?: boolean
  /** Longest time between two window observations, ms. */
  readonly tickMs?: number
  /** Poll interval for a source without events, ms. */
  readonly pollMs?: number
  /** Called when calls can be observed (null), or cannot and why. */
  readonly onCallHealth?: (lost: string | null) => void
  /** Called when windows become visible or invisible. */
  readonly onHealth?: (health: WindowVisibility) => void
}

export type WindowVisibility =
  | { readonly visible: true; readonly source: string }
  | { readonly visible: false; readonly source: string; readonly reason: string }

export interface Capture {
  /** Stops all observation until `resume`. */
  pause(): void
  resume(): void
  /** Begins or ends observing calls. */
  observeCalls(on: boolean): void
  /** Programs on a call, in the order in which they began. */
  calls(): readonly string[]
  /** Makes no observation after it returned. */
  stop(): void
}

/** Longest time between the suspend event and the actual sleep. */
const fallAsleepWithinMs = 30_000
/** If the wall clock gained this much on the monotonic clock since the suspend, the computer slept and is awake again. */
const sleepDetectedMs = 2000

/**
 * Turns the sources into a stream of observations: a window at every change and every tick, and lock, suspend and shutdown events.
 * While windows are not visible there is no window observation. A lost source is retried after 1 s, 2 s, 4 s … 30 s.
 */
export const startCapture = (options: CaptureOptions): Capture => {
  const { windows, clock, tickMs = 1000, pollMs = 250 } = options
  const queue = observationQueue(options)
  const joiner = pageJoiner({ pages: options.pages, clock, fieldOf: options.fieldOf, onSeen: queue.window })
  const calls = callWatcher({
    source: options.calls,
    onChange: () => {
      if (visibility === 'visible') calls.tell()
    },
    tell: (change) => {
      joiner.interrupt()
      queue.event(change)
    },
    onHealth: (lost) => options.onCallHealth?.(lost),
  })
  let observesCalls = false
  const periodMs = windows.subscribe ? tickMs : Math.min(pollMs, tickMs)

  let timer: ReturnType<typeof setInterval> | undefined
  let visibility: 'none' | 'trying' | 'visible' = 'none'
  let failures = 0
  let nextAttemptAt: MonoMs = 0
  let nextTickAt: MonoMs = 0
  let unsubscribe: (() => void) | undefined
  let reading = false
  let reported: boolean | undefined
  let last: ActiveWindow | undefined
  let closePages: (() => void) | undefined
  /** When the suspend or shutdown event came; undefined while the computer is awake. */
  let leaving: { readonly t: EpochMs; readonly mono: MonoMs } | undefined

  const report = (health: WindowVisibility) => {
    if (reported === health.visible) return
    reported = health.visible
    options.onHealth?.(health)
  }

  const see = (window: ActiveWindow, trigger: Trigger) => {
    if (visibility === 'none') return
    visibility = 'visible'
    failures = 0
    report({ visible: true, source: windows.name })
    last = window
    // An observation after the suspend event would say that the computer is awake and in use.
    if (!leaving) joiner.window(window, trigger)
    calls.tell()
  }

  /** Ends the window subscription. */
  const stopWatching = () => {
    visibility = 'none'
    unsubscribe?.()
    unsubscribe = undefined
  }

  const lose = (error: unknown) => {
    if (visibility === 'none') return
    stopWatching()
    nextAttemptAt = clock.mono() + retryWaitMs(failures)
    failures += 1
    report({ visible: false, source: windows.name, reason: error instanceof Error ? error.message : 'unknown' })
  }

  const attempt = () => {
    visibility = 'trying'
    nextTickAt = clock.mono() + tickMs
    if (!windows.subscribe) return read(true)
    unsubscribe = windows.subscribe((window) => see(window, 'change'), lose)
  }

  const read = (tick: boolean) => {
    if (reading) return
    reading = true
    windows
      .current()
      .then(
        (window) => {
          if (tick || !sameWindow(last, window)) see(window, tick ? 'tick' : 'change')
        },
        (error: unknown) => lose(error),
      )
      .finally(() => {
        reading = false
      })
  }

  const onTimer = () => {
    const mono = clock.mono()
    if (
      leaving &&
      (mono - leaving.mono > fallAsleepWithinMs || clock.now() - leaving.t - (mono - leaving.mono) > sleepDetectedMs)
    ) {
      leaving = undefined
    }
    if (visibility === 'none') {
      if (mono >= nextAttemptAt) attempt()
      return
    }
    if (visibility === 'trying' && windows.subscribe) return
    // Half a period early counts as due, because timers are not exact.
    const tick = mono >= nextTickAt - periodMs / 2
    if (tick) nextTickAt = mono + tickMs
    read(tick)
  }

  const stopPower = options.power.subscribe((event) => {
    if (!timer) return
    joiner.interrupt()
    queue.event({ event })
    if (event === 'suspend' || event === 'shutdown') leaving = { t: clock.now(), mono: clock.mono() }
    if (event === 'resume') leaving = undefined
  })

  const pause = () => {
    clearInterval(timer)
    timer = undefined
    closePages?.()
    closePages = undefined
    stopWatching()
    calls.watch(false)
    calls.forget()
    joiner.interrupt()
    queue.flush()
  }
  const resume = () => {
    if (timer) return
    failures = 0
    nextAttemptAt = 0
    leaving = undefined
    timer = setInterval(onTimer, periodMs)
    closePages = options.pages?.subscribe((apps) => {
      if (visibility !== 'visible' || leaving) return
      if (last && last.app !== null && apps.has(last.app)) joiner.page(last.app)
      // A source without events may not have reported the matching title or switch yet.
      if (!windows.subscribe) read(false)
    })
    calls.watch(observesCalls)
    onTimer()
  }

  if (!options.paused) resume()
  return {
    pause,
    resume,
    observeCalls(on) {
      observesCalls = on
      if (timer) calls.watch(on)
    },
    calls: calls.running,
    stop() {
      pause()
      stopPower()
      windows.close()
    },
  }
}
