import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { InputKind, InputSource } from '../../src/main/capture/index.ts'
import type {
  ConnectivityRow,
  InputRow,
  MetricAnswer,
  ManualTimeRow,
  Page,
  RuleSet,
} from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { filesBelow, holds } from './support/canary-search.ts'
import { Desk, account, claimStatus, enrollCode, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const MINUTE = 60_000
const ALL = 'from=0&to=8000000000000000'
const cleanUps = undoneAfterEach()

const call = { app: 'ringcentral', title: 'RingCentral - Active call', url: null }

/** A desk in the middle of a morning: work, a softphone, twenty minutes at a locked screen, work again. */
async function morning(options: { readonly fetch?: typeof fetch; readonly input?: InputSource } = {}) {
  const at = await Desk.at(Date.UTC(2026, 10, 23, 15))
  cleanUps.push(() => at.leave())
  const endpoint = await freshEndpoint('embedded', { now: () => at.clock.now() })
  cleanUps.push(endpoint.close)
  const code = await enrollCode(endpoint, 'D. Okafor')
  const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: code, ...options })
  at.work(account('PCN-20418'), 5 * MINUTE)
  at.work(call, 1 * MINUTE)
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

/** Fetch as by way of an endpoint from before these records. */
const olderEndpoint: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init)
  const text = await answer.text()
  const body = text.includes('"takes"') ? JSON.stringify({ ...(JSON.parse(text) as object), takes: undefined }) : text
  return new Response(body, {
    status: answer.status,
    headers: { 'content-type': answer.headers.get('content-type') ?? '' },
  })
}

describe('time that a biller names', () => {
  it('goes from a gap to the endpoint, is changed and taken back, and is in no other number', async () => {
    const { at, endpoint, agent, left, back, sent, read, minutes, day } = await morning()
    expect(day().gaps).toEqual([
      {
        startedAt: left,
        endedAt: back,
        proposals: expect.arrayContaining([
          expect.objectContaining({ kind: 'payer_call', focus: 'before' }),
        ]) as unknown,
      },
    ])
    const captured = async () => ({
      active: await minutes('active_minutes'),
      touches: await minutes('touches'),
      hidden: await minutes('hidden_minutes'),
    })
    const before = await captured()
    const { activeMs, awayMs, byShade, touches } = day()

    agent.nameTime({ kind: 'payer_call', from: left, to: back, reference: ' pcn 9-204-18x ' })
    const [named] = day().manualTime
    expect(named).toMatchObject({ kind: 'payer_call', startedAt: left, endedAt: back })
    expect(named?.claimToken).toMatch(/^[0-9a-f]{64}$/)
    expect(day()).toMatchObject({ activeMs, awayMs, byShade, touches, gaps: [], manualMs: 20 * MINUTE })
    await sent()
    expect(await minutes('manual_minutes')).toBe(20)

    // Ten minutes of it were paper; the reference stays where nothing is said of it.
    const id = named?.id ?? ''
    agent.nameTime({ id, kind: 'payer_call', from: left, to: left + 10 * MINUTE })
    agent.nameTime({ kind: 'paper', from: left + 10 * MINUTE, to: back, reference: null })
    await sent()
    expect(
      (await read<ManualTimeRow>(`/v1/manual-time?${ALL}`)).map(
        ({ kind, startedAt, endedAt, revision, claimToken }) => [
          kind,
          startedAt - left,
          endedAt - left,
          revision,
          claimToken,
        ],
      ),
    ).toEqual([
      ['payer_call', 0, 10 * MINUTE, 2, named?.claimToken],
      ['paper', 10 * MINUTE, 20 * MINUTE, 1, null],
    ])
    agent.withdrawTime(id)
    await sent()
    expect(await minutes('manual_minutes')).toBe(10)
    expect(day().gaps.map(({ startedAt, endedAt }) => [startedAt - left, endedAt - left])).toEqual([[0, 10 * MINUTE]])
    expect(await captured()).toEqual(before)
    expect(agent.sent({ limit: 10 }).filter(({ record }) => record.kind === 'manual_time')).toHaveLength(4)

    // The reference itself is nowhere.
    await agent.stop()
    await endpoint.close()
    for (const file of await filesBelow(at.directory)) {
      const bytes = await readFile(file)
      expect(['9-204-18', '920418', 'PCN9'].filter((text) => holds(bytes, text))).toEqual([])
    }
    expect(at.log.join('\n')).not.toMatch(/20418|204-18/)
  })

  it('covers no captured work, no other name, nothing to come, and a reference has letters or digits', async () => {
    const { agent, left, back, day } = await morning()
    const refusal = (naming: Parameters<typeof agent.nameTime>[0]) => {
      try {
        agent.nameTime(naming)
        return null
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error
      }
    }
    const kind = 'meeting'
    expect(refusal({ kind, from: left - 1, to: back })).toBe('captured')
    // What is being recorded now counts as captured.
    expect(refusal({ kind, from: left, to: back + 5 * MINUTE })).toBe('captured')
    expect(refusal({ kind, from: back + 4 * MINUTE, to: back + 9 * MINUTE })).toBe('ahead')
    expect(refusal({ kind, from: back, to: back })).toBe('empty')
    expect(refusal({ kind, from: left - 7 * 86_400_000, to: left - 7 * 86_400_000 + MINUTE })).toBe('too_early')
    expect(refusal({ kind, from: left, to: back, reference: ' - ' })).toBe('no_reference')
    expect(refusal({ kind, from: left, to: left + 10 * MINUTE })).toBe(null)
    expect(refusal({ kind, from: left + 9 * MINUTE, to: back })).toBe('named_already')
    expect(refusal({ id: 'nobody’s', kind, from: left + 10 * MINUTE, to: back })).toBe('unknown_stretch')
    const id = day().manualTime[0]?.id ?? ''
    expect(refusal({ id, kind, from: left + 5 * MINUTE, to: back })).toBe(null)
    agent.withdrawTime(id)
    expect(() => agent.withdrawTime(id)).toThrow('no such named stretch')
  })

  it('is not offered, and nothing is quarantined, while the endpoint is older than it', async () => {
    const { agent, left, back, sent, day } = await morning({ fetch: olderEndpoint })
    expect(day()).toMatchObject({ gaps: [], nameable: false })
    expect(() => agent.nameTime({ kind: 'meeting', from: left, to: back })).toThrow('does not take named time')
    await sent()
    expect(agent.status()).toMatchObject({ quarantined: 0, backlog: 0 })
  })
})

