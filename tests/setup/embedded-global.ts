import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { serveMadeOnce } from './made-once.ts'

/** To make an embedded store takes seconds of computing, to copy one a quarter of a second: the run makes one and copies it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serveMadeOnce(makeTemplate, (folder) => folder)
  project.provide('embeddedTemplate', server.url)
  return async () => {
    server.close()
    const folder = await server.made()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  }
}

async function makeTemplate(): Promise<string> {
  // Loaded only when it is needed, as the store itself.
  const { openEmbeddedTenant } = await import('../../src/server/database/open-tenants.ts')
  const folder = await mkdtemp(join(tmpdir(), 'touchledger-template-'))
  const store = await openEmbeddedTenant(join(folder, 'store'))
  await store.close()
  // Of the usual 128 MB each opening writes every page once, which takes longer than all else it does.
  await appendFile(join(folder, 'store', 'postgresql.conf'), 'shared_buffers = 16MB\n')
  return folder
}
