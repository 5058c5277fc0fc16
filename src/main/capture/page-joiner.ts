import { emptyPageJoin, joinPages, type FieldOf, type PageJoinInput, type SeenWindow } from './page-join.ts'
import type { ActiveWindow, Clock, Trigger, PageSource } from './ports.ts'

interface PageJoiner {
  /** The window source reported a window. */
  window(window: ActiveWindow, trigger: Trigger): void
  /** A companion in the focused program sent a report. */
  page(app: string): void
  /** Emits the pending change at once. */
  interrupt(): void
}

/** Runs `joinPages` on this machine's clock. Without companions every window is emitted within the call. */
export const pageJoiner = (options: {
  readonly pages: PageSource | undefined
  readonly clock: Clock
  /** What the rules in force want read in a page. Left out: nothing. */
  readonly fieldOf?: FieldOf | undefined
  readonly onSeen: (seen: SeenWindow, trigger: Trigger) => void
}): PageJoiner => {
  const { pages, clock, fieldOf, onSeen } = options
  let join = emptyPageJoin
  let app: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  /** The browser in which a companion reads a field. */
  let reading: string | null = null
  /** Whether a tick is due with the next emitted window. */
  let ticked = false

  const take = (input: PageJoinInput) => {
    const step = joinPages(join, input, fieldOf)
    join = step.join
    for (const seen of step.seen) onSeen(seen, ticked ? 'tick' : 'change')
    if (step.seen.length > 0) ticked = false
    clearTimeout(timer)
    if (step.dueAt !== null) timer = setTimeout(wake, Math.max(1, step.dueAt - clock.mono()))
    if (step.ask === null || app === null) return
    pages?.ask(app, step.ask.field)
    reading = step.ask.field && app
  }
  /** A page without the focus is not read. */
  const stopReading = () => {
    if (reading !== null) pages?.ask(reading, null)
    reading = null
  }
  const wake = () => take({ kind: 'time', ...now() })
  const now = () => ({ t: clock.now(), mono: clock.mono() })
  const pageOf = (name: string | null) => (name === null ? null : (pages?.pageOf(name) ?? null))

  return {
    window(window, trigger) {
      app = window.app
      if (app !== reading) stopReading()
      ticked ||= trigger === 'tick'
      const page = pageOf(app)
      take({ kind: 'window', ...now(), window, page, canAsk: page?.canAsk ?? false })
    },
    page: (name) => take({ kind: 'page', ...now(), page: pageOf(name) }),
    interrupt: () => take({ kind: 'interrupt', ...now() }),
  }
}
