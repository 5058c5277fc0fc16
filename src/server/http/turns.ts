/** Lets at most some calls run at once; the others wait, in order. */
export function createTurns(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((start) => waiting.push(start))
    else running += 1
    try {
      return await work()
    } finally {
      // The turn is passed on, so that nobody who comes now goes first.
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
