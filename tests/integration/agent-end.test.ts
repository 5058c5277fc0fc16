import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import type { EnrollmentRequestRow } from '../../src/shared/contract/enrollment-codes.ts'
import type { Page } from '../../src/shared/contract/reports.ts'
import type { AgentAtWork } from '../faults/support/agent-at-work.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { Desk, account, enrollCode, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const cleanUps = undoneAfterEach()
const isFor = (asked: Parameters<typeof globalThis.fetch>[0], route: string): boolean =>
  (asked instanceof Request ? asked.url : String(asked)).endsWith(route)

/** Longer than a span bridges, so that what was done before is written and sent. */
const SPAN_ENDS_MS = 6 * 60_000

// The shell reads the status shortly after a change, and the end is a change: an error here would turn a clean end into a failure.
test('an agent that has ended still returns its final status', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') })
  desk.work(account('PCN-20418'), 30_000)
  await until(() => agent.status().lastSyncAt !== null, 'the endpoint has answered')
  await agent.stop()
  expect(agent.status()).toMatchObject({ state: 'recording', userName: 'A. Brandt', captureAdapter: 'eventful' })
})

test('an answer that arrives after the agent has ended touches no journal, and what it was about is delivered again', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const sent: Promise<Response>[] = []
  const answering = new AbortController()
  const fetch: typeof globalThis.fetch = async (...request) => {
    const [asked] = request
    const answer = globalThis.fetch(...request)
    if (!isFor(asked, '/v1/device/notice')) return answer
    sent.push(answer)
    if (!answering.signal.aborted) await once(answering.signal, 'abort')
    return answer
  }
  const code = await enrollCode(endpoint, 'A. Brandt')
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: code, fetch })
  await until(() => sent.length > 0, 'the acknowledgment of the notice is on its way')
  await agent.stop()
  const logged = [...desk.log]
  answering.abort()
  await Promise.all(sent)
  await sleep(100)
  expect(desk.log).toEqual(logged)

  let again = 0
  await desk.sitDown({
    fetch: (...request) => {
      const [asked] = request
      if (isFor(asked, '/v1/device/notice')) again += 1
      return globalThis.fetch(...request)
    },
  })
  await until(() => again > 0, 'the acknowledgment is delivered again')
})

test('an agent changes its key after 90 days, and goes on where the answer to that was lost', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  let lost = 0
  const fetch: typeof globalThis.fetch = async (...request) => {
    const answer = await globalThis.fetch(...request)
    const [asked] = request
    if (!isFor(asked, '/v1/device/key') || lost > 0) return answer
    lost += 1
    throw new TypeError('the answer is lost')
  }
  const code = await enrollCode(endpoint, 'A. Brandt')
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: code, fetch })
  await until(() => agent.status().lastSyncAt !== null, 'the endpoint has answered')
  const key = async () =>
    (await endpoint.database.query<{ key: string }>(sql`select public_key as key from devices`))[0]?.key
  const first = await key()
  desk.clock.advance(91 * 86_400_000)
  await until(async () => lost === 1 && (await key()) !== first, 'the endpoint has another key')
  desk.work(account('PCN-20418'), 30_000)
  desk.clock.advance(SPAN_ENDS_MS)
  await until(
    () => agent.supportBundle().events.some((event) => event.code === 'key_changed'),
    'the agent has the other key, too',
  )
  const keyedAt = desk.clock.now()
  desk.work(account('PCN-20419'), 30_000)
  desk.clock.advance(SPAN_ENDS_MS)
  await until(
    () => agent.status().backlog === 0 && (agent.status().lastSyncAt ?? 0) > keyedAt,
    'the work is delivered by the new key',
  )
})

const waiting = 'Waiting for an admin’s approval. Nothing is recorded until then.'

test('an agent that waits for an approval goes on waiting after a kill, without its code', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const json = { approval: true }
  const { body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json })
  const killed: AgentAtWork = {
    ...{ directory: desk.directory, endpointUrl: endpoint.url, enrollCode: body.code },
    ...{ seed: 0, lengthMs: 0, from: 0, wall: desk.clock.now(), mono: 0 },
  }
  const script = join(import.meta.dirname, '../faults/support/agent-at-work.ts')
  const child = spawn(process.execPath, [script, JSON.stringify(killed)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  cleanUps.push(async () => void child.kill())
  const exited = once(child, 'exit')
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    if (line.startsWith('log ')) child.kill('SIGKILL')
  }
  await exited
  expect(said).toEqual([`log ${waiting}`])

  const again = await desk.start({})
  await until(() => again.status().reason === waiting, 'it waits again')
  await again.stop()
  const requests = async () => (await ask<Page<EnrollmentRequestRow>>(endpoint, '/v1/enrollment-requests')).body.rows
  const [request, ...others] = await requests()
  expect(others).toEqual([])
  const approved = { method: 'POST', json: { user: 'A. Brandt' } }
  expect((await ask(endpoint, `/v1/enrollment-requests/${request?.id}/approve`, approved)).status).toBe(200)
  const agent = await desk.sitDown({})
  expect(agent.status()).toMatchObject({ state: 'recording', userName: 'A. Brandt', endpointUrl: endpoint.url })
  expect(existsSync(join(desk.directory, 'waiting.sealed'))).toBe(false)
})
