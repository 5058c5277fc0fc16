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
}): () => Promise<void> {
  const { unsent, send, markSent, guard } = options
  let delivering = false
  return async () => {
    if (delivering) return
    delivering = true
    try {
      for (const item of unsent()) {
        if (!(await send(item))) return
        guard(() => markSent(item))
      }
    } finally {
      delivering = false
    }
  }
}
