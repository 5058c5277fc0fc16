import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import { appendLine } from '../../host/append-line.ts'
import type { Database, Queries } from '../database/database.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import { personDeletions } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { deletionSchema, type Deletion } from './deletion.ts'
import { removePerson } from './remove-person.ts'

const lineSchema = deletionSchema.extend({ tenant: z.string() })

/** The deletions of an installation, in a file that no backup of the database has. */
export interface DeletionsFile {
  of(tenant: string): readonly Deletion[]
  /** Returns when it is on the disk. */
  add(tenant: string, deletion: Deletion): void
}

/**
 * A line of JSON for each deletion.
 * @throws when a line is none: the endpoint must not start with persons who were deleted.
 */
export function openDeletionsFile(file: string): DeletionsFile {
  return {
    of: (tenant) => {
      if (!existsSync(file)) return []
      const lines = readFileSync(file, 'utf8').split('\n')
      // A line that was being written when the power failed is the last one, without its end.
      return lines.slice(0, -1).flatMap((line, index) => {
        const parsed = lineSchema.safeParse(parseJson(line))
        if (!parsed.success) throw new Error(`${file}: line ${index + 1} is no deletion. Take the file from a copy.`)
        const { tenant: of, ...deletion } = parsed.data
        return of === tenant ? [deletion] : []
      })
    },
    add: (tenant, deletion) => appendLine(file, JSON.stringify({ tenant, ...deletion })),
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Notes a deletion in the database, so that devices of the person are told and cannot enroll again with their key. */
export async function noteDeletion(queries: Queries, deletion: Deletion): Promise<void> {
  await queries.query(bulkInsert(personDeletions, columnNames(personDeletions), [deletion]))
}

/**
 * Deletes again whoever was deleted and came back with a restored database, and adds to the file what another process deleted. To be called
 * before the endpoint answers anybody.
 * @returns how many persons were deleted again
 */
export async function repeatDeletions(database: Database, tenant: string, file: DeletionsFile): Promise<number> {
  const known = await readDeletions(database)
  const inFile = file.of(tenant)
  const ids = (deletions: readonly Deletion[]) => new Set(deletions.map(({ personId }) => personId))
  const [knownIds, idsInFile] = [ids(known), ids(inFile)]
  const missing = inFile.filter(({ personId }) => !knownIds.has(personId))
  for (const deletion of missing) {
    await database.transaction(async (queries) => {
      await removePerson(queries, deletion)
      await noteDeletion(queries, deletion)
    })
  }
  for (const deletion of known) if (!idsInFile.has(deletion.personId)) file.add(tenant, deletion)
  return missing.length
}

async function readDeletions(queries: Queries): Promise<readonly Deletion[]> {
  return queries.query<Deletion>(
    sql`select person_id as "personId", account_ids as "accountIds", device_ids as "deviceIds", key_hashes as "keyHashes",
      deleted_at as "deletedAt" from person_deletions order by deleted_at`,
  )
}
