import { readFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { openLogFile } from '../../src/main/support/log-file.ts'
import { ask } from '../server/support/device.ts'
import { filesBelow, holds } from './support/canary-search.ts'
import { Desk, enrollCode, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

/** In titles, paths, hashes and queries of every window below. It must be stored nowhere. */
const CANARY = 'Zanzibarquokka'
/** A claim reference; only its token may be stored. */
const CLAIM = 'PCN-7654321'
/** A program that no rule names: only the journal on the computer, and what is counted by the week without a person, may know it. */
const PROGRAM = 'quillfeather'

const cleanUps = undoneAfterEach()

/** Forwards everything to the endpoint and keeps the uncompressed requests. */
async function tappedWire(target: string): Promise<{ url: string; heard: Buffer[]; server: Server }> {
  const heard: Buffer[] = []
  const pass = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    heard.push(Buffer.from(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`), body)
    if (request.headers['content-encoding'] === 'gzip') heard.push(gunzipSync(body))
    const headers = Object.entries(request.headers).filter(
      ([name]) => !['host', 'connection', 'content-length', 'transfer-encoding'].includes(name),
    )
    const answer = await fetch(`${target}${request.url}`, {
      method: request.method ?? 'GET',
      headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
      ...(body.length > 0 ? { body } : {}),
    })
    const text = await answer.text()
    heard.push(Buffer.from(text))
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(text)
  }
  const server = createServer((request, response) => void pass(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('no address')
  return { url: `http://127.0.0.1:${address.port}`, heard, server }
}

it('no title and no URL is in the journal, a request, a log or the endpoint’s database', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-canary-'))
  cleanUps.push(() => rm(folder, { recursive: true, force: true }))
  const adminToken = 'canary-admin-token'
  const child = spawn(
    process.execPath,
    ['src/server/main.ts', '--data', join(folder, 'endpoint'), '--port', '0', '--admin-token', adminToken],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const log: string[] = []
  child.stderr.on('data', (text) => log.push(String(text)))
  const endpointUrl = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line)
      const url = /^listening on (\S+)/.exec(line)?.[1]
      if (url) resolve(url)
    })
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  cleanUps.push(async () => {
    child.kill('SIGTERM')
    await ended
  })
  const wire = await tappedWire(endpointUrl)
  cleanUps.push(async () => wire.server.close())

  const endpoint = { url: wire.url, adminToken }
  const at = await Desk.at(Date.now() - 240_000)
  cleanUps.push(() => at.leave())
  const agent = await at.sitDown({ endpointUrl: wire.url, enrollCode: await enrollCode(endpoint, 'P. Shah') })
  const url = (host: string) => `https://${host}/${CANARY}/enhanced-claim-status-ui?name=${CANARY}#/${CANARY}`
  at.work({ app: 'msedge', title: `${CANARY} - Claim #${CLAIM}`, url: url('essentials.availity.com') }, 30_000)
  at.work({ app: 'msedge', title: `${CANARY} wiki`, url: url('intranet.example') }, 20_000)
  at.work({ app: 'excel', title: `${CANARY} notes.xlsx`, url: null }, 20_000)
  at.work({ app: 'hyperspace', title: `Chart - ${CANARY} - Account #${CLAIM}`, url: null }, 30_000)
  at.work({ app: 'msedge', title: `Online banking ${CANARY}`, url: url('bank.example') }, 20_000)
  at.work({ app: 'wfica32', title: `${CANARY} - \\\\Remote`, url: null }, 20_000)
  at.work({ app: PROGRAM, title: `${CANARY} notes`, url: null }, 20_000)
  at.work({ app: 'notepad', title: null, url: `not a url ${CANARY}` }, 10_000)
  // The week is over: what is counted of windows without a rule goes, too.
  at.work({ app: PROGRAM, title: `${CANARY} claim`, url: null }, 60_000)
  at.clock.advance(7 * 24 * 3_600_000)
  at.work({ app: PROGRAM, title: `${CANARY} claim`, url: null }, 1000)
  await until(() => wire.heard.some((bytes) => holds(bytes, '"shape":"• claim"')), 'the week is sent')
  at.power.tell('shutdown')
  await until(() => agent.status().backlog === 0, 'everything is delivered')
  // Requests with the canary: a log line must not keep it.
  for (const path of ['/v1/spans?from=0&to=9000000000000', `/v1/spans?user=${CANARY}&from=0&to=1`, `/${CANARY}`]) {
    await ask(endpoint, path)
  }
  const bad = { kind: 'span', seq: 1, title: CANARY }
  await ask(endpoint, '/v1/rules', { method: 'PUT', json: { version: 1, rules: [bad] } })
  const tokens = agent.sent({ limit: 100 }).flatMap(({ record }) => (record.kind === 'span' ? [record.claimToken] : []))
  expect(tokens.filter((token) => token !== null).length).toBeGreaterThan(0)
  const bundle = JSON.stringify(agent.supportBundle())
  for (const secret of ['P. Shah', wire.url, agent.status().deviceId, ...tokens.filter((token) => token !== null)]) {
    expect(bundle).not.toContain(secret)
  }
  await agent.stop()
  child.kill('SIGTERM')
  await ended

  const files = [...(await filesBelow(at.directory)), ...(await filesBelow(folder))]
  expect(files.length).toBeGreaterThan(10)
  const codes = openLogFile(at.directory)
    .read()
    .map(({ code }) => code)
  expect([codes[0], codes.includes('recording'), codes.at(-1)]).toEqual(['started', true, 'stopped'])
  const asked = new RegExp(`^(GET /v1/spans\\?user|GET /${CANARY}|PUT )`)
  const places = [
    ...(await Promise.all(files.map(async (file) => ({ place: file, bytes: await readFile(file) })))),
    ...wire.heard.map((bytes, index) => ({ place: `wire ${index} ${bytes.subarray(0, 60).toString()}`, bytes })),
    { place: 'endpoint log', bytes: Buffer.from(log.join('\n')) },
    { place: 'support bundle', bytes: Buffer.from(bundle) },
    { place: 'agent log', bytes: Buffer.from(at.log.join('\n')) },
  ]
  // Proves that the search finds what exists.
  expect(places.filter(({ bytes }) => holds(bytes, 'availity-claim-status')).length).toBeGreaterThan(3)
  const itself = (bytes: Buffer) =>
    asked.test(bytes.toString()) || bytes.toString().includes('"title":"Zanzibarquokka"')
  const leaks = places.filter(
    ({ bytes }) => (holds(bytes, CANARY) || holds(bytes, CLAIM) || holds(bytes, 'PCN7654321')) && !itself(bytes),
  )
  expect(leaks.map(({ place }) => place)).toEqual([])
  const isWeek = (bytes: Buffer) =>
    bytes.toString().startsWith('{"week":') || holds(bytes, '/v1/device/unclassified-weeks')
  const named = places.filter(({ bytes }) => holds(bytes, PROGRAM) && !isWeek(bytes)).map(({ place }) => place)
  expect(named.filter((place) => !place.startsWith(at.directory))).toEqual([])
  expect(named.length).toBeGreaterThan(0)
})
