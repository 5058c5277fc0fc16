import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { inject } from 'vitest'
import { askForMadeOnce } from './made-once.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the address of the run's PostgreSQL, which the first request starts. */
    postgresStarter: string
  }
}

const startDeadlineMs = 60_000

/** A running server: `url` names a superuser and the database `postgres`; `stop` ends it and deletes its files. */
export interface PostgresServer {
  readonly url: string
  readonly stop: () => Promise<void>
}

/** A database of its own on the run's server. */
export interface PostgresDatabase {
  readonly url: string
  readonly drop: () => Promise<void>
}

/**
 * The address of the PostgreSQL that all test files of this run share; it is started at the first call.
 * Use {@link freshDatabase} for anything that writes.
 */
export async function postgresUrl(): Promise<string> {
  return askForMadeOnce(inject('postgresStarter'))
}

/** A new, empty database with a name of its own on the run's PostgreSQL. */
export async function freshDatabase(): Promise<PostgresDatabase> {
  return createDatabase('')
}

/** A copy of a database on the run's PostgreSQL, as a restored dump of it. Nothing may be connected to the original. */
export async function copyDatabase(url: string): Promise<PostgresDatabase> {
  return createDatabase(` template ${new URL(url).pathname.slice(1)}`)
}

async function createDatabase(options: string): Promise<PostgresDatabase> {
  const server = await postgresUrl()
  const name = `test_${randomBytes(8).toString('hex')}`
  await command(server, `create database ${name}${options}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => command(server, `drop database if exists ${name} with (force)`) }
}

/**
 * Starts a PostgreSQL on a free port with its files in a temporary directory. It also ends, and its files go, when
 * this process dies without calling `stop`.
 * @throws when no PostgreSQL is installed or it does not come up within a minute, with what it said.
 */
export async function startPostgres(): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(await freePort())
    } catch (error) {
      // Another process may have taken the port between the question and its use.
      if (attempt === 3) throw error
    }
  }
}

async function startOnce(port: number): Promise<PostgresServer> {
  const password = randomBytes(18).toString('base64url')
  // The text and not its name: `postgres` may be unable to read anything in this checkout.
  const supervisor = readFileSync(new URL('postgres-supervisor.sh', import.meta.url), 'utf8')
  const program = ['sh', '-c', supervisor, 'postgres-supervisor', findPrograms(), String(port)]
  // PostgreSQL refuses to run as root.
  const [file = '', ...args] =
    process.getuid?.() === 0
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', ...program]
      : program
  const child = spawn(file, args, {
    // A session of its own: Ctrl-C reaches the test run, which then closes the pipe.
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env['PATH'] ?? '', TMPDIR: tmpdir(), LC_ALL: 'C' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-8_000)))
  child.stdin.on('error', () => {})
  child.stdin.write(`${password}\n`)
  let ended = false
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      ended = true
      resolve()
    }
    child.once('exit', end)
    child.once('error', (error) => {
      said += error.message
      end()
    })
  })
  const stop = async () => {
    child.ref()
    child.stdin.end()
    await exited
  }
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  for (const deadline = Date.now() + startDeadlineMs; ; await sleep(50)) {
    if (ended) throw new Error(`PostgreSQL did not start:\n${said}`)
    if (
      await command(url, 'select 1').then(
        () => true,
        () => false,
      )
    )
      break
    if (Date.now() > deadline) {
      await stop()
      throw new Error(`PostgreSQL did not answer within ${startDeadlineMs / 1_000} s:\n${said}`)
    }
  }
  // The server must not keep a finished test run alive.
  child.unref()
  return { url, stop }
}

async function command(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end().catch(() => {})
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** Debian keeps PostgreSQL's programs out of the path, one folder a version; elsewhere they are in the path. */
function findPrograms(): string {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const candidates = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  const found = candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')))
  if (!found) throw new Error('No PostgreSQL found. On Debian: apt-get install postgresql')
  return dirname(join(found, 'initdb'))
}
