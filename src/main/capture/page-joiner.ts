import { emptyPageJoin, joinPages, type PageJoinInput, type SeenWindow } from './page-join.ts'
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
  readonly onSeen: (seen: SeenWindow, trigger: Trigger) => void
}): PageJoiner => {
  const { pages, clock, onSeen } = options
  let join = emptyPageJoin
  let app: string | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Whether a tick is due with the next emitted window. */
  let ticked = false

  const take = (input: PageJoinInput) => {
    const step = joinPages(join, input)
    join = step.join
    for (const seen of step.seen) onSeen(seen, ticked ? 'tick' : 'change')
    if (step.seen.length > 0) ticked = false
    clearTimeout(timer)
    if (step.dueAt !== null) timer = setTimeout(wake, Math.max(1, step.dueAt - clock.mono()))
    if (step.ask && app !== null) pages?.ask(app)
  }
  const wake = () => take({ kind: 'time', ...now() })
  const now = () => ({ t: clock.now(), mono: clock.mono() })
  const pageOf = (name: string | null) => (name === null ? null : (pages?.pageOf(name) ?? null))

  return {
    window(window, trigger) {
      app = window.app
      ticked ||= trigger === 'tick'
      const page = pageOf(app)
      take({ kind: 'window', ...now(), window, page, canAsk: page?.canAsk ?? false })
    },
    page: (name) => take({ kind: 'page', ...now(), page: pageOf(name) }),
    interrupt: () => take({ kind: 'interrupt', ...now() }),
  }
}
