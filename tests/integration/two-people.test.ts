import { describe, expect, it } from 'vitest'
import type { Page, SpanRow } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../server/support/stores.ts'
import { Desk, account, enrollCode, notes, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

describe.each(storesOfPlainSql)('two people on one computer, on the %s store', (store) => {
  it('each person has an agent; while one session is in the background none of it is work, and nothing counts for both', async () => {
    const begin = Date.now() - 3 * 60 * MINUTE
    const [ana, bo] = [await Desk.at(begin), await Desk.at(begin)]
    const endpoint = await freshEndpoint(store, { now: () => ana.clock.now() })
    cleanUps.push(
      endpoint.close,
      () => ana.leave(),
      () => bo.leave(),
    )
    for (const [desk, name] of [
      [ana, 'Ana'],
      [bo, 'Bo'],
    ] as const) {
      await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, name) })
    }
    /** One computer with one clock: time also passes for the session in the background. */
    const workWhileLocked = (at: Desk, away: Desk, work: () => void) => {
      away.power.tell('lock')
      away.idle.isLocked = true
      const before = at.clock.now()
      work()
      away.clock.advance(at.clock.now() - before)
      away.idle.isLocked = false
      away.power.tell('unlock')
    }
    workWhileLocked(ana, bo, () => ana.work(account('PCN-10001'), 10 * MINUTE))
    workWhileLocked(bo, ana, () => bo.work(account('PCN-10001'), 7 * MINUTE))
    workWhileLocked(ana, bo, () => ana.work(notes, 5 * MINUTE))
    for (const desk of [ana, bo]) {
      desk.power.tell('shutdown')
      await until(() => desk.agent?.status().backlog === 0, 'everything is delivered')
    }

    const { body } = await ask<Page<SpanRow>>(endpoint, '/v1/spans?from=0&to=8000000000000000&limit=200')
    const active = body.rows.filter(({ presence }) => presence === 'active')
    const minutesOf = (name: string) =>
      active
        .filter(({ userName }) => userName === name)
        .reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0) / MINUTE
    expect([minutesOf('Ana'), minutesOf('Bo')]).toEqual([15, 7])
    const inOrder = active.toSorted((one, other) => one.startedAt - other.startedAt)
    for (const [index, span] of inOrder.entries()) {
      expect(span.startedAt).toBeGreaterThanOrEqual(inOrder[index - 1]?.endedAt ?? 0)
    }
    // The same claim for both: one denial, two people, one touch each.
    const { body: touches } = await ask<Page<{ userName: string; claimToken: string }>>(
      endpoint,
      '/v1/touches?from=0&to=8000000000000000&limit=200',
    )
    expect(touches.rows.map(({ userName }) => userName).sort()).toEqual(['Ana', 'Bo'])
    expect(new Set(touches.rows.map(({ claimToken }) => claimToken)).size).toBe(1)
  })
})
