import { enroll, EnrollmentFailed, type Enrollment, type EnrollOptions } from './enroll.ts'
import type { Identity } from './identity-store.ts'
import { realSleep } from './pause.ts'

/** Between two tries while the endpoint cannot be reached, ms. */
const AGAIN_AFTER_MS = 15_000

export interface PatientEnrollOptions extends EnrollOptions {
  /** Keeps the identity; when that fails the code is used up and the device has to be enrolled again. */
  readonly save: (identity: Identity) => Promise<void>
  /** Told of every failure, also of those that are tried again. */
  readonly onTrouble: (error: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Enrols and keeps the identity, as at a silent roll-out: an endpoint that cannot be reached, or is too busy, is asked again without end.
 * @returns null when it was refused for good or `signal` aborted; `onTrouble` was told why
 */
export const enrollPatiently = async (options: PatientEnrollOptions): Promise<Enrollment | null> => {
  const { save, onTrouble, signal, sleep = realSleep } = options
  while (!signal.aborted) {
    try {
      const enrollment = await enroll(options)
      await save(enrollment.identity)
      return enrollment
    } catch (error) {
      onTrouble(error)
      const mayPass = error instanceof EnrollmentFailed && ['unreachable', 'rate_limited'].includes(error.code)
      if (!mayPass) return null
      await sleep(AGAIN_AFTER_MS, signal)
    }
  }
  return null
}
