export interface BackgroundWork {
  readonly turn: () => Promise<void>
  /** Pause between one turn's end and the next one's begin, ms. */
  readonly everyMs: number
  /** Told of a turn that failed; the next one comes all the same. */
  readonly failed: (error: unknown) => void
}

export interface Background {
  /** Waits for the turn under way; after it nothing is done any more. */
  readonly stop: () => Promise<void>
}

/** Does something again and again, one turn at a time. */
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
