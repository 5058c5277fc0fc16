import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { EndpointOptions } from '../../../src/server/start-endpoint.ts'
import type { Store } from '../../server/support/stores.ts'
import { askForMadeOnce } from '../../setup/made-once.ts'
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
  return inFolder(await copyOf(await askForMadeOnce(inject('embeddedTemplate'))))

  function inPostgres({ url, drop }: Awaited<ReturnType<typeof freshDatabase>>): RestorableStore {
    cleanUps.push(drop)
    return { options: { databaseUrl: url }, copy: async () => inPostgres(await copyDatabase(url)) }
  }

  function inFolder(dataFolder: string): RestorableStore {
    cleanUps.push(() => rm(dataFolder, { recursive: true, force: true }))
    return {
      options: { dataFolder },
      copy: async () => inFolder(await copyOf(dataFolder)),
    }
  }
}

async function copyOf(dataFolder: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'touchledger-restorable-'))
  cpSync(dataFolder, copy, { recursive: true })
  return copy
}
