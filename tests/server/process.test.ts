import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FIFTEEN_MINUTES_MS } from '../../src/shared/contract/ingest.ts'
import type { Page, SpanRow } from '../../src/shared/contract/reports.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord } from './support/records.ts'

const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))
const TITLE = 'PowerChart Organizer for DOE, JANE'

let folder: string
let remove: () => Promise<void>
const started: ChildProcess[] = []
beforeEach(async () => ({ folder, remove } = await embeddedFolder()))
afterEach(async () => {
  for (const child of started.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }
  await remove()
})

function run(...args: string[]) {
  const env = { ...process.env }
  delete env['DATABASE_URL']
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  return { child, said, ended }
}

/** Runs until it says where it listens. */
async function listening(...args: string[]) {
  const process = run('--data', folder, '--port', '0', ...args)
  const url = await new Promise<string>((resolve, reject) => {
    process.child.stdout?.on('data', () => {
      const match = /^listening on (http:\/\/\S+)$/m.exec(process.said.out)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    void process.ended.then(({ code, err }) => reject(new Error(`ended with ${code}: ${err}`)))
  })
  return { ...process, url }
}

test('what was acknowledged survives a kill -9, and the next start takes the lock over', async () => {
  const adminToken = 'an-admin-token-for-tests'
  const first = await listening('--admin-token', adminToken)
  const device = await enrolledDevice({ url: first.url, adminToken }, { user: 'Ana' })
  // Of this hour: the process goes by the real clock, and what is long before the enrollment does not count.
  const start = (Math.floor(Date.now() / FIFTEEN_MINUTES_MS) - 4) * FIFTEEN_MINUTES_MS
  const spans = Array.from({ length: 300 }, (_, index) =>
    spanRecord({ seq: index + 1, startedAt: start + index * 1000, endedAt: start + index * 1000 + 999 }),
  )
  expect((await device.send(batchOf(spans))).body.ackedThrough).toBe(300)
  first.child.kill('SIGKILL')
  await first.ended

  const second = await listening()
  const page = await ask<Page<SpanRow>>({ url: second.url, adminToken }, '/v1/spans?limit=1000')
  expect(page.body.rows).toHaveLength(300)
  second.child.kill('SIGTERM')
  expect((await second.ended).code).toBe(0)
})

test('while there is no admin, each start prints a new link for the first one, and no token', async () => {
  const linkOf = ({ said }: { readonly said: { readonly out: string } }) =>
    /^first admin \(works once, until \S+Z\): (http:\S+)\/accounts#invitation=(tl_\S+)$/m.exec(said.out)
  const opens = async ({ url }: { readonly url: string }, token: string) =>
    (await ask({ url, adminToken: '' }, '/v1/invitations/open', { method: 'POST', json: { token } })).status
  const first = await listening()
  await expect.poll(() => linkOf(first)).not.toBeNull()
  const [, address, firstToken = ''] = linkOf(first) ?? []
  expect(address).toBe(first.url)
  expect(first.said.out).not.toContain('admin token')
  expect(await opens(first, firstToken)).toBe(200)
  first.child.kill('SIGTERM')
  await first.ended
  const second = await listening()
  await expect.poll(() => linkOf(second)).not.toBeNull()
  const [, , secondToken = ''] = linkOf(second) ?? []
  expect([await opens(second, firstToken), await opens(second, secondToken)]).toEqual([410, 200])
  second.child.kill('SIGTERM')
  await second.ended
  const third = await listening('--admin-token', 'an-admin-token-for-tests')
  await expect.poll(() => third.said.out).toContain('panel:')
  third.child.kill('SIGTERM')
  expect((await third.ended).out).not.toContain('first admin')
})

test('a second process on the same data directory is refused and changes nothing', async () => {
  const first = await listening('--admin-token', 'an-admin-token-for-tests')
  const files = async () => {
    const names = (await readdir(folder, { recursive: true })).sort()
    return Promise.all(names.map(async (name) => [name, (await stat(join(folder, name))).size]))
  }
  // Its own jobs write, too: stopped, it changes nothing meanwhile.
  first.child.kill('SIGSTOP')
  const before = await files()
  const second = await run('--data', folder, '--port', '0').ended
  expect(second.code).toBe(2)
  expect(second.err).toContain(`the directory ${folder} is in use by process ${first.child.pid}`)
  expect(second.out).toBe('')
  expect(await files()).toEqual(before)
  first.child.kill('SIGCONT')
  expect(Number(await readFile(join(folder, 'endpoint.pid'), 'utf8'))).toBe(first.child.pid)
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
})

test('no title, query or token gets into the log', async () => {
  const endpoint = await listening('--admin-token', 'an-admin-token-for-tests')
  const asking = { url: endpoint.url, adminToken: 'an-admin-token-for-tests' }
  const device = await enrolledDevice(asking, { user: 'Ana' })
  await device.send({ ...batchOf([]), records: [{ seq: 1, kind: 'span', title: TITLE }], [TITLE]: TITLE })
  await device.send({ ...batchOf([]), records: [{ seq: 1, kind: 'span', title: TITLE }] })
  const words = encodeURIComponent(TITLE)
  for (const path of [
    `/v1/spans?user=${words}`,
    `/v1/spans?payer=${words}%00`,
    `/v1/${words}`,
    `/${words}`,
    `/v1/spans?%E0=${words}`,
  ]) {
    await ask(asking, path)
  }
  await ask(asking, '/v1/enrollment-codes', { method: 'POST', json: { user: `${TITLE}\u0000` } })
  await ask(asking, '/v1/rules', { method: 'PUT', json: { rules: TITLE } })
  endpoint.child.kill('SIGTERM')
  const { code, out, err } = await endpoint.ended
  expect(code).toBe(0)
  expect(err.split('\n').filter((line) => line.includes('"msg":"request"')).length).toBeGreaterThanOrEqual(10)
  expect(out + err).not.toMatch(/PowerChart|DOE|JANE|an-admin-token|%20/i)
})

test.each([
  [['--port', '0'], '--data is missing'],
  [['--data', 'x', '--port', '70000'], '--port is a number'],
  [['--data', 'x', '--port', '0', '--color'], "Unknown option '--color'"],
])('%j is refused with the usage', async (args, reason) => {
  const { code, err, out } = await run(...args).ended
  expect([code, out]).toEqual([2, ''])
  expect(err).toContain(reason)
  expect(err).toContain('usage: npm run endpoint')
})
