import type { HelperLine } from './helper-lines.ts'
import type { WindowsHelper } from './helper-process.ts'

/**
 * Subscribes to the helper as sources promise it: `now` soon after the call, then each line, and the loss of the helper once, which ends the
 * subscription.
 * @param from.now tells what is known; throws where nothing is
 * @returns the function that unsubscribes
 */
export const subscribeToHelper = (
  helper: WindowsHelper,
  from: {
    readonly now: () => void
    readonly onLine: (line: HelperLine) => void
    readonly onLost: (error: Error) => void
  },
): (() => void) => {
  let ended = false
  const lose = (error: Error) => {
    if (ended) return
    end()
    from.onLost(error)
  }
  const stop = helper.listen({ onLine: from.onLine, onLost: lose })
  const end = () => {
    ended = true
    stop()
  }
  queueMicrotask(() => {
    if (ended) return
    try {
      helper.assertRunning()
      from.now()
    } catch (error) {
      lose(error instanceof Error ? error : new Error('failed'))
    }
  })
  return end
}
