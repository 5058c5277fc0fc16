import { createServer } from 'node:http'
import type { TestProject } from 'vitest/node'
import { startPostgres } from './postgres.ts'
import type { PostgresServer } from './postgres.ts'

/**
 * One PostgreSQL a run, started only when a test file asks for it: a run of the pure tests needs none installed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  let server: Promise<PostgresServer> | undefined
  const starter = createServer((_request, response) => {
    server ??= startPostgres()
    server.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve))
  const address = starter.address()
  if (typeof address !== 'object' || !address) throw new Error('the PostgreSQL starter has no port')
  project.provide('postgresStarter', `http://127.0.0.1:${address.port}/`)
  return async () => {
    starter.closeAllConnections()
    starter.close()
    const running = await server?.catch(() => undefined)
    await running?.stop()
  }
}
