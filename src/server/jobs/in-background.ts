export interface BackgroundWork {
  readonly turn: () => Promise<void>
  /** Time between the end of one turn and the start of the next, ms. */
  readonly everyMs: number
  /** Called when a turn fails; the next one runs all the same. */
  readonly failed: (error: unknown) => void
}

export interface Background {
  /** Waits for the turn in progress; no other follows. */
  readonly stop: () => Promise<void>
}

/** Runs something periodically, one turn at a time. */
export function inBackground({ turn: doTurn, everyMs, failed }: BackgroundWork): Background {
  let stopped = false
  let turn = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const later = () => {
    if (stopped) return
    timer = setTimeout(() => {
      turn = doTurn().catch(failed).finally(later)
    }, everyMs)
    timer.unref()
  }
  later()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await turn
    },
  }
}
