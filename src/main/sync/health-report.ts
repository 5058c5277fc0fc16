import type { DeviceHealth, EpochMs } from '../../shared/contract/index.ts'

/** Unchanged health is told again after this long. */
export const REPEAT_AFTER_MS = 3_600_000
/** A change is told at most this often: what comes and goes must not make a request each time. */
export const TELL_CHANGES_EVERY_MS = 60_000

/** Brings health to the endpoint. Never rejects; false: it was not taken, as by an endpoint that knows nothing of health. */
export type SendHealth = (health: DeviceHealth) => Promise<boolean>

export interface HealthReport {
  /** To be called while the endpoint can be reached: tells it what has changed, if it is time to. Never rejects. */
  contact(): Promise<void>
}

export const healthReport = (options: {
  readonly health: () => DeviceHealth
  readonly send: SendHealth
  readonly now: () => EpochMs
}): HealthReport => {
  let told: { readonly what: string; readonly at: EpochMs; readonly taken: boolean } | null = null
  let telling = false
  const tell = async () => {
    const health = options.health()
    const what = materialOf(health)
    const since = told === null ? Number.POSITIVE_INFINITY : Math.abs(options.now() - told.at)
    const changed = told !== null && told.taken && told.what !== what
    if (since < (changed ? TELL_CHANGES_EVERY_MS : REPEAT_AFTER_MS)) return
    const taken = await options.send(health)
    told = { what, at: options.now(), taken }
  }
  return {
    async contact() {
      if (telling) return
      telling = true
      try {
        await tell()
      } catch {
        // A journal that cannot even be counted has its own way to say so; the next contact asks again.
      } finally {
        telling = false
      }
    },
  }
}

/** What is worth a request when it changes: not the time of the last capture, and of the backlog only how large it is, roughly. */
const materialOf = ({ lastCaptureAt: _at, backlog, ...rest }: DeviceHealth): string =>
  JSON.stringify({ ...rest, backlog: backlog < 500 ? 0 : Math.floor(Math.log10(backlog)) })
