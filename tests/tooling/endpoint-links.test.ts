import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const main = fileURLToPath(new URL('../../src/server/main.ts', import.meta.url))

test('the endpoint prints its address and then a link to the panel', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-links-'))
  const { DATABASE_URL: _database, ...env } = process.env
  const child = spawn(process.execPath, [main, '--data', folder, '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    if (child.exitCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  })
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.startsWith('panel: ')) break
  }
  const [listening = '', panel = ''] = lines.slice(-2)
  const url = /^listening on (http:\/\/\S+)$/.exec(listening)?.[1]
  expect(panel).toBe(`panel: ${url}/team`)
})
