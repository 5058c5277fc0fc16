import type { CallSource } from './ports.ts'
import type { CallChange } from './observation-queue.ts'
import { retryWaitMs } from './retry-wait.ts'

export interface CallWatcher {
  /** Begins or ends watching. What runs when it begins again is told anew. */
  watch(on: boolean): void
  /** Passes on what changed since the last time. To be called only where windows are seen. */
  tell(): void
  /** Recording paused: what was told ended with it. */
  forget(): void
  /** Programs that were told to be on a call, in the order in which they began. */
  running(): readonly string[]
}

/** Turns what a source reports into changes. While a source is lost nobody is on a call; it is retried after 1 s, 2 s, 4 s … 30 s. */
export const callWatcher = (options: {
  readonly source: CallSource | undefined
  readonly onChange: () => void
  readonly tell: (change: CallChange) => void
  readonly onHealth: (lost: string | null) => void
}): CallWatcher => {
  const { source } = options
  let now: ReadonlySet<string> = new Set()
  let told: readonly string[] = []
  let unsubscribe: (() => void) | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let watching = false

  const subscribe = () => {
    unsubscribe = source?.subscribe(
      (apps) => {
        failures = 0
        now = apps
        options.onHealth(null)
        options.onChange()
      },
      (error) => {
        stop()
        retry = setTimeout(subscribe, retryWaitMs(failures))
        retry.unref()
        failures += 1
        options.onHealth(error.message)
        options.onChange()
      },
    )
  }
  const stop = () => {
    clearTimeout(retry)
    unsubscribe?.()
    unsubscribe = undefined
    now = new Set()
  }

  return {
    watch(on) {
      if (on === watching) return
      watching = on
      if (on) subscribe()
      else {
        stop()
        options.onChange()
      }
    },
    forget() {
      told = []
    },
    tell() {
      for (const app of told.filter((known) => !now.has(known))) options.tell({ event: 'call_ended', app })
      for (const app of now) if (!told.includes(app)) options.tell({ event: 'call_started', app })
      told = [...told.filter((app) => now.has(app)), ...[...now].filter((app) => !told.includes(app))]
    },
    running: () => told,
  }
}
