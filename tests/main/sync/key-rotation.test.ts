import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isProvenKey } from '../../../src/host/key-proof.ts'
import { type Identity, openIdentityStore } from '../../../src/main/sync/identity-store.ts'
import { type KeyAnswer, keyRotation, ROTATE_AFTER_MS } from '../../../src/main/sync/key-rotation.ts'
import { keyPairOf, makeKeyPair } from '../../../src/main/sync/key-pair.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'

const DAY = 86_400_000
let directory = ''
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'touchledger-key-'))))
afterEach(() => rm(directory, { recursive: true, force: true }))

/** A device with its disk, an endpoint that knows one key, and a process that can be killed before and after each step. */
async function world() {
  const store = openIdentityStore(directory, filePermissionSealer)
  const first = makeKeyPair()
  const at = { now: 1_000 * DAY, endpoint: first.publicKey, killAt: Number.POSITIVE_INFINITY, steps: 0 }
  await store.save({
    ...{ endpointUrl: 'https://endpoint.example', tenantId: 't', deviceId: 'd', userId: 'u', userName: 'A. Brandt' },
    ...{ privateKey: first.privateKey, keyMadeAt: at.now, tokenKey: '', rulesKey: '' },
  })
  const step = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    if ((at.steps += 1) >= at.killAt) throw new Error('killed')
    const value = await work()
    if ((at.steps += 1) >= at.killAt) throw new Error('killed')
    return value
  }
  const endpoint = async (signer: Identity, change: { publicKey: string; proof: string }): Promise<KeyAnswer> => {
    if (keyPairOf(signer.privateKey).publicKey !== at.endpoint) return 'refused'
    if (!isProvenKey(change.publicKey, change.proof, signer)) throw new Error('not proven')
    at.endpoint = change.publicKey
    return 'changed'
  }
  /** The agent starts, and is reached by the endpoint until the process ends. */
  const run = async (how: 'contact' | 'refused' = 'contact') => {
    let identity = await store.load()
    if (identity === null) throw new Error('the identity is lost')
    const rotation = keyRotation({
      identity: () => identity as Identity,
      store: {
        nextKeyPair: () => step(() => store.nextKeyPair()),
        makeNextKeyPair: () => step(() => store.makeNextKeyPair()),
        dropNextKeyPair: () => step(() => store.dropNextKeyPair()),
        saveKey: (changed) => step(() => store.saveKey(changed)),
      },
      send: (signer, change) => step(() => endpoint(signer, change)),
      now: () => at.now,
      onKey: (changed) => (identity = changed),
    })
    await rotation[how]()
    return identity
  }
  const isInStep = ({ privateKey }: Identity) => keyPairOf(privateKey).publicKey === at.endpoint
  return { at, first, store, run, isInStep }
}

test('a key is changed after 90 days, and only then', async () => {
  const { at, first, run, isInStep, store } = await world()
  at.now += ROTATE_AFTER_MS - 1
  expect((await run()).privateKey).toBe(first.privateKey)
  at.now += 1
  const changed = await run()
  expect(isInStep(changed)).toBe(true)
  expect(changed).toMatchObject({ previousKey: first.privateKey, keyMadeAt: at.now })
  expect(await store.load()).toEqual(changed)
  expect(await readdir(directory)).toEqual(['identity.sealed'])
  expect((await run()).privateKey).toBe(changed.privateKey)
})

test('killed at any step, the device is never locked out, and the next start brings the change to its end', async () => {
  let kills = 0
  for (let killAt = 1; ; killAt += 1) {
    const { at, first, run, isInStep, store } = await world()
    at.now += ROTATE_AFTER_MS
    at.killAt = killAt
    await run()
    const wasKilled = at.steps >= killAt
    at.killAt = Number.POSITIVE_INFINITY
    if (wasKilled) kills += 1
    // Twice: a refused signature is what the agent meets where the answer was lost.
    await run('refused')
    const ended = await run()
    expect(isInStep(ended), `killed at step ${killAt}`).toBe(true)
    expect(ended.privateKey).not.toBe(first.privateKey)
    expect(await store.nextKeyPair()).toBeNull()
    if (!wasKilled) break
  }
  // Before and after: looking for a pair, making one, asking, storing, dropping.
  expect(kills).toBe(10)
})

test('an endpoint that was restored from before the change is told again by the key before', async () => {
  const { at, first, run, isInStep } = await world()
  at.now += ROTATE_AFTER_MS
  const changed = await run()
  at.endpoint = first.publicKey
  expect(isInStep(await run('refused'))).toBe(true)
  expect(at.endpoint).toBe(keyPairOf(changed.privateKey).publicKey)
})
