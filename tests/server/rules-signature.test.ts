import { afterAll, beforeAll, expect, test } from 'vitest'
import { isSignedRules, signRules } from '../../src/host/rules-signature.ts'
import { sql } from '../../src/server/database/sql.ts'
import { currentRules, seedRules } from '../../src/server/rules/rules-store.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { enrolledDevice } from './support/device.ts'
import { freshEndpoint } from './support/stores.ts'

let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => (endpoint = await freshEndpoint('postgres')))
afterAll(() => endpoint.close())

const starter = new URL('../../assets/rules/starter-rules.json', import.meta.url)
const store = (body: object) =>
  endpoint.database.query(sql`update rule_sets set body = ${JSON.stringify(body)} where version = 1`)

test('a start signs its own rules again where it reads a new default in them, and nobody else’s', async () => {
  const { tenantId, rulesKey } = await enrolledDevice(endpoint)
  const published = await currentRules(endpoint.database)
  expect(isSignedRules(published, tenantId, rulesKey)).toBe(true)

  // As an endpoint from before the field signed it.
  const { clockStepMs: _new, ...policy } = published.policy
  await store(await signedByTenant({ ...published, policy }, tenantId))
  expect(isSignedRules(await currentRules(endpoint.database), tenantId, rulesKey)).toBe(false)
  await seedRules(endpoint.database, starter, 0)
  expect(await currentRules(endpoint.database)).toEqual(published)

  // Changed by hand in the database.
  await store({ ...published, policy: { ...policy, idleAfterMs: 1 } })
  await seedRules(endpoint.database, starter, 0)
  expect(isSignedRules(await currentRules(endpoint.database), tenantId, rulesKey)).toBe(false)
})

/** The rules with the signature of this tenant. */
async function signedByTenant(rules: object, tenantId: string): Promise<object> {
  const [row] = await endpoint.database.query<{ key: string }>(sql`select rules_key as key from tenant`)
  return { ...rules, signature: signRules(rules, tenantId, row?.key ?? '') }
}
