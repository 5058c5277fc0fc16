import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endpointTeamClient } from '../../../src/main/shell/endpoint-team-client.ts'
import { ClientProblem } from '../../../src/shared/contract/index.ts'

// A real server and a real fetch, to test the bytes on the wire.

interface Seen {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly authorization: string | undefined
  readonly ifMatch: string | undefined
  readonly body: string
}
let seen: Seen[]
let answer: (request: IncomingMessage, response: ServerResponse) => void
let client: ReturnType<typeof endpointTeamClient>
const serve = async (request: IncomingMessage, response: ServerResponse) => {
  const body = Buffer.concat(await request.toArray()).toString()
  const { method, url, headers } = request
  seen.push({ method, url, authorization: headers.authorization, ifMatch: headers['if-match'], body })
  answer(request, response)
}
const server = createServer((request, response) => void serve(request, response))

beforeEach(async () => {
  seen = []
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  client = endpointTeamClient({ endpointUrl: () => `http://127.0.0.1:${port}/`, token: 'T0KEN', fetch })
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const json = (status: number, body: unknown) => (_request: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
const rules = { version: 4, rules: [] }

test('asks as the supervisor, with exactly the query’s parameters', async () => {
  answer = json(200, { rows: [], nextCursor: null })
  expect(await client.read('spans', { from: 1, to: 2, payer: '', user: undefined, limit: 50 })).toEqual({
    rows: [],
    nextCursor: null,
  })
  await client.read('panel', { from: 1, to: 2 })
  await client.read('touches', { from: 1, to: 2, cursor: 'a b' })
  await client.read('hiddenWork', { from: 1, to: 2, kind: 'portal_switching' })
  expect(seen.map(({ method, url, authorization }) => `${method} ${url} ${authorization}`)).toEqual([
    'GET /v1/spans?from=1&to=2&payer=&limit=50 Bearer T0KEN',
    'GET /v1/panel?from=1&to=2 Bearer T0KEN',
    'GET /v1/touches?from=1&to=2&cursor=a+b Bearer T0KEN',
    'GET /v1/hidden-work?from=1&to=2&kind=portal_switching Bearer T0KEN',
  ])
})

test('loads a file as it is, and says why where there is none', async () => {
  const bytes = Buffer.from([37, 80, 68, 70, 0, 255])
  answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/pdf' }).end(bytes)
  expect(await client.file('performancePdf', { from: 1, to: 2, payer: '', team: 'Ohio denials' })).toEqual(bytes)
  expect(seen.map(({ url, authorization }) => `${url} ${authorization}`)).toEqual([
    '/v1/reports/performance.pdf?from=1&to=2&payer=&team=Ohio+denials Bearer T0KEN',
  ])
  answer = json(404, { code: 'unknown_user', detail: 'The parameter user names nobody here.' })
  await expect(client.file('performancePdf', { user: 'Nobody' })).rejects.toMatchObject({
    code: 'unknown_user',
    message: 'The parameter user names nobody here.',
  })
})

test('publishes rules for the version they were made from', async () => {
  answer = json(200, { ...rules, version: 5 })
  const published = await client.write(
    'publishRules',
    { ifMatch: 4 },
    { ...(await client.read('rules', {})), version: 4 },
  )
  expect(published).toMatchObject({ version: 5 })
  expect(seen[1]).toMatchObject({ method: 'PUT', url: '/v1/rules', ifMatch: '"4"' })
  expect(JSON.parse(seen[1]?.body ?? '')).toMatchObject(rules)
})

test.each([
  [
    412,
    { code: 'conflict', detail: 'Version 5 was published meanwhile.' },
    'conflict',
    'Version 5 was published meanwhile.',
  ],
  [422, { code: 'bad_rules', detail: 'No.', errors: [{ pointer: '/rules/0', detail: 'x' }] }, 'bad_rules', 'No.'],
  [401, {}, 'unauthorized', 'The endpoint answered with status 401.'],
  [403, null, 'forbidden', 'The endpoint answered with status 403.'],
  [500, 'oops', 'failed', 'The endpoint answered with status 500.'],
])('a %i is a problem to show', async (status, body, code, detail) => {
  answer = json(status, body)
  const problem = await client.read('rules', {}).catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ClientProblem)
  expect(problem).toMatchObject({ status, code, message: detail })
})

test('the token follows no redirect', async () => {
  answer = (request, response) => {
    if (request.url === '/stolen') json(200, rules)(request, response)
    else response.writeHead(302, { location: '/stolen' }).end()
  }
  await expect(client.read('rules', {})).rejects.toMatchObject({ code: 'unreachable' })
  expect(seen.map(({ url }) => url)).toEqual(['/v1/rules'])
})

test('path parameters are encoded: none leads to another route', async () => {
  answer = (_request, response) => response.writeHead(204).end()
  expect(await client.write('acknowledgeAlert', { id: '../../v1/rules?x=1' }, null)).toBeNull()
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'POST /v1/alerts/..%2F..%2Fv1%2Frules%3Fx%3D1/acknowledge',
  ])
})

test('a missing or unknown endpoint is explained', async () => {
  const nowhere = endpointTeamClient({ endpointUrl: () => 'http://127.0.0.1:1', token: 'T', fetch })
  await expect(nowhere.read('panel', { from: 1, to: 2 })).rejects.toMatchObject({ code: 'unreachable' })
  const unknown = endpointTeamClient({ endpointUrl: () => '', token: 'T', fetch })
  await expect(unknown.read('panel', { from: 1, to: 2 })).rejects.toMatchObject({ code: 'not_enrolled' })
})

test('an answer that is not a rule set is rejected', async () => {
  answer = json(200, { version: 'four' })
  await expect(client.read('rules', {})).rejects.toMatchObject({ code: 'failed' })
})
