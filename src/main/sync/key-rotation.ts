import { proveKey } from '../../host/key-proof.ts'
import type { DeviceKeyChange, EpochMs } from '../../shared/contract/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import type { Identity, IdentityStore } from './identity-store.ts'
import { type KeyPair, keyPairOf } from './key-pair.ts'

/** A device asks for a new key once its own is this old. */
export const ROTATE_AFTER_MS = 90 * DAY_MS
/** Time between two tries that failed, ms; shorter while nothing is taken from this device. */
const AGAIN_AFTER_MS = HOUR_MS
const REFUSED_AGAIN_AFTER_MS = 5 * MINUTE_MS

/**
 * What the endpoint says to a new key. `refused`: it does not take the signature of this request. `taken`: another device has the key.
 * `unavailable`: nothing is known.
 */
export type KeyAnswer = 'changed' | 'refused' | 'taken' | 'unavailable'

export interface KeyRotationOptions {
  /** As it is used now. */
  readonly identity: () => Identity
  readonly store: Pick<IdentityStore, 'nextKeyPair' | 'makeNextKeyPair' | 'dropNextKeyPair' | 'saveKey'>
  /** Asks the endpoint, signed by this identity's key. Never rejects. */
  readonly send: (signer: Identity, change: DeviceKeyChange) => Promise<KeyAnswer>
  readonly now: () => EpochMs
  /** The endpoint knows this identity's key from now on. */
  readonly onKey: (identity: Identity) => void
}

export interface KeyRotation {
  /** To be called when the endpoint was reached: asks for a new key when it is time, or goes on with what was begun. Never rejects. */
  contact(): Promise<void>
  /** The endpoint refuses this device's signature: the key may have changed while the answer was lost, or back by a restore. Never rejects. */
  refused(): Promise<void>
}

/**
 * Changes the device's key. Every step can be the last one of this process: the new pair is on disk before the endpoint hears of it, the old key goes
 * on until the endpoint has answered, and whatever the endpoint knows is one of the keys on this disk.
 */
export function keyRotation(options: KeyRotationOptions): KeyRotation {
  const { store, now, send, onKey } = options
  let running: Promise<void> | null = null
  let tried: { readonly privateKey: string; readonly isRefused: boolean; readonly at: EpochMs } | null = null
  /** Undefined: not looked for since the start. Null: nothing was begun. */
  let begun: KeyPair | null | undefined

  /** Asks with each key that the endpoint may know until one is taken. */
  const ask = async (identity: Identity, { publicKey, privateKey }: KeyPair, signers: readonly string[]) => {
    const change = { publicKey, proof: proveKey(publicKey, identity, privateKey) }
    let answer: KeyAnswer = 'refused'
    for (const signer of signers) {
      answer = await send({ ...identity, privateKey: signer }, change)
      if (answer !== 'refused') return answer
    }
    return answer
  }

  const rotate = async (identity: Identity, next: KeyPair): Promise<void> => {
    const answer = await ask(identity, next, [identity.privateKey, next.privateKey])
    // It enrolled again meanwhile.
    if (options.identity().deviceId !== identity.deviceId) return
    if (answer === 'changed') {
      const changed = {
        ...identity,
        privateKey: next.privateKey,
        previousKey: identity.privateKey,
        keyMadeAt: now(),
      }
      await store.saveKey(changed)
      onKey(changed)
    }
    if (answer === 'changed' || answer === 'taken') {
      await store.dropNextKeyPair()
      begun = null
    }
  }

  /** The endpoint was restored from before the last change: the key before is the one that it knows. */
  const tellAgain = async (identity: Identity): Promise<void> => {
    if (identity.previousKey === undefined) return
    const answer = await ask(identity, keyPairOf(identity.privateKey), [identity.previousKey])
    if (answer === 'changed') onKey(identity)
  }

  const run = async (isRefused: boolean): Promise<void> => {
    const identity = options.identity()
    if (begun === undefined) begun = await store.nextKeyPair()
    // The process ended just before what was begun was dropped.
    if (begun?.privateKey === identity.privateKey) {
      await store.dropNextKeyPair()
      begun = null
    }
    if (begun === null && isRefused) return tellAgain(identity)
    if (begun === null && !isDue(identity, now())) return
    begun ??= await store.makeNextKeyPair()
    await rotate(identity, begun)
  }

  const once = async (isRefused: boolean): Promise<void> => {
    if (running !== null) return running
    if (!isRefused && begun === null && !isDue(options.identity(), now())) return
    const { privateKey } = options.identity()
    const againAfterMs = isRefused ? REFUSED_AGAIN_AFTER_MS : AGAIN_AFTER_MS
    const before = tried?.privateKey === privateKey && tried.isRefused === isRefused ? tried.at : null
    if (before !== null && Math.abs(now() - before) < againAfterMs) return
    tried = { privateKey, isRefused, at: now() }
    // A disk that fails has its own fault; the next try goes on from what is on it.
    running = run(isRefused).catch(() => undefined)
    await running
    running = null
  }
  return { contact: () => once(false), refused: () => once(true) }
}

const isDue = ({ keyMadeAt }: Identity, now: EpochMs): boolean =>
  keyMadeAt === undefined || now - keyMadeAt >= ROTATE_AFTER_MS
