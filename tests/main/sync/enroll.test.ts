import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { axiosTransport } from '../../../src/main/sync/axios-transport.ts'
import { enroll, EnrollmentFailed } from '../../../src/main/sync/enroll.ts'
import { type Identity, IdentityUnreadable, openIdentityStore } from '../../../src/main/sync/identity-store.ts'
import { filePermissionSealer, type Sealer } from '../../../src/main/sync/sealer.ts'
import { SCHEMA_VERSION } from '../../../src/shared/contract/index.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'
import { MisbehavingEndpoint } from './support/misbehaving-endpoint.ts'
import { VirtualTime } from './support/virtual-time.ts'

const CODE = 'CODE-1234-5678'

const enrolling = (endpointUrl: string, code = CODE) =>
  enroll({
    endpointUrl,
    code,
    agentVersion: '0.1.0',
    platform: 'linux',
    timeoutMs: 10_000,
    sleep: new VirtualTime().sleep,
  })

const failureOf = async (attempt: Promise<unknown>) => {
  const error: unknown = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof EnrollmentFailed)) throw new Error(`expected EnrollmentFailed, got ${String(error)}`)
  return [error.code, error.message]
}

describe('enrollment', () => {
  test('returns an identity whose key the endpoint knows, and the rules', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.codes.set(CODE, 'fresh')
    endpoint.rulesVersion = 6
    const { identity, rules } = await enrolling(`${endpoint.url}/`, ` ${CODE}\n`)
    expect(identity).toMatchObject({ tenantId: 'tenant-1', userId: 'user-1', userName: 'M. Okafor' })
    expect(rules.version).toBe(6)
    expect(rules.policy.syncEveryMs).toBe(300_000)
    const transport = axiosTransport(identity)
    const batch = { schemaVersion: SCHEMA_VERSION, generation: 'ab'.repeat(16), sentAt: Date.now(), records: [] }
    expect(await transport.send(batch)).toMatchObject({ kind: 'acked' })
    expect(await transport.fetchRules()).toMatchObject({ kind: 'rules', rules: { version: 6 } })
    expect(endpoint.codes.get(CODE)).toMatchObject({ platform: 'linux', agentVersion: '0.1.0' })
  })

  test('a lost answer does not use up the code: the same key asks again', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.codes.set(CODE, 'fresh')
    endpoint.misbehaviors = ['commits, then drops the connection', 'drops the connection']
    expect((await enrolling(endpoint.url)).identity.userName).toBe('M. Okafor')
  })

  test('explains errors to the person who entered the code', async () => {
    const endpoint = await MisbehavingEndpoint.start()
    endpoint.codes.set(CODE, 'fresh').set('OLD-CODE-1', 'expired')
    await enrolling(endpoint.url)
    expect(await failureOf(enrolling(endpoint.url))).toEqual(['used_code', 'Not enrolled: It is used_code.'])
    expect(await failureOf(enrolling(endpoint.url, 'OLD-CODE-1'))).toEqual([
      'expired_code',
      'Not enrolled: It is expired_code.',
    ])
    expect(await failureOf(enrolling(endpoint.url, 'NO-SUCH-CODE'))).toEqual([
      'unknown_code',
      'Not enrolled: It is unknown_code.',
    ])
    expect((await failureOf(enrolling(endpoint.url, 'short')))[0]).toBe('bad_code')
    expect((await failureOf(enrolling('endpoint.example')))[0]).toBe('unreachable')
    endpoint.misbehaviors = ['answers a portal page']
    expect((await failureOf(enrolling(endpoint.url)))[0]).toBe('bad_answer')
    endpoint.misbehaviors = ['asks to come back later']
    expect((await failureOf(enrolling(endpoint.url)))[0]).toBe('rate_limited')
    await endpoint.down()
    expect(await failureOf(enrolling(endpoint.url))).toEqual([
      'unreachable',
      'Not enrolled: the endpoint cannot be reached (ECONNREFUSED).',
    ])
  })
})

describe('the stored identity', () => {
  const identity: Identity = {
    endpointUrl: 'https://endpoint.example',
    tenantId: 'tenant-1',
    deviceId: 'device-1',
    userId: 'user-1',
    userName: 'M. Okafor',
    privateKey: 'cHJpdmF0ZQ==',
    tokenKey: 'dG9rZW4=',
    rulesKey: 'cnVsZXM',
  }
  /** A fake OS key store: changes the bytes and rejects another user's. */
  const keyStore = (key: number): Sealer => ({
    protection: 'os',
    seal: async (clear) => Uint8Array.from([key, ...clear.map((byte) => byte ^ key)]),
    unseal: async (sealed) => {
      if (sealed[0] !== key) throw new Error('not sealed here')
      return sealed.subarray(1).map((byte) => byte ^ key)
    },
  })

  test('is restored as saved, replaced atomically, and can be removed', async () => {
    const directory = join(temporaryDirectory(), 'not', 'there', 'yet')
    const store = openIdentityStore(directory, keyStore(0x5a))
    expect(await store.load()).toBeNull()
    await store.save(identity)
    await store.save({ ...identity, userName: 'A. Lindqvist' })
    expect(await store.load()).toEqual({ ...identity, userName: 'A. Lindqvist' })
    expect(readdirSync(directory)).toEqual(['identity.sealed'])
    await store.remove()
    await store.remove()
    expect(await store.load()).toBeNull()
  })

  test('sealed by the OS, the file holds nothing readable', async () => {
    const directory = temporaryDirectory()
    await openIdentityStore(directory, keyStore(0x5a)).save(identity)
    const stored = readFileSync(join(directory, 'identity.sealed'), 'latin1')
    for (const value of Object.values(identity)) expect(stored).not.toContain(value)
  })

  test.skipIf(process.platform === 'win32')(
    'without a key store only this user can read it, and the store reports that',
    async () => {
      const directory = temporaryDirectory()
      const store = openIdentityStore(directory, filePermissionSealer)
      await store.save(identity)
      expect(store.protection).toBe('file-permissions')
      expect((statSync(join(directory, 'identity.sealed')).mode & 0o777).toString(8)).toBe('600')
      expect(await store.load()).toEqual(identity)
    },
  )

  test('an unreadable identity is reported without quoting it', async () => {
    const directory = temporaryDirectory()
    await openIdentityStore(directory, keyStore(0x5a)).save(identity)
    await expect(openIdentityStore(directory, keyStore(0x33)).load()).rejects.toThrow(IdentityUnreadable)
    writeFileSync(join(directory, 'identity.sealed'), '{"privateKey":"SECRET"')
    const error: unknown = await openIdentityStore(directory, filePermissionSealer)
      .load()
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(IdentityUnreadable)
    expect(String(error)).not.toContain('SECRET')
  })

  test('a failed save keeps the earlier identity', async () => {
    const directory = temporaryDirectory()
    const store = openIdentityStore(directory, keyStore(0x5a))
    await store.save(identity)
    const broken: Sealer = { ...keyStore(0x5a), seal: () => Promise.reject(new Error('the key store is locked')) }
    await expect(openIdentityStore(directory, broken).save({ ...identity, userName: 'X' })).rejects.toThrow('locked')
    expect(await store.load()).toEqual(identity)
    expect(readdirSync(directory)).toEqual(['identity.sealed'])
  })
})
