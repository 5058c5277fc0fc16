import { describe, expect, it } from 'vitest'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import type { DeviceRow, Page, SpanRow } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { stores } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, account, claimStatus, enrollCode, notes, until } from './support/desk.ts'
import { restorableStore } from './support/restorable-store.ts'
import type { RestorableStore } from './support/restorable-store.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

describe.each(stores)('an endpoint restored from an older copy of its database, %s store', (store) => {
  it('gets every record that the agent still has, once, after a first batch that jumps the hole', async () => {
    const at = await Desk.at(Date.UTC(2026, 10, 23, 15))
    cleanUps.push(() => at.leave())
    const adminToken = 'a-token-that-outlives-the-restore'
    const start = async ({ options }: RestorableStore, port: number) => {
      const endpoint = await startEndpoint({
        ...options,
        port,
        adminToken,
        logLevel: 'silent',
        checkAnswers: true,
        cacheExpensiveAnswersMs: null,
        now: () => at.clock.now(),
      })
      cleanUps.push(endpoint.close)
      return { ...endpoint, adminToken }
    }
    const live = await restorableStore(store, cleanUps)
    const first = await start(live, 0)
    const port = Number(new URL(first.url).port)
    const agent = await at.sitDown({ endpointUrl: first.url, enrollCode: await enrollCode(first, 'J. Kim') })
    const delivered = () => until(() => agent.status().backlog === 0, 'everything is delivered')
    const work = async (from: number) => {
      for (let claim = from; claim < from + 4; claim += 1) {
        at.work(account(`PCN-${claim}`), MINUTE)
        at.work(claimStatus(`PCN-${claim}`), MINUTE)
        at.work(notes, MINUTE)
      }
      await delivered()
    }
    await work(30_000)
    await first.close()

    const backup = await live.copy()
    const second = await start(live, port)
    await work(40_000)
    await second.close()
    const lost = agent.sent({ limit: 10_000 }).length

    const restored = await start(backup, port)
    const { rows: before } = (await ask<Page<SpanRow>>(restored, '/v1/spans?from=0&to=8000000000000000&limit=1000'))
      .body
    expect(before.length).toBeLessThan(lost / 2)
    at.work(account('PCN-50000'), MINUTE)
    at.power.tell('shutdown')
    await delivered()

    const recorded = agent.sent({ limit: 10_000 }).flatMap(({ record }) => (record.kind === 'span' ? [record] : []))
    const { rows } = (await ask<Page<SpanRow>>(restored, '/v1/spans?from=0&to=8000000000000000&limit=1000')).body
    const bySeq = (one: { seq: number }, other: { seq: number }) => one.seq - other.seq
    const timesOf = ({ seq, startedAt, endedAt }: { seq: number; startedAt: number; endedAt: number }) => ({
      seq,
      startedAt,
      endedAt,
    })
    expect(rows.map(timesOf).sort(bySeq)).toEqual(recorded.map(timesOf).sort(bySeq))
    expect(rows.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)).toBe(25 * MINUTE)
    const { rows: devices } = (await ask<Page<DeviceRow>>(restored, '/v1/devices')).body
    expect(devices.map(({ gaps }) => gaps)).toMatchObject([{ missing: 0, refused: 0, journals: 1 }])
    expect(agent.status()).toMatchObject({ quarantined: 0, backlog: 0 })
  })
})
