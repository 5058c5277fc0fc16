import type { EndpointOptions } from '../../../src/server/start-endpoint.ts'
import type { Store } from '../../server/support/stores.ts'
import { copyOfFolder, embeddedFolder, type DataFolder } from '../../setup/embedded-folder.ts'
import { copyDatabase, freshDatabase } from '../../setup/postgres.ts'

/** Where an endpoint keeps its data. */
export interface RestorableStore {
  readonly options: Pick<EndpointOptions, 'dataFolder' | 'databaseUrl'>
  /** A backup. No endpoint may have the store open. */
  copy(): Promise<RestorableStore>
}

/** A new, empty store. It and its copies are removed with the test. */
export async function restorableStore(store: Store, cleanUps: (() => Promise<unknown>)[]): Promise<RestorableStore> {
  if (store === 'postgres') return inPostgres(await freshDatabase())
  return inFolder(await embeddedFolder())

  function inPostgres({ url, drop }: Awaited<ReturnType<typeof freshDatabase>>): RestorableStore {
    cleanUps.push(drop)
    return { options: { databaseUrl: url }, copy: async () => inPostgres(await copyDatabase(url)) }
  }

  function inFolder({ folder, remove }: DataFolder): RestorableStore {
    cleanUps.push(remove)
    return { options: { dataFolder: folder }, copy: async () => inFolder(await copyOfFolder(folder)) }
  }
}
