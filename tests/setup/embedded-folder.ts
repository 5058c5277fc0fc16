import { cpSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { askForMadeOnce } from './made-once.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Answers with the data directory of a migrated, empty embedded store, which the first request makes. */
    embeddedTemplate: string
  }
}

export interface DataFolder {
  /** An endpoint's data folder, with the store in `store`. */
  readonly folder: string
  remove(): Promise<void>
}

/** A data folder with a migrated, empty embedded store: a copy of the run's own, because to make one takes seconds of computing. */
export async function embeddedFolder(): Promise<DataFolder> {
  return copyOfFolder(await askForMadeOnce(inject('embeddedTemplate')))
}

/** @param folder no endpoint may have it open */
export async function copyOfFolder(folder: string): Promise<DataFolder> {
  const copy = await mkdtemp(join(tmpdir(), 'touchledger-data-'))
  cpSync(folder, copy, { recursive: true })
  return { folder: copy, remove: () => rm(copy, { recursive: true, force: true }) }
}
