import { enroll, EnrollmentFailed, type Enrollment, type EnrollmentFailureCode, type EnrollOptions } from './enroll.ts'
import type { EpochMs } from '../../shared/contract/index.ts'
import type { KeyPair } from './key-pair.ts'
import type { Asking, Identity } from './identity-store.ts'
import { realSleep } from './interruptible-sleep.ts'
import { spread } from './retrying.ts'

/** Mean time until the next attempt after a failure that may pass, ms. */
const againAfter: Partial<Readonly<Record<EnrollmentFailureCode, number>>> = {
  unreachable: 15_000,
  rate_limited: 60_000,
  waiting_for_approval: 60_000,
}
/** Computers that are switched on at the same time, or were waiting for the same endpoint, must not ask in step. */
const AGAIN_SPREAD = 0.5

export interface PatientEnrollOptions extends Omit<EnrollOptions, 'keyPair'> {
  /** Stores the key pair before the request is sent, and the identity after the answer. */
  readonly store: {
    keyPairForEnrollment(): Promise<KeyPair>
    save(identity: Identity): Promise<void>
    /** Before the endpoint is asked: whatever ends the agent, a start without the code goes on. */
    keepWaiting(asking: Asking): Promise<void>
    dropWaiting(): Promise<void>
  }
  /** Throws EnrollmentFailed where this identity must not become the device's: it is not stored then. */
  readonly check?: ((identity: Identity) => void) | undefined
  /** When the key pair was made, epoch ms; undefined: not known. */
  readonly keyMadeAt?: (() => EpochMs | undefined) | undefined
  /** Called at every failure, including those that are retried. */
  readonly onFailure: (error: unknown) => void
  readonly signal: AbortSignal
  /** In [0, 1). */
  readonly random?: (() => number) | undefined
}

/**
 * Enrolls and stores the identity. An unreachable or busy endpoint is retried forever, as a silent roll-out requires, and so is one whose admin has
 * to approve. The code is kept, sealed, until the device is enrolled or refused.
 * @returns null if enrollment was refused or `signal` aborted; `onFailure` has the reason
 */
export const enrollPatiently = async (options: PatientEnrollOptions): Promise<Enrollment | null> => {
  const { endpointUrl, code, store, onFailure, signal, sleep = realSleep, random = Math.random } = options
  let kept = await succeeds(() => store.keepWaiting({ endpointUrl, code }))
  while (!signal.aborted) {
    try {
      const { identity: told, rules } = await enroll({ ...options, keyPair: await store.keyPairForEnrollment() })
      const enrollment = { rules, identity: { ...told, keyMadeAt: options.keyMadeAt?.() } }
      options.check?.(enrollment.identity)
      await store.save(enrollment.identity)
      return enrollment
    } catch (error) {
      const againAfterMs = error instanceof EnrollmentFailed ? againAfter[error.code] : undefined
      if (!kept) kept = await succeeds(() => store.keepWaiting({ endpointUrl, code }))
      onFailure(error)
      if (againAfterMs === undefined) {
        await succeeds(store.dropWaiting)
        return null
      }
      await sleep(spread(againAfterMs, AGAIN_SPREAD, random()), signal)
    }
  }
  return null
}

/** A disk that cannot be written does not end the waiting: it costs no more than the code at the next start. */
const succeeds = (work: () => Promise<void>): Promise<boolean> =>
  work().then(
    () => true,
    () => false,
  )
