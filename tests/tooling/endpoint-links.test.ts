import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { freshDatabase } from '../setup/postgres.ts'

const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))

/** The lines that an endpoint prints, from its address on. */
async function linesFrom(args: readonly string[], more: number, databaseUrl?: string): Promise<string[]> {
  const { DATABASE_URL: _database, ...env } = process.env
  const child = spawn(process.execPath, [main, ...args, '--port', '0'], {
    env: databaseUrl === undefined ? env : { ...env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    await exited
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (lines.length > 0 || line.startsWith('listening on ')) lines.push(line)
    if (lines.length > more) break
  }
  return lines
}

const addressIn = (line = '') => /^listening on (http:\/\/\S+)$/.exec(line)?.[1]

test('the endpoint prints its address and then a link to the panel', async () => {
  const { folder, remove } = await embeddedFolder()
  onTestFinished(remove)
  const [listening, panel] = await linesFrom(['--data', folder], 1)
  expect(panel).toBe(`panel: ${addressIn(listening)}/team`)
})

test('of several tenants it prints a link to the panel of each', async () => {
  const database = await freshDatabase()
  onTestFinished(database.drop)
  const [listening, ...panels] = await linesFrom(['--tenants', 'north,south@south.example.org'], 2, database.url)
  const url = addressIn(listening) ?? ''
  expect(panels).toEqual([
    `panel of north: ${url}/t/north/team`,
    `panel of south: http://south.example.org:${new URL(url).port}/team`,
  ])
  const { status } = await fetch(`${url}/t/north/v1/panel`)
  expect(status).toBe(401)
})
