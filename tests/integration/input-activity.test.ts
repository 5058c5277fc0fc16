import { expect, it } from 'vitest'
import type { InputKind, InputSource } from '../../src/main/input-activity/input-counter.ts'
import type { InputRow, RuleSet } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { until } from './support/desk.ts'
import { ALL, morningAtDesk } from './support/morning.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

it('input is counted while the policy asks for it and recording is not paused, and reaches the endpoint', async () => {
  const listeners = new Set<(kind: InputKind) => void>()
  let loads = 0
  const input: InputSource = {
    subscribe: async (listener) => {
      loads += 1
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const { at, endpoint, agent, sent, read, day } = await morningAtDesk(cleanUps, { input })
  expect(loads).toBe(0)
  expect(agent.status().inputCounts).toEqual({ state: 'off', why: null })

  const publish = async (inputCounts: boolean) => {
    const { body: rules } = await ask<RuleSet>(endpoint, '/v1/rules')
    const { inputCounts: _before, ...policy } = rules.policy
    const { status } = await ask(endpoint, '/v1/rules', {
      method: 'PUT',
      headers: { 'if-match': `"${rules.version}"` },
      json: { ...rules, policy: inputCounts ? { ...policy, inputCounts } : policy },
    })
    expect(status).toBe(200)
  }
  await publish(true)
  // An acknowledgment names the new version.
  at.clock.advance(2 * MINUTE)
  await until(() => agent.status().inputCounts?.state === 'counting' && listeners.size === 1, 'input is counted')
  const began = at.clock.now()
  for (const kind of ['keys', 'keys', 'pointer'] as const) for (const listener of listeners) listener(kind)
  expect(day().input).toEqual([{ minuteStart: began - (began % MINUTE), keys: 2, pointer: 1 }])
  agent.pause(15)
  expect(listeners.size).toBe(0)
  await sent()
  expect(await read<InputRow>(`/v1/input?${ALL}&user=D.%20Okafor`)).toMatchObject([
    { userName: 'D. Okafor', keys: 2, pointer: 1, minutes: [{ keys: 2, pointer: 1 }] },
  ])
  agent.resume()
  await until(() => listeners.size === 1, 'input is counted again')
  await publish(false)
  at.clock.advance(2 * MINUTE)
  await until(() => listeners.size === 0, 'input is no longer counted')
  expect(agent.status().inputCounts).toEqual({ state: 'off', why: null })
})
