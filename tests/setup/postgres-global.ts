import type { TestProject } from 'vitest/node'
import { serveMadeOnce } from './made-once.ts'
import { startPostgres } from './postgres.ts'

/**
 * One PostgreSQL a run, started only when a test file asks for it: a run of the pure tests needs none installed.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serveMadeOnce(startPostgres, ({ url }) => url)
  project.provide('postgresStarter', server.url)
  return async () => {
    server.close()
    const running = await server.made()
    await running?.stop()
  }
}
