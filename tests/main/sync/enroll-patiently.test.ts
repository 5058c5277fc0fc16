import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { newRulesKey, publicRulesKey, signRules } from '../../../src/host/rules-signature.ts'
import { enrollPatiently } from '../../../src/main/sync/enroll-patiently.ts'
import { openIdentityStore } from '../../../src/main/sync/identity-store.ts'
import { makeKeyPair } from '../../../src/main/sync/key-pair.ts'
import { filePermissionSealer } from '../../../src/main/sync/sealer.ts'
import { until } from '../capture/display.ts'
import { temporaryDirectory } from '../journal/support/directory.ts'
import { MisbehavingEndpoint } from './support/misbehaving-endpoint.ts'

const rulesKey = newRulesKey()
const rules = { version: 1, rules: [] }
const answer = {
  tenantId: 'main',
  deviceId: 'device-1',
  userId: 'user-1',
  userName: 'A. Brandt',
  tokenKey: 'a2V5',
  rulesKey: publicRulesKey(rulesKey),
  rules: { ...rules, signature: signRules(rules, 'main', rulesKey) },
}

/** An endpoint with one of these answers per request; 0 closes the connection. */
async function endpointThatAnswers(...statuses: number[]): Promise<string> {
  const server = createServer((request, response) => {
    const status = statuses.shift() ?? 500
    request.resume().on('end', () => {
      if (status === 0) return void request.socket.destroy()
      const [code, detail] = status === 403 ? ['waiting_for_approval', 'Wait.'] : ['used_code', 'This code was used.']
      const problem = { type: 'about:blank', title: 'No', status, code, detail }
      const [type, body] = status === 201 ? ['application/json', answer] : ['application/problem+json', problem]
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
}

function asking(endpointUrl: string) {
  const troubles: string[] = []
  const saved: string[] = []
  const waits: number[] = []
  const kept: (string | null)[] = []
  const stopping = new AbortController()
  const result = enrollPatiently({
    endpointUrl,
    code: 'ABCD-EFGH',
    agentVersion: '1.0.0',
    store: {
      keyPairForEnrollment: async () => makeKeyPair(),
      save: async (identity) => void saved.push(identity.deviceId),
      keepWaiting: async ({ code }) => void kept.push(code),
      dropWaiting: async () => void kept.push(null),
    },
    onFailure: (error) => troubles.push(error instanceof Error ? error.message : ''),
    signal: stopping.signal,
    sleep: async (ms) => void waits.push(ms),
    random: () => 0.25,
  })
  return { result, troubles, saved, waits, kept, stopping }
}

test('an unreachable endpoint is retried until it answers', async () => {
  const { result, troubles, saved, waits } = asking(await endpointThatAnswers(0, 0, 0, 0, 0, 0, 201))
  expect((await result)?.identity.userName).toBe('A. Brandt')
  expect(saved).toEqual(['device-1'])
  expect(troubles).toHaveLength(2)
  expect(waits).toEqual([500, 2000, 11_250, 500, 2000, 11_250])
})

test('where an admin has to approve, the code is tried again about each minute', async () => {
  const { result, troubles, saved, waits, kept } = asking(await endpointThatAnswers(403, 403, 201))
  expect((await result)?.identity.userName).toBe('A. Brandt')
  expect(saved).toEqual(['device-1'])
  expect(troubles).toEqual(Array(2).fill('Waiting for an admin’s approval. Nothing is recorded until then.'))
  expect(waits).toEqual([45_000, 45_000])
  // For a start without the code.
  expect(kept).toEqual(['ABCD-EFGH'])
})

test('a busy endpoint is left alone for about a minute', async () => {
  const { result, waits } = asking(await endpointThatAnswers(429, 201))
  expect((await result)?.identity.userName).toBe('A. Brandt')
  expect(waits).toEqual([45_000])
})

test('an attempt that is broken off asks no more, but an answer that is under way counts', async () => {
  const silent = asking(await endpointThatAnswers(0, 201))
  silent.stopping.abort()
  expect(await silent.result).toBeNull()
  expect(silent.saved).toEqual([])
  const answered = asking(await endpointThatAnswers(201))
  await until(() => answered.kept.length > 0)
  answered.stopping.abort()
  expect(await answered.result).not.toBeNull()
})

test('a refused code is not retried, and the reason is reported', async () => {
  const { result, troubles, saved, kept } = asking(await endpointThatAnswers(409, 201))
  expect(await result).toBeNull()
  expect(troubles).toEqual(['Not enrolled: This code was used.'])
  expect(saved).toEqual([])
  expect(kept).toEqual(['ABCD-EFGH', null])
})

test('a code whose answer was lost, or whose agent was killed, still gets this device its identity', async () => {
  const endpoint = await MisbehavingEndpoint.start()
  endpoint.codes.set('ABCD-EFGH', 'fresh')
  endpoint.misbehaviors = Array.from({ length: 4 }, () => 'commits, then drops the connection')
  const directory = temporaryDirectory()
  const attempt = (stopAtTrouble: boolean) => {
    const stopping = new AbortController()
    return enrollPatiently({
      endpointUrl: endpoint.url,
      code: 'ABCD-EFGH',
      agentVersion: '1.0.0',
      // A separate store, like a new process has.
      store: openIdentityStore(directory, filePermissionSealer),
      onFailure: () => stopAtTrouble && stopping.abort(),
      signal: stopping.signal,
      sleep: async () => {},
    })
  }
  expect(await attempt(true)).toBeNull()
  const enrolled = await attempt(false)
  expect(enrolled?.identity.userName).toBe('M. Okafor')
  expect(await openIdentityStore(directory, filePermissionSealer).load()).toEqual(enrolled?.identity)
  expect(readdirSync(directory)).toEqual(['identity.sealed'])
})
