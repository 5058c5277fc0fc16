import { enroll, EnrollmentFailed, type Enrollment, type EnrollOptions } from './enroll.ts'
import type { KeyPair } from './key-pair.ts'
import type { Identity } from './identity-store.ts'
import { realSleep } from './interruptible-sleep.ts'

/** Between two tries while the endpoint cannot be reached, ms. */
const AGAIN_AFTER_MS = 15_000

export interface PatientEnrollOptions extends Omit<EnrollOptions, 'keyPair'> {
  /** Keeps the key pair before the endpoint hears of it, and the identity it answers. */
  readonly store: {
    keyPairForEnrollment(): Promise<KeyPair>
    save(identity: Identity): Promise<void>
  }
  /** Told of every failure, also of those that are tried again. */
  readonly onFailure: (error: unknown) => void
  readonly signal: AbortSignal
}

/**
 * Enrols and keeps the identity, as at a silent roll-out: an endpoint that cannot be reached, or is too busy, is asked again without end.
 * @returns null when it was refused for good or `signal` aborted; `onFailure` was told why
 */
export const enrollPatiently = async (options: PatientEnrollOptions): Promise<Enrollment | null> => {
  const { store, onFailure, signal, sleep = realSleep } = options
  while (!signal.aborted) {
    try {
      const enrollment = await enroll({ ...options, keyPair: await store.keyPairForEnrollment() })
      await store.save(enrollment.identity)
      return enrollment
    } catch (error) {
      onFailure(error)
      const mayPass = error instanceof EnrollmentFailed && ['unreachable', 'rate_limited'].includes(error.code)
      if (!mayPass) return null
      await sleep(AGAIN_AFTER_MS, signal)
    }
  }
  return null
}
