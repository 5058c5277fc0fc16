import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { statement } from '../../../../src/server/database/sql.ts'
import type { Endpoint, EndpointOptions } from '../../../../src/server/start-endpoint.ts'
import { freshDatabase } from '../../../setup/postgres.ts'
import { freshEndpoint, type Store } from '../../support/stores.ts'

/** An endpoint, and what whoever owns its database can do behind its back. */
export interface Owned {
  readonly endpoint: Endpoint & { readonly adminToken: string }
  /** Of a PostgreSQL. */
  readonly databaseUrl: string | undefined
  /** Of an embedded store. */
  readonly dataFolder: string | undefined
  readonly asOwner: (text: string) => Promise<void>
  readonly remove: () => Promise<void>
}

export async function ownedEndpoint(store: Store, options: Partial<EndpointOptions> = {}): Promise<Owned> {
  if (store === 'embedded') {
    const dataFolder = await mkdtemp(join(tmpdir(), 'touchledger-owned-'))
    const endpoint = await freshEndpoint(store, { ...options, dataFolder })
    return {
      endpoint,
      dataFolder,
      databaseUrl: undefined,
      asOwner: async (text) => {
        await endpoint.database.query(statement(text))
      },
      remove: async () => {
        await endpoint.close()
        await rm(dataFolder, { recursive: true, force: true })
      },
    }
  }
  const place = await freshDatabase()
  const endpoint = await freshEndpoint(store, { ...options, databaseUrl: place.url })
  return {
    endpoint,
    dataFolder: undefined,
    databaseUrl: place.url,
    asOwner: async (text) => {
      const client = new Client({ connectionString: place.url, options: '-c search_path=tenant_main' })
      await client.connect()
      try {
        await client.query(text)
      } finally {
        await client.end()
      }
    },
    remove: async () => {
      await endpoint.close()
      await place.drop()
    },
  }
}
