/**
 * Delivers what waits, one after the other. The returned function is to be called whenever the endpoint was reached; what the endpoint does not take is
 * tried again at the next call.
 */
export function delivery<Item>(options: {
  readonly unsent: () => readonly Item[]
  /** False: not accepted. */
  readonly send: (item: Item) => Promise<boolean>
  readonly markSent: (item: Item) => void
  /** Runs journal work that may fail: what cannot be marked as sent is sent again. */
  readonly guard: (work: () => void) => void
  /** Aborts when the journal is about to close: nothing is read from it or written to it afterwards. */
  readonly ended: AbortSignal
}): () => Promise<void> {
  const { unsent, send, markSent, guard, ended } = options
  let delivering = false
  return async () => {
    if (delivering || ended.aborted) return
    delivering = true
    try {
      for (const item of unsent()) {
        if (!(await send(item)) || ended.aborted) return
        guard(() => markSent(item))
      }
    } finally {
      delivering = false
    }
  }
}
