import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { createForecastSource } from '../../src/server/forecast/recovery-forecast.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { denied, send } from './denials/support.ts'
import { freshEndpoint } from './support/stores.ts'
import { make835 } from './x835/make835.ts'

let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => (endpoint = await freshEndpoint('postgres')))
afterAll(() => endpoint.close())

test('an import is in the forecast at once, although forecasts are cached for minutes', async () => {
  const forecast = createForecastSource(endpoint.database, Date.now)
  expect((await forecast()).rows).toEqual([])
  await send(endpoint, 'a.835', make835([{ claims: [denied('CLM-1')] }]))
  await endpoint.database.query(
    sql`update denials set state = 'overturned', first_appealed_at = received, resolved_at = ${Date.now() - 1000}`,
  )
  expect((await forecast()).rows.map(({ resolved, overturned }) => [resolved, overturned])).toEqual([[1, 1]])
})
