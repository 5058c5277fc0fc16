import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { calledAs } from '../host/called-as.ts'
import { DirectoryInUse, lockDirectory } from '../host/directory-lock.ts'
import { ANCHOR_FILE, readAnchors } from './audit/anchor-file.ts'
import { everyEntry } from './audit/stored.ts'
import { AuditBroken, verifyLog } from './audit/verify.ts'
import { secretOf } from './closed-options.ts'
import type { Database } from './database/database.ts'
import { readEmbeddedTenant, readPostgresTenants, STORE_FOLDER } from './database/open-tenants.ts'
import { readTenant } from './identity/tenant.ts'

const usage = `usage: ${calledAs('audit:verify', 'audit-verify')} --data DIR [--anchors FILE]…
  Checks the audit log of every tenant: that no entry was changed, removed or cut off. Nothing is written.
  --data DIR      data directory of the embedded store, whose endpoint has to be stopped; DATABASE_URL names a PostgreSQL, whose may run
  --anchors FILE  heads of the log that the endpoint (--audit-anchor) or an auditor (GET /v1/audit/head, one JSON a line) has kept;
                  may be given several times. Without it the file in the data directory
  --no-anchors    checks the chain alone: an end that was cut off, or a log that was made anew, is then not found
exit code: 0 whole, 1 not whole, 2 what the caller has to change
`

/** An error in the command line, or a store that cannot be opened as it is. */
class Misuse extends Error {}

interface Options {
  readonly dataFolder: string | undefined
  readonly databaseUrl: string | undefined
  readonly anchorFiles: readonly string[]
}

/** @returns null where the usage is asked for */
function readOptions(args: readonly string[], env: NodeJS.ProcessEnv): Options | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      anchors: { type: 'string', multiple: true },
      'no-anchors': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) return null
  const databaseUrl = secretOf(env, 'DATABASE_URL')
  const { data: dataFolder, anchors = [] } = values
  if (dataFolder === undefined && databaseUrl === undefined) throw new Error('--data is missing')
  if (dataFolder !== undefined && !existsSync(dataFolder)) throw new Error(`there is no folder ${dataFolder}`)
  if (databaseUrl === undefined && dataFolder !== undefined && !existsSync(join(dataFolder, STORE_FOLDER))) {
    throw new Error(
      `there is no audit log in ${dataFolder}: --data is the folder that the endpoint was started with; npm start has its own in .touchledger/endpoint`,
    )
  }
  if (values['no-anchors'] === true && anchors.length > 0) {
    throw new Error('--anchors and --no-anchors: only one of them may say it')
  }
  const inFolder = databaseUrl === undefined && dataFolder !== undefined ? [join(dataFolder, ANCHOR_FILE)] : []
  const anchorFiles = values['no-anchors'] === true ? [] : anchors.length > 0 ? anchors : inFolder
  if (anchorFiles.length === 0 && values['no-anchors'] !== true) {
    throw new Error('--anchors is missing: an end that was cut off is found by anchors alone. Or say --no-anchors')
  }
  return { dataFolder, databaseUrl, anchorFiles }
}

/** Opens the tenants, has them checked, and closes them. */
async function withTenants(
  { dataFolder, databaseUrl }: Options,
  check: (database: Database) => Promise<void>,
): Promise<void> {
  if (databaseUrl !== undefined) {
    const { databases, close } = await readPostgresTenants(databaseUrl)
    try {
      for (const database of databases) await check(database)
    } finally {
      await close()
    }
    return
  }
  const folder = dataFolder ?? ''
  const lock = lockDirectory(folder, 'endpoint')
  try {
    const { databases, close } = await readEmbeddedTenant(join(folder, STORE_FOLDER))
    try {
      for (const database of databases) await check(database)
    } finally {
      await close()
    }
  } finally {
    lock.release()
  }
}

/** Where the command writes. */
export interface Output {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
}

/** `npm run audit:verify`. @returns the exit code */
export async function auditVerify(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { out, err }: Output,
): Promise<number> {
  try {
    const options = misused(() => readOptions(args, env))
    if (options === null) {
      out(usage)
      return 0
    }
    // Before the log: an anchor that is added meanwhile would be of an entry that was not read.
    const anchors = (await Promise.all(options.anchorFiles.map(readAnchors))).flat()
    let isWhole = true
    await withTenants(options, async (database) => {
      const { tenantId, rulesKey } = await readTenant(database)
      try {
        const {
          seq,
          anchors: count,
          newest,
        } = await verifyLog(everyEntry(database), anchors, { tenantId, key: rulesKey })
        const last =
          newest === null ? '' : `; the last, of ${new Date(newest.at).toISOString()}, is entry ${newest.seq}`
        out(`${tenantId}: whole. ${seq} entries, ${count} anchors${last}\n`)
      } catch (error) {
        if (!(error instanceof AuditBroken)) throw error
        isWhole = false
        out(`${tenantId}: NOT WHOLE. ${error.message}\n`)
      }
    })
    return isWhole ? 0 : 1
  } catch (error) {
    err(`audit:verify: ${error instanceof Error ? error.message : String(error)}\n`)
    if (error instanceof DirectoryInUse) err('Stop the endpoint first: the embedded store takes one process.\n')
    return error instanceof Misuse || error instanceof DirectoryInUse ? 2 : 1
  }
}

/** @throws Misuse with the usage */
function misused<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}
