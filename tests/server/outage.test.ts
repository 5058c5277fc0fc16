import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { everyRoute } from '../../src/shared/contract/routes/every-route.ts'
import type { Route } from '../../src/shared/contract/routes/route.ts'
import { freshDatabase, type PostgresDatabase } from '../setup/postgres.ts'
import { wayTo, type Way } from './support/cut-off.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord, timesBefore } from './support/records.ts'
import { freshEndpoint } from './support/stores.ts'

// PostgreSQL goes away while the endpoint runs, and comes back.

let database: PostgresDatabase
let way: Way
let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
beforeAll(async () => {
  database = await freshDatabase()
  way = await wayTo(database.url)
  endpoint = await freshEndpoint('postgres', { databaseUrl: way.url })
})
afterAll(async () => {
  await endpoint.close()
  await way.close()
  await database.drop()
})

const batch = (seq: number) => batchOf([spanRecord({ seq, ...timesBefore(Date.now(), 60_000) })])

test('while the database is away, reads and ingest are answered 503 with Retry-After, and it comes back without a restart', async () => {
  const device = await enrolledDevice(endpoint, { user: 'Ana' })
  expect((await device.send(batch(1))).body.ackedThrough).toBe(1)

  await way.cut()
  const away = [
    await ask(endpoint, '/v1/rules'),
    await ask(endpoint, '/v1/spans'),
    await ask({ ...endpoint, adminToken: '' }, '/v1/sign-in', {
      method: 'POST',
      json: { email: 'ana@clinic.example', password: 'a-password-of-ana', code: '000000' },
    }),
    await ask(endpoint, '/readyz'),
    await device.send(batch(2)),
    await device.report({}),
  ]
  for (const { status, headers, body } of away) {
    expect([status, headers.get('retry-after'), body]).toEqual([
      503,
      '10',
      expect.objectContaining({ code: 'store_unavailable' }),
    ])
  }
  // What needs no database is there: a supervisor of processes does not restart what a restart does not heal.
  expect((await ask(endpoint, '/healthz')).status).toBe(200)
  expect((await ask(endpoint, '/team')).status).toBe(200)

  await way.open()
  expect((await ask(endpoint, '/v1/rules')).status).toBe(200)
  expect((await ask(endpoint, '/readyz')).status).toBe(200)
  expect((await device.send(batch(2))).body.ackedThrough).toBe(2)
})

test('no route answers 500 while the database is away', async () => {
  await way.cut()
  try {
    const routes: readonly Route[] = Object.values(everyRoute)
    const answers = await Promise.all(
      routes.map(async ({ method, path, body }) => {
        const address = path.replaceAll(/\{\w+\}/g, '00000000-0000-4000-8000-000000000000')
        const { status } = await ask(endpoint, address, { method, ...(body === null ? {} : { json: {} }) })
        return `${status} ${method} ${path}`
      }),
    )
    expect(answers.filter((answer) => answer.startsWith('500'))).toEqual([])
    expect(answers.filter((answer) => answer.startsWith('503')).length).toBeGreaterThan(routes.length / 2)
  } finally {
    await way.open()
  }
})

test('a signal ends the process within 5 s although the database has gone silent', async () => {
  const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, '--port', '0'], {
    env: { ...process.env, DATABASE_URL: way.url, TOUCHLEDGER_ADMIN_TOKEN: endpoint.adminToken },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  try {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const url = await new Promise<string>((resolve, reject) => {
      let out = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out += text
        const match = /^listening on (http:\/\/\S+)$/m.exec(out)
        if (match?.[1] !== undefined) resolve(match[1])
      })
      child.once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
    })
    const own = { url, adminToken: endpoint.adminToken }
    expect((await ask(own, '/v1/rules')).status).toBe(200)
    way.silence()
    const hanging = ask(own, '/v1/rules').then(
      ({ status }) => status,
      () => 'broken off',
    )
    await ask(own, '/healthz')
    const exited = once(child, 'exit')
    const from = performance.now()
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(performance.now() - from).toBeLessThan(5000)
    expect(await hanging).toBe('broken off')
  } finally {
    child.kill('SIGKILL')
    await way.open()
  }
})

test('without the database the endpoint does not start, and says what cannot be reached', async () => {
  await way.cut()
  try {
    await expect(freshEndpoint('postgres', { databaseUrl: way.url })).rejects.toThrow(
      /^The database at 127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\)\. Check DATABASE_URL, and that PostgreSQL runs\.$/,
    )
  } finally {
    await way.open()
  }
})
