import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { currentRules, seedRules } from '../../src/server/rules/rules-store.ts'
import { readRuleUpdates } from '../../src/server/rules/starter-rules.ts'
import { ruleSetSchema } from '../../src/shared/contract/ruleset.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { freshTenant, START_OF_TENANT, type TestTenant } from './support/tenant.ts'

let tenant: TestTenant
beforeAll(async () => {
  tenant = await freshTenant('embedded')
})
afterAll(() => tenant.close())

test('a newer version of the endpoint offers what its starter rules changed, and changes no rule by itself', async () => {
  const { database } = tenant
  const starter = new URL('../../assets/rules/starter-rules.json', import.meta.url)
  const inForce = await currentRules(database)
  const updates = async () => readRuleUpdates(database, await currentRules(database))
  await seedRules(database, starter, START_OF_TENANT)
  expect(await updates()).toEqual([])

  const { folder, remove } = await embeddedFolder()
  const newer = ruleSetSchema.parse(JSON.parse(await readFile(starter, 'utf8')))
  const rules = newer.rules.map((rule) =>
    rule.id === 'availity-claim-status' ? { ...rule, name: 'Availity: status of a claim' } : rule,
  )
  const file = join(folder, 'starter-rules.json')
  await writeFile(file, JSON.stringify({ ...newer, rules }))
  await seedRules(database, pathToFileURL(file), START_OF_TENANT)
  await remove()

  const [update, ...others] = await updates()
  expect(others).toEqual([])
  expect([update?.kind, update?.pack, update?.after?.name]).toEqual([
    ...['changed', 'Availity'],
    'Availity: status of a claim',
  ])
  expect(await currentRules(database)).toEqual(inForce)
})
