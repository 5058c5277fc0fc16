import type { DeviceHealth, EpochMs, Leaving } from '../../shared/contract/index.ts'

/** Unchanged health is reported again after this long. */
export const REPEAT_AFTER_MS = 3_600_000
/** Shortest time between two reports of changes, so that a flapping state does not cause a request each time. */
export const REPORT_CHANGES_EVERY_MS = 60_000

/** Sends health to the endpoint. Never rejects. False: not accepted, for example by an endpoint without that route. */
export type SendHealth = (health: DeviceHealth) => Promise<boolean>

export interface HealthReport {
  /** To be called when the endpoint was reached: reports changed health if it is due. Never rejects. */
  contact(): Promise<void>
  /** The last report before silence. For a minute nothing is reported after it, so that it stays the last word. Never rejects. */
  leave(leaving: Leaving): Promise<void>
}

export const healthReport = (options: {
  readonly health: () => DeviceHealth
  readonly send: SendHealth
  readonly now: () => EpochMs
}): HealthReport => {
  let reported: { readonly what: string; readonly at: EpochMs; readonly taken: boolean } | null = null
  let reporting: Promise<void> | null = null
  let leftAt = Number.NEGATIVE_INFINITY
  const report = async () => {
    const health = options.health()
    const what = materialOf(health)
    const since = reported === null ? Number.POSITIVE_INFINITY : Math.abs(options.now() - reported.at)
    const changed = reported !== null && reported.taken && reported.what !== what
    if (since < (changed ? REPORT_CHANGES_EVERY_MS : REPEAT_AFTER_MS)) return
    const taken = await options.send(health)
    reported = { what, at: options.now(), taken }
  }
  return {
    async contact() {
      if (reporting || Math.abs(options.now() - leftAt) < REPORT_CHANGES_EVERY_MS) return
      // A journal that cannot be read has its own fault; the next contact tries again.
      reporting = report().catch(() => undefined)
      await reporting
      reporting = null
    },
    async leave(leaving) {
      leftAt = options.now()
      await reporting
      try {
        await options.send({ ...options.health(), leaving })
      } catch {
        // Then it is missed, as one that was killed.
      }
      // The next contact after a sleep says that the agent is back.
      reported = null
    },
  }
}

/** Fields that justify a report when they change: not the time of the last capture, and the backlog only by its magnitude. */
const materialOf = ({ lastCaptureAt: _at, backlog, ...rest }: DeviceHealth): string =>
  JSON.stringify({ ...rest, backlog: backlog < 500 ? 0 : Math.floor(Math.log10(backlog)) })
