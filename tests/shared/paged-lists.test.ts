import { expect, test } from 'vitest'
import type { z } from 'zod'
import { everyRoute } from '../../src/shared/contract/routes/every-route.ts'
import type { Route } from '../../src/shared/contract/routes/route.ts'

/** Lists in an answer without pages, each with what bounds it. */
const bounded: Readonly<Record<string, string>> = {
  '/v1/claims/search': 'the best hits alone',
  '/v1/denials/{id}': 'one denial; of its touches the latest',
  '/v1/findings': 'some for each of a dozen kinds',
  '/v1/me': 'one person',
  '/v1/metrics/{id}': 'a row for each value of a dimension',
  '/v1/panel': 'people of a tenant, which has up to 2,000',
  '/v1/panel/ribbons': 'at most 50 people and a day',
  '/v1/releases': 'versions that an admin uploaded',
  '/v1/rules': 'the rule set, whose size is bounded',
  '/v1/rules/proposal': 'one rule set',
  '/v1/rules/use': 'a row for each rule of the rule set',
  '/v1/session': 'one person',
  '/v1/settings/{name}': 'one settings document, whose size is bounded',
  '/v1/setup': 'the steps of the setup',
  '/v1/undecided-codes': 'codes of a public list of some hundreds',
  '/v1/worklist-mappings': 'layouts of worklists that people saved',
}

function hasList(schema: z.core.$ZodType): boolean {
  const { def } = schema._zod
  const {
    shape = {},
    innerType,
    options = [],
  } = def as {
    shape?: Readonly<Record<string, z.core.$ZodType>>
    innerType?: z.core.$ZodType
    options?: readonly z.core.$ZodType[]
  }
  if (def.type === 'array') return true
  return [...Object.values(shape), ...options, ...(innerType === undefined ? [] : [innerType])].some(hasList)
}

test('every list that is read comes in pages, or has a bound that is known', () => {
  const unpaged = Object.values<Route>(everyRoute)
    .filter(
      ({ method, answer, params }) =>
        method === 'GET' && answer !== null && hasList(answer) && !('cursor' in params.shape),
    )
    .map(({ path }) => path)
  expect(unpaged.toSorted()).toEqual(Object.keys(bounded).toSorted())
})
