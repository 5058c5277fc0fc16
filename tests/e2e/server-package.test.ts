import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname, join, parse } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../scripts/build-server.mjs'
import type { RuleSet } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { cleanUps } from './support/clean-up.ts'
import { freshFolder } from './support/product.ts'

// The package as an operator has it: a folder of its own, plain Node, nothing of the repository.

const undo = cleanUps()
afterAll(() => undo.run())

let server: string
beforeAll(async () => {
  server = join(await freshFolder(undo, 'server-package'), 'touchledger-server')
  await buildServer(server)
})

/** Of an operator's machine: nothing of the test run, whose Node could load TypeScript and packages by it. */
const environment = { PATH: dirname(process.execPath), LANG: 'C.UTF-8' }
const command = () => join(server, 'touchledger-server')
const run = (...args: string[]) =>
  spawnSync(process.execPath, ['--no-strip-types', command(), ...args], { env: environment, encoding: 'utf8' })

/** Runs until it says where it listens. */
async function started(...args: string[]) {
  const child = spawn(process.execPath, ['--no-strip-types', command(), 'start', ...args], {
    ...{ env: environment, cwd: server, stdio: ['ignore', 'pipe', 'pipe'] as const },
  })
  undo.add(() => child.kill('SIGKILL'))
  const said = { out: '', err: '' }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }))
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.out += text
      const match = /^listening on (http:\/\/\S+)$/m.exec(said.out)
      if (match?.[1] !== undefined) resolve(match[1])
    })
    void ended.then(({ code, err }) => reject(new Error(`ended with ${code}: ${err}`)))
  })
  return { child, url, ended }
}

test('the folder has no TypeScript, no development package, and no node_modules above it', async () => {
  const files = await readdir(server, { recursive: true })
  expect(files.filter((file) => /\.[cm]?tsx?$/.test(file))).toEqual([])
  for (const name of ['typescript', 'vite', 'vitest', 'electron', 'react']) {
    expect(existsSync(join(server, 'node_modules', name)), name).toBe(false)
  }
  for (let folder = dirname(server); folder !== parse(folder).root; folder = dirname(folder)) {
    expect(existsSync(join(folder, 'node_modules')), folder).toBe(false)
  }
})

test('one command says what it can, and refuses what it does not know', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string }
  expect(run('--version')).toMatchObject({ status: 0, stdout: `${version}\n` })
  const help = run('--help')
  expect(help).toMatchObject({ status: 0, stderr: '' })
  const commands = [...help.stdout.matchAll(/^ {2}([a-z][a-z-]+) {2,}/gm)].map(([, name]) => name ?? '')
  expect(commands).toEqual(['start', 'backup', 'restore', 'audit-verify', 'import'])
  for (const name of commands) {
    expect(run(name, '--help'), name).toMatchObject({
      ...{ status: 0, stderr: '', stdout: expect.stringContaining(`touchledger-server ${name}`) as string },
    })
  }
  expect(run('strat')).toMatchObject({ status: 2, stderr: expect.stringContaining('strat is no command') as string })
})

test('it serves the panel and the API, is backed up, and ends within 5 s of SIGTERM while a request hangs', async () => {
  const data = await freshFolder(undo, 'server-data')
  const adminToken = 'an-admin-token-for-tests'
  const { child, url, ended } = await started('--data', data, '--port', '0', '--admin-token', adminToken)
  const page = await fetch(`${url}/team`)
  const html = await page.text()
  expect(page.status).toBe(200)
  const script = /<script[^>]* src="([^"]+)"/.exec(html)?.[1] ?? ''
  const code = await fetch(new URL(script, url))
  expect([code.status, code.headers.get('content-type')]).toEqual([200, expect.stringContaining('javascript')])
  expect((await ask<RuleSet>({ url, adminToken }, '/v1/rules')).body.rules.length).toBeGreaterThan(30)
  // A PDF needs the fonts, and a password the native hash.
  const report = await fetch(`${url}/v1/reports/performance.pdf`, {
    headers: { authorization: `Bearer ${adminToken}` },
  })
  expect(report.status).toBe(200)
  const json = { email: 'nobody@clinic.example', password: 'a-password-of-nobody', code: '000000' }
  const signIn = await ask<{ code: string }>({ url, adminToken: '' }, '/v1/sign-in', { method: 'POST', json })
  expect(signIn).toMatchObject({ status: 401, body: { code: 'bad_sign_in' } })

  const backup = join(await freshFolder(undo, 'server-backup'), 'backup')
  expect(run('backup', '--data', data, '--to', backup)).toMatchObject({ status: 0 })

  const { hostname, port } = new URL(url)
  const hanging = connect(Number(port), hostname)
  let answered = ''
  hanging.on('error', () => {}).on('data', (bytes) => (answered += bytes.toString()))
  await once(hanging, 'connect')
  hanging.write(`POST /v1/sign-in HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`)
  hanging.write('content-length: 100\r\n\r\n{"email":')
  // Answered later than the hanging request was sent.
  await ask({ url, adminToken }, '/healthz')
  expect(answered).toBe('')
  const from = performance.now()
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0 })
  expect(performance.now() - from).toBeLessThan(5000)

  // An office keeps the store: the same folder opens again, and another folder takes the backup.
  const restored = await freshFolder(undo, 'server-restored')
  expect(run('restore', '--from', backup, '--data', restored)).toMatchObject({ status: 0 })
  expect(run('audit-verify', '--data', restored, '--no-anchors')).toMatchObject({ status: 0 })
})