describe('counted input', () => {
  it('is counted while the policy says so and recording is not paused, and reaches the endpoint', async () => {
    const listeners = new Set<(kind: InputKind) => void>()
    let loads = 0
    const input: InputSource = {
      subscribe: async (listener) => {
        loads += 1
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const { at, endpoint, agent, sent, read, day } = await morning({ input })
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
    // An acknowledgement names the new version.
    at.clock.advance(2 * MINUTE)
    await until(() => agent.status().inputCounts?.state === 'counting' && listeners.size === 1, 'input is counted')
    const began = at.clock.now()
    for (const kind of ['keys', 'keys', 'pointer'] as const) for (const listener of listeners) listener(kind)
    expect(day().input).toEqual([{ minuteStart: began - (began % MINUTE), keys: 2, pointer: 1 }])
    agent.pause()
    expect(listeners.size).toBe(0)
    await sent()
    expect(await read<InputRow>(`/v1/input?${ALL}&user=D.%20Okafor`)).toMatchObject([
      { userName: 'D. Okafor', keys: 2, pointer: 1, minutes: [{ keys: 2, pointer: 1 }] },
    ])
    agent.resume()
    await until(() => listeners.size === 1, 'input is counted again')
    await publish(false)
    at.clock.advance(2 * MINUTE)
    await until(() => listeners.size === 0, 'input is counted no more')
    expect(agent.status().inputCounts).toEqual({ state: 'off', why: null })
  })
})

it('a stretch without the endpoint is told once it answers again', async () => {
  let down = false
  const unsteady: typeof fetch = async (...request) => {
    if (down) throw new TypeError('fetch failed')
    return fetch(...request)
  }
  const { at, agent, sent, read } = await morning({ fetch: unsteady })
  down = true
  at.work(account('PCN-20361'), MINUTE)
  at.windows.change(call)
  await until(() => typeof agent.status().offlineSince === 'number', 'the endpoint is missed')
  const since = agent.status().offlineSince
  at.clock.advance(50_000)
  down = false
  await until(() => agent.status().offlineSince === null, 'the endpoint answers')
  await sent()
  const rows = await read<ConnectivityRow>(`/v1/connectivity?${ALL}`)
  expect(rows).toMatchObject([{ userName: 'D. Okafor', startedAt: since, state: 'offline', cause: 'endpoint' }])
  expect((rows[0]?.endedAt ?? 0) - (rows[0]?.startedAt ?? 0)).toBeGreaterThanOrEqual(50_000)
})
