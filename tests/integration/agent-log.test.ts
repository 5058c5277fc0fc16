import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RuleSet } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, enrollCode, until } from './support/desk.ts'

const CANARY = 'Zanzibarquokka'
const cleanUps = undoneAfterEach()

test('the log tells of starts, enrollment, the endpoint, rules, the helper program and ends over two runs, and of no title and no address', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  let away = false
  const fetch: typeof globalThis.fetch = async (...request) => {
    if (away) throw new TypeError(`no way to ${CANARY}`)
    return globalThis.fetch(...request)
  }
  let polled: string | null = null
  Object.assign(desk.windows, { polledBecause: () => polled })
  const options = { endpointUrl: endpoint.url, fetch, agentVersion: '1.2.3', retry: { baseMs: 20, capMs: 20 } }
  const log = () => readFile(join(desk.directory, 'agent.log'), 'utf8')
  const told = (what: string) => until(async () => (await log()).includes(` ${what}`), `the log tells of ${what}`)

  const agent = await desk.sitDown({ ...options, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
  desk.work({ app: 'msedge', title: `${CANARY} - Claim`, url: `https://portal.example/${CANARY}` }, 30_000)
  away = true
  desk.work({ app: 'msedge', title: `${CANARY} - Appeal`, url: `https://portal.example/${CANARY}/2` }, 30_000)
  agent.pause(15)
  await told('sending_failed')
  away = false
  await told('sending_resumed')
  agent.resume()
  polled = `the program that sees windows ended with ${CANARY}`
  await told('windows_polled')
  polled = null
  await told('windows_heard')
  const { body: rules } = await ask<RuleSet>(endpoint, '/v1/rules')
  const changed = { ...rules, policy: { ...rules.policy, idleAfterMs: 240_000 } }
  expect((await ask(endpoint, '/v1/rules', { method: 'PUT', json: changed })).status).toBe(200)
  // The next empty batch is due.
  desk.clock.advance(61_000)
  await told('rules_taken')
  await agent.stop()

  const again = await desk.sitDown(options)
  const { events } = again.supportBundle()
  const codes = events.map(({ code }) => code)
  expect(events.filter(({ code }) => code === 'started').map(({ version }) => version)).toEqual(['1.2.3', '1.2.3'])
  const inOrder = [
    'started',
    'enrolled',
    'recording',
    'sending_failed',
    'sending_resumed',
    'windows_polled',
    'windows_heard',
  ] as const
  expect(codes.filter((code) => (inOrder as readonly string[]).includes(code)).slice(0, inOrder.length)).toEqual(
    inOrder,
  )
  expect(codes.filter((code) => ['rules_taken', 'stopped'].includes(code))).toEqual(['rules_taken', 'stopped'])
  const text = await log()
  for (const secret of [CANARY, 'portal', 'Q. Biller', endpoint.url, again.status().deviceId])
    expect(text).not.toContain(secret)
})
