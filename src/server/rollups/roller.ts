export interface RollerOptions {
  readonly fold: () => Promise<void>
  /** Pause between one turn's end and the next one's begin, ms. */
  readonly everyMs: number
  /** Told of a turn that failed; the next one comes all the same. */
  readonly failed: (error: unknown) => void
}

export interface Roller {
  /** Waits for the turn under way; after it nothing is folded any more. */
  readonly stop: () => Promise<void>
}

/** Folds again and again in the background, one turn at a time. */
export function startRoller({ fold, everyMs, failed }: RollerOptions): Roller {
  let stopped = false
  let turn = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const later = () => {
    if (stopped) return
    timer = setTimeout(() => {
      turn = fold().catch(failed).finally(later)
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
