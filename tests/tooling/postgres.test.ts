import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client } from 'pg'
import { expect, test } from 'vitest'
import { freshDatabase, postgresUrl } from '../setup/postgres.ts'

async function rows(url: string, sql: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

test('one server is shared, and each fresh database is empty and its own', async () => {
  expect(await postgresUrl()).toBe(await postgresUrl())
  const [first, second] = await Promise.all([freshDatabase(), freshDatabase()])
  await rows(first.url, 'create table touched (id int)')
  const tables = "select count(*)::int as tables from pg_tables where schemaname = 'public'"
  expect(await rows(first.url, tables)).toEqual([{ tables: 1 }])
  expect(await rows(second.url, tables)).toEqual([{ tables: 0 }])
  await Promise.all([first.drop(), second.drop()])
  await expect(rows(first.url, tables)).rejects.toThrow('does not exist')
})

test('a killed test run leaves neither a server nor its files behind', async () => {
  const module = fileURLToPath(new URL('../setup/postgres.ts', import.meta.url))
  const script = `import { startPostgres } from ${JSON.stringify(module)}
    const { url } = await startPostgres(); console.log(url); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [printed] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  const url = printed.trim()
  const [{ directory } = { directory: '' }] = (await rows(url, 'show data_directory').then((found) =>
    found.map((row) => ({ directory: (row as { data_directory: string }).data_directory })),
  )) as { directory: string }[]
  expect(directory).toContain('touchledger-postgres.')

  child.kill('SIGKILL')
  const alive = () => execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).includes(directory)
  expect(directory).not.toBe('')
  for (let waited = 0; alive() && waited < 60_000; waited += 50) await sleep(50)
  expect(alive()).toBe(false)
  await expect(rows(url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})
