import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '../../../src/server/database/database.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import { freshDatabase } from '../../setup/postgres.ts'
import { openTenant } from './open-tenant.ts'
import type { Store } from './store-names.ts'

/** Where data outlives the process that wrote it, as `openTenant` takes it. @param closing gets what removes it */
export async function lastingPlace(store: Store, closing: (() => Promise<unknown>)[]): Promise<string> {
  if (store === 'postgres') {
    const database = await freshDatabase()
    closing.push(database.drop)
    return database.url
  }
  const { folder, remove } = await embeddedFolder()
  closing.push(remove)
  return join(folder, 'store')
}

/** The only tenant of a place. */
export async function openOnly(place: string): Promise<{ readonly database: Database; close(): Promise<void> }> {
  const { databases, close } = await openTenant(place)
  const [database] = databases
  if (!database) throw new Error('no tenant was opened')
  return { database, close }
}

/** Runs a script as a process of its own. @returns its exit code and the signal that ended it */
export async function runToEnd(script: URL, ...parameters: readonly string[]): Promise<unknown[]> {
  const child = spawn(process.execPath, [fileURLToPath(script), ...parameters], { stdio: 'inherit' })
  return once(child, 'exit')
}
