/** An open panel asks every five seconds: one that has not asked for this long is closed, ms. */
const LOOK_HOLDS_MS = 30_000

/** Who is shown on a team panel that somebody has open. Of this process only: agents that ask another one are told so by that. */
export interface PanelWatch {
  /** A panel has just asked for these people. */
  looked(userIds: Iterable<string>): void
  isShown(userId: string): boolean
}

/** A process that has just begun shows nobody: a restart makes no agent send sooner. @param now epoch ms */
export function createPanelWatch(now: () => number): PanelWatch {
  const lastLookAt = new Map<string, number>()
  const holds = (at: number) => Math.abs(now() - at) < LOOK_HOLDS_MS
  return {
    looked(userIds) {
      for (const [userId, at] of lastLookAt) if (!holds(at)) lastLookAt.delete(userId)
      const at = now()
      for (const userId of userIds) lastLookAt.set(userId, at)
    },
    isShown(userId) {
      const at = lastLookAt.get(userId)
      return at !== undefined && holds(at)
    },
  }
}
