/** An open panel asks anew well within this time. */
const LOOK_HOLDS_MS = 180_000

/** Whether somebody has the team panel open. Of this process only: agents that ask another one are told so by that. */
export interface PanelWatch {
  looked(): void
  isWatched(): boolean
}

/** A process that has just begun does not know yet: until it can, somebody is taken to be looking. @param now epoch ms */
export function createPanelWatch(now: () => number): PanelWatch {
  let lastLookAt = now()
  return {
    looked() {
      lastLookAt = now()
    },
    isWatched: () => Math.abs(now() - lastLookAt) < LOOK_HOLDS_MS,
  }
}
