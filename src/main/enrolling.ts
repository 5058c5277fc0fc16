import type { RuleSet } from '../shared/contract/index.ts'
import type { AgentFaults } from './agent-faults.ts'
import type { AgentOptions } from './agent-options.ts'
import type { Journal } from './journal/journal.ts'
import { EnrollmentFailed } from './sync/enroll.ts'
import { enrollPatiently } from './sync/enroll-patiently.ts'
import { IdentityUnreadable, type Asking, type Identity, type IdentityStore } from './sync/identity-store.ts'
import { keyPairOf } from './sync/key-pair.ts'
import { assertSamePerson } from './sync/same-person.ts'

export interface EnrollingParts {
  readonly options: AgentOptions
  readonly store: IdentityStore
  readonly journal: Journal
  readonly faults: AgentFaults
  /** Ends an attempt. */
  readonly signal: AbortSignal
  /** The device can record. @param rules undefined: the journal lost them */
  readonly onIdentity: (identity: Identity, rules: RuleSet | undefined) => void
  /** The device that records goes on as this one. */
  readonly onNextIdentity: (identity: Identity) => void
  readonly onFailure: (error: unknown) => void
}

/** Why an endpoint takes nothing from a device until it has enrolled again. */
const heldBecause: readonly string[] = ['unknown_device', 'revoked']

/**
 * How this computer gets its identity: the one it has, one for a code, or the one that an approval is waited for with. A device that the
 * endpoint does not know or has revoked gets another one for a new code.
 */
export class Enrolling {
  readonly #parts: EnrollingParts
  /** The enrollment code or key of the command line, else the one that was kept when the agent ended before it was enrolled. */
  #code: string | undefined
  /** It was tried since it was stated. */
  #codeTried = false
  #underWay: Promise<void> = Promise.resolve()
  /** Ends the attempt under way. */
  #breakOff = new AbortController()
  /** An identity is on the disk, also where it could not be read. */
  #identityKept = false

  constructor(parts: EnrollingParts) {
    this.#parts = parts
  }

  /** An enrollment goes on after it resolves: the app must be usable, and show its status, while the endpoint is unreachable. */
  async begin(): Promise<void> {
    const { options, store, journal, onIdentity, onFailure } = this.#parts
    const waiting = options.enrollCode === undefined ? await store.waiting() : null
    const endpointUrl = options.endpointUrl ?? waiting?.endpointUrl
    this.#code = options.enrollCode ?? waiting?.code
    if (store.protection === 'file-permissions') {
      options.log('warn', 'the operating system has no key store: file permissions alone protect the device key')
    }
    try {
      const identity = await store.load()
      if (identity) {
        this.#identityKept = true
        return onIdentity(identity, journal.settings.get('rules'))
      }
    } catch (error) {
      // With a code the device enrolls with a new key, in place of the one that cannot be opened.
      this.#identityKept = !(error instanceof IdentityUnreadable)
      if (this.#identityKept || this.#code === undefined) return onFailure(error)
      options.log('warn', error instanceof Error ? error.message : 'the identity cannot be opened')
    }
    if (this.#code === undefined || endpointUrl === undefined) {
      return onFailure(new Error('This computer is not enrolled yet. Ask an admin for an enrollment code.'))
    }
    this.#underWay = this.#enroll(endpointUrl, this.#code)
  }

  /** The endpoint takes nothing from this device: with a code that was not tried yet, it enrolls again. @param code the endpoint's reason */
  held(code: string, identity: Identity): void {
    if (!heldBecause.includes(code) || this.#code === undefined || this.#codeTried) return
    this.#codeTried = true
    const stated = this.#code
    this.#breakOff.abort()
    this.#breakOff = new AbortController()
    this.#underWay = this.#underWay.then(() => this.#enrollAgain(stated, identity))
  }

  /**
   * A second start states a code. A device that is not enrolled breaks off what it waits for, and tries this one.
   * @param refused why the endpoint takes nothing from a device that is enrolled; null: it does, or was not heard yet
   * @returns whether the code is tried; false: the device is enrolled
   */
  take({ endpointUrl, code }: Asking, refused: { readonly code: string; readonly identity: Identity } | null): boolean {
    if (this.#identityKept) {
      if (refused === null || !heldBecause.includes(refused.code)) return false
      if (new URL(endpointUrl).href !== new URL(refused.identity.endpointUrl).href) return false
      this.#code = code
      this.#codeTried = false
      this.held(refused.code, refused.identity)
      return true
    }
    this.#code = code
    this.#breakOff.abort()
    this.#breakOff = new AbortController()
    const before = this.#underWay
    this.#underWay = before.then(async () => {
      // The answer to the attempt that was broken off may have come meanwhile, and another second start.
      if (!this.#identityKept && this.#code === code) await this.#enroll(endpointUrl, code)
    })
    return true
  }

  /** Resolves when no attempt is under way. */
  settled(): Promise<void> {
    return this.#underWay
  }

  #signal(): AbortSignal {
    return AbortSignal.any([this.#parts.signal, this.#breakOff.signal])
  }

  async #enroll(endpointUrl: string, code: string): Promise<void> {
    this.#codeTried = true
    const { options, store, journal, faults, onIdentity, onFailure } = this.#parts
    const { agentVersion, fetch, log, clock } = options
    const signal = this.#signal()
    const before = journal.settings.get('enrolledAs')
    const enrollment = await enrollPatiently({
      account: await options.account?.(),
      ...{ endpointUrl, code, agentVersion, fetch, store, signal, onFailure, userName: before?.userName },
      keyMadeAt: () => clock.now(),
      check: (identity) => assertSamePerson(before, identity),
    })
    if (enrollment === null) return
    // The key is a new one: the endpoint may have what the device before delivered, and would count it again.
    if (before !== undefined && before.deviceId !== enrollment.identity.deviceId) journal.newGeneration()
    faults.enrolled()
    this.#identityKept = true
    log('info', `enrolled as ${enrollment.identity.userName}`)
    onIdentity(enrollment.identity, enrollment.rules)
  }

  /**
   * The endpoint was restored from before this device was enrolled, or revoked it: with a new code it enrolls again by the key that it has, and
   * sends what it holds.
   */
  async #enrollAgain(code: string, { endpointUrl, userName, privateKey, ...before }: Identity): Promise<void> {
    const { options, store, faults, onNextIdentity, onFailure } = this.#parts
    const { agentVersion, fetch, log } = options
    const signal = this.#signal()
    const enrollment = await enrollPatiently({
      account: await options.account?.(),
      ...{ endpointUrl, code, agentVersion, fetch, userName, signal },
      store: { ...store, keyPairForEnrollment: async () => keyPairOf(privateKey) },
      keyMadeAt: () => before.keyMadeAt,
      check: (identity) => assertSamePerson({ userName, ...before }, identity),
      onFailure: (error) => {
        // The endpoint's own reason says more than that the code of the first enrollment was used.
        if (error instanceof EnrollmentFailed && error.code === 'other_person') onFailure(error)
        else log('warn', error instanceof Error ? error.message : 'not enrolled again')
      },
    })
    if (enrollment === null) return
    faults.enrolled()
    log('info', `enrolled again as ${enrollment.identity.userName}`)
    onNextIdentity(enrollment.identity)
  }
}
