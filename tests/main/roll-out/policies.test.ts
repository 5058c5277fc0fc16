import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { policyName, rollOutNames } from '../../../src/main/roll-out/roll-out-options.ts'

const file = (name: string) => readFile(new URL(`../../../build/policies/${name}`, import.meta.url), 'utf8')
const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1])
const names = rollOutNames.map(policyName)

test('Windows’ policy template has the agent’s options, and a text for each', async () => {
  const [admx, adml] = [await file('TouchLedger.admx'), await file('en-US/TouchLedger.adml')]
  expect(all(admx, /<policy name="(\w+)"/g)).toEqual(names)
  expect(all(admx, /valueName="(\w+)"/g)).toEqual(names)
  expect(new Set(all(admx, /key="([^"]+)"/g))).toEqual(new Set(['Software\\Policies\\TouchLedger']))
  const texts = all(adml, /<string id="(\w+)">/g)
  for (const used of all(admx, /\$\(string\.(\w+)\)/g)) expect(texts).toContain(used)
  expect(all(adml, /<presentation id="(\w+)"/g)).toEqual(all(admx, /\$\(presentation\.(\w+)\)/g))
})

test('the example of macOS’ managed preferences has the agent’s options', async () => {
  expect(all(await file('app.touchledger.desktop.plist'), /<key>(\w+)<\/key>/g)).toEqual(names)
})
