import { expect, it } from 'vitest'
import type { ConnectivityRow } from '../../src/shared/contract/index.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { account, until } from './support/desk.ts'
import { ALL, morningAtDesk, payerCall } from './support/morning.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

it('a connectivity outage is recorded once the endpoint answers again', async () => {
  let down = false
  const unsteady: typeof fetch = async (...request) => {
    if (down) throw new TypeError('fetch failed')
    return fetch(...request)
  }
  const { at, agent, sent, read } = await morningAtDesk(cleanUps, { fetch: unsteady })
  down = true
  at.work(account('PCN-20361'), MINUTE)
  at.windows.change(payerCall)
  await until(() => typeof agent.status().unreachableSince === 'number', 'the outage is noticed')
  const since = agent.status().unreachableSince
  at.clock.advance(50_000)
  down = false
  await until(() => agent.status().unreachableSince === null, 'the endpoint answers')
  await sent()
  const rows = await read<ConnectivityRow>(`/v1/connectivity?${ALL}`)
  expect(rows).toMatchObject([{ userName: 'D. Okafor', startedAt: since, state: 'offline', cause: 'endpoint' }])
  expect((rows[0]?.endedAt ?? 0) - (rows[0]?.startedAt ?? 0)).toBeGreaterThanOrEqual(50_000)
})
