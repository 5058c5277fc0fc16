import type { InputSource } from '../../../src/main/input-activity/input-counter.ts'
import type { MetricAnswer, Page } from '../../../src/shared/contract/index.ts'
import { ask } from '../../server/support/device.ts'
import { freshEndpoint } from '../../server/support/stores.ts'
import { Desk, account, claimStatus, enrollCode, until } from './desk.ts'

const MINUTE = 60_000
/** A period that includes everything. */
export const ALL = 'from=0&to=8000000000000000'

export const payerCall = { app: 'ringcentral', title: 'RingCentral - Active call', url: null }

/** A morning of work, a softphone call, twenty minutes with the screen locked, and work again. */
export async function morningAtDesk(
  cleanUps: (() => Promise<unknown>)[],
  options: { readonly fetch?: typeof fetch; readonly input?: InputSource } = {},
) {
  const at = await Desk.at(Date.UTC(2026, 10, 23, 15))
  cleanUps.push(() => at.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => at.clock.now() })
  cleanUps.push(endpoint.close)
  const code = await enrollCode(endpoint, 'D. Okafor')
  const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: code, ...options })
  at.work(account('PCN-20418'), 5 * MINUTE)
  at.work(payerCall, 1 * MINUTE)
  const left = at.clock.now()
  at.power.tell('lock')
  at.clock.advance(20 * MINUTE)
  at.power.tell('unlock')
  const back = at.clock.now()
  at.work(claimStatus('PCN-20377'), 5 * MINUTE)
  const sent = async () => {
    at.windows.change(at.windows.window)
    await until(() => agent.status().backlog === 0, 'everything is delivered')
  }
  await sent()
  const read = async <Row>(path: string) => (await ask<Page<Row>>(endpoint, path)).body.rows
  const minutes = async (id: string) =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?${ALL}`)).body.rows[0]?.value ?? null
  const day = () => agent.day({ from: left - 3_600_000, to: left + 3_600_000 })
  return { at, endpoint, agent, left, back, sent, read, minutes, day }
}
