import { Client } from 'pg'
import { statement } from '../../../../src/server/database/sql.ts'
import type { Endpoint, EndpointOptions } from '../../../../src/server/start-endpoint.ts'
import { embeddedFolder } from '../../../setup/embedded-folder.ts'
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
    const { folder, remove } = await embeddedFolder()
    const endpoint = await freshEndpoint(store, { ...options, dataFolder: folder })
    return {
      endpoint,
      dataFolder: folder,
      databaseUrl: undefined,
      asOwner: async (text) => {
        await endpoint.database.query(statement(text))
      },
      remove: async () => {
        await endpoint.close()
        await remove()
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
