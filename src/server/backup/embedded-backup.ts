import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { DirectoryInUse, lockDirectory } from '../../host/directory-lock.ts'
import { makePrivateFolder, makePrivateTree } from '../../host/private-files.ts'
import { openEmbeddedTenant, type EmbeddedTenant } from '../database/open-tenants.ts'
import { askForBackup } from './control-socket.ts'
import { BackupFailed, checkCounts, countRows, readManifest, writeManifest, type Manifest } from './manifest.ts'

/** The embedded store's files within a data directory, and within a backup. */
export const STORE = 'store'
const SCHEMA = 'tenant'

/**
 * Copies an open store into a new folder. Nothing is written to the store meanwhile; requests wait.
 * @throws BackupFailed when the folder exists
 */
export async function copyOpenStore(store: EmbeddedTenant, backup: string): Promise<Manifest> {
  makeBackupFolder(backup)
  const counts = await store.copyTo(join(backup, STORE), (queries) => countRows(queries, null))
  makePrivateTree(backup)
  return writeManifest(backup, { store: 'embedded', tenants: [{ schemaName: SCHEMA, counts }] })
}

/**
 * Backs an embedded store up, whether an endpoint runs on it or not. A running one makes the copy itself.
 * @throws BackupFailed
 */
export async function backUpEmbedded(dataFolder: string, backup: string): Promise<Manifest> {
  if (!existsSync(join(dataFolder, STORE))) throw new BackupFailed(`${dataFolder} has no store of an endpoint.`)
  let lock: ReturnType<typeof lockDirectory>
  try {
    lock = lockDirectory(dataFolder, 'endpoint')
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error
    await askForBackup(dataFolder, backup)
    return readManifest(backup, 'embedded')
  }
  try {
    const store = await openEmbeddedTenant(join(dataFolder, STORE))
    try {
      return await copyOpenStore(store, backup)
    } finally {
      await store.close()
    }
  } finally {
    lock.release()
  }
}

/**
 * Restores into a data directory that has no store. What else lies there, as the list of deleted persons, stays.
 * @throws BackupFailed, DirectoryInUse
 */
export async function restoreEmbedded(backup: string, dataFolder: string): Promise<Manifest> {
  const manifest = readManifest(backup, 'embedded')
  makePrivateFolder(dataFolder)
  const lock = lockDirectory(dataFolder, 'endpoint')
  try {
    const target = join(dataFolder, STORE)
    if (existsSync(target))
      throw new BackupFailed(`${target} exists. Move it away first: a restore overwrites nothing.`)
    const making = join(dataFolder, 'store.restoring')
    rmSync(making, { recursive: true, force: true })
    await cp(join(backup, STORE), making, { recursive: true })
    makePrivateTree(dataFolder)
    const store = await openEmbeddedTenant(making)
    try {
      checkCounts(SCHEMA, manifest.tenants[0]?.counts ?? {}, await countRows(store, null))
    } finally {
      await store.close()
    }
    renameSync(making, target)
    return manifest
  } finally {
    lock.release()
  }
}

/** @throws BackupFailed when it exists: a backup overwrites nothing */
export function makeBackupFolder(backup: string): void {
  try {
    mkdirSync(backup, { mode: 0o700 })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown'
    if (code === 'EEXIST') throw new BackupFailed(`${backup} exists. Name a new folder: a backup overwrites nothing.`)
    throw new BackupFailed(`${backup} cannot be made (${String(code)}).`, { cause: error })
  }
}
