import { expect, test } from 'vitest'
import { z } from 'zod'
import * as routeGroups from '../../src/shared/contract/routes/index.ts'
import type { Route } from '../../src/shared/contract/routes/route.ts'

const routes = Object.values(routeGroups)
  .filter((group) => typeof group === 'object')
  .flatMap((group): readonly Route[] => Object.values(group))

test('every list takes limit and cursor, so that a program can read all of them the same way', () => {
  const lists = routes.filter(({ answer }) => answer instanceof z.ZodObject && 'nextCursor' in answer.shape)
  expect(lists.length).toBeGreaterThan(10)
  const refusing = lists.filter(({ params }) =>
    params.safeParse({ limit: '500', cursor: '' }).error?.issues.some(({ code }) => code === 'unrecognized_keys'),
  )
  expect(refusing.map(({ path }) => path)).toEqual([])
})
