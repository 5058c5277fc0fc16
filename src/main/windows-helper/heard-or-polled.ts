import { sameWindow } from '../capture/page-join.ts'
import type { ActiveWindow, Clock, WindowSource } from '../capture/ports.ts'
import type { WindowsHelper } from './helper-process.ts'

/** A helper that is back sooner costs less than a change of source. */
const staysDeadAfterMs = 5000
const pollMs = 250
const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * The windows that the helper hears; polled ones while it stays dead, until it is back. Where those cannot be seen either, windows are not
 * observable, and the reason is the helper's.
 * @param sources.heard the helper's own
 * @param sources.openPolled throws where it does not load
 */
export const heardOrPolled = (
  helper: WindowsHelper,
  clock: Clock,
  sources: { readonly heard: WindowSource; readonly openPolled: () => Promise<WindowSource> },
): WindowSource => {
  const { heard } = sources
  let opened: Promise<WindowSource> | undefined
  /** In use, and why; null: the helper is. */
  let polled: { readonly source: WindowSource; readonly because: string } | null = null
  let deadSince: number | null = clock.mono()
  helper.listen({
    onLine: () => (deadSince = null),
    onLost: () => (deadSince ??= clock.mono()),
  })
  const staysDead = () => deadSince !== null && clock.mono() - deadSince >= staysDeadAfterMs

  const subscribe = (onChange: (window: ActiveWindow) => void, onLost: (error: Error) => void) => {
    let stop = () => {}
    let ended = false
    const end = () => {
      ended = true
      polled = null
      stop()
    }
    const lose = (error: Error) => {
      if (ended) return
      end()
      onLost(error)
    }
    const hear = () => {
      polled = null
      stop = heard.subscribe?.(onChange, (error) => (staysDead() ? void poll(error) : lose(error))) ?? stop
    }
    const poll = async (error: Error) => {
      try {
        const source = await (opened ??= sources.openPolled())
        let last: ActiveWindow | undefined
        while (!helper.isReady()) {
          const window = await source.current()
          if (ended) return
          polled = { source, because: error.message }
          if (!sameWindow(last, window)) onChange(window)
          last = window
          await wait(pollMs)
          if (ended) return
        }
        hear()
      } catch {
        lose(error)
      }
    }
    hear()
    return end
  }

  return {
    get name() {
      return (polled?.source ?? heard).name
    },
    polledBecause: () => polled?.because ?? null,
    current: () => (polled?.source ?? heard).current(),
    subscribe,
    close() {
      heard.close()
      void opened?.then(
        (source) => source.close(),
        () => {},
      )
    },
  }
}
