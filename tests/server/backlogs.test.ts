import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { BEHIND_MS, KEPT_MS } from '../../src/server/ingest/backlogs.ts'
import { until } from '../integration/support/desk.ts'
import { batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord, timesBefore } from './support/records.ts'
import { freshEndpoint } from './support/stores.ts'

let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
beforeAll(
  async () => (endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null, dirty_claims: null } })),
)
afterAll(() => endpoint.close())

test('while aggregates are behind, a backlog waits and what somebody works on now is taken', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Ana' })
  const spans = (from: number, count: number) =>
    batchOf(
      Array.from({ length: count }, (_, index) =>
        spanRecord({ seq: from + index, ...timesBefore(Date.now() - (from + index) * 1000, 1000) }),
      ),
    )
  expect((await device.send(spans(1, 101))).status).toBe(200)
  await endpoint.database.query(sql`update pending_batches set added_at = added_at - ${BEHIND_MS + 1000}::bigint`)

  await until(async () => (await device.send(spans(102, 101))).status === 503, 'the endpoint sees it is behind')
  const answer = await device.send(spans(102, 101))
  expect(answer).toMatchObject({ status: 503, body: { code: 'behind' } })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(5)
  expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(20)
  expect((await device.send(spans(102, 100))).body.ackedThrough).toBe(201)

  await endpoint.database.query(sql`delete from pending_batches`)
  await until(
    async () => (await device.send(spans(202, 101))).status === 200,
    `within ${KEPT_MS} ms backlogs are taken`,
  )
})
