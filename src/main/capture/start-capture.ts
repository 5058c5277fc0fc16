import type { EpochMs, MonoMs } from '../../shared/contract/index.ts'
import { observationQueue } from './observation-queue.ts'
import { sameWindow } from './page-join.ts'
import { pageJoiner } from './page-joiner.ts'
import type {
  ActiveWindow,
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
  /** Tells the page of a browser, where a companion in it does. Nothing is heard of it while capture is paused. */
  readonly pages?: PageSource | undefined
  readonly idle: IdleSource
  readonly power: PowerSource
  readonly clock: Clock
  /** Called for each observation, in order. Must not throw. */
  readonly sink: ObservationSink
  /** A window observation at least this often, ms. */
  readonly tickMs?: number
  /** How often a source without events is asked, ms. */
  readonly pollMs?: number
  /** Called when windows can no longer be seen, and when they can again. */
  readonly onHealth?: (health: WindowVisibility) => void
}

export type WindowVisibility =
  | { readonly visible: true; readonly source: string }
  | { readonly visible: false; readonly source: string; readonly reason: string }

export interface Capture {
  /** Nothing at all is looked at until `resume`. */
  pause(): void
  resume(): void
  /** Makes no observation after it returned. */
  stop(): void
}

const firstRetryMs = 1000
const longestRetryMs = 30_000
/** Longest time between hearing that the computer will sleep and its sleeping. */
const fallAsleepWithinMs = 30_000
/** A wall clock that gained this much on the monotonic clock since the suspend: the computer slept and is awake again. */
const sleepDetectedMs = 2000

/**
 * Turns what the sources see into the stream of observations: a window observation at every change of focus, title or page and at every
 * tick, and lock, suspend and shutdown events when they happen. While windows cannot be seen there is no window observation: time
 * nobody saw is not made up. One timer; a lost source is tried again after 1 s, 2 s, 4 s … 30 s.
 */
export const startCapture = (options: CaptureOptions): Capture => {
  const { windows, clock, tickMs = 1000, pollMs = 250 } = options
  const queue = observationQueue(options)
  const joiner = pageJoiner({ pages: options.pages, clock, onSeen: queue.window })
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
  /** When the computer said that it will sleep or shut down, until it is awake again. */
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
    // An observation after "the computer will sleep" would say that it is awake and in use.
    if (!leaving) joiner.window(window, trigger)
  }

  /** Back to seeing nothing, with nothing under way. */
  const stopWatching = () => {
    visibility = 'none'
    unsubscribe?.()
    unsubscribe = undefined
  }

  const lose = (error: unknown) => {
    if (visibility === 'none') return
    stopWatching()
    nextAttemptAt = clock.mono() + Math.min(longestRetryMs, firstRetryMs * 2 ** failures)
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
    // Half a period early counts as due: timers fire a little before or after their time.
    const tick = mono >= nextTickAt - periodMs / 2
    if (tick) nextTickAt = mono + tickMs
    read(tick)
  }

  const stopPower = options.power.subscribe((event) => {
    if (!timer) return
    joiner.interrupt()
    queue.event(event)
    if (event === 'suspend' || event === 'shutdown') leaving = { t: clock.now(), mono: clock.mono() }
    if (event === 'resume') leaving = undefined
  })

  const pause = () => {
    clearInterval(timer)
    timer = undefined
    closePages?.()
    closePages = undefined
    stopWatching()
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
      // A source without events may not have seen yet the title or the switch that goes with it.
      if (!windows.subscribe) read(false)
    })
    onTimer()
  }

  resume()
  return {
    pause,
    resume,
    stop() {
      pause()
      stopPower()
      windows.close()
    },
  }
}
