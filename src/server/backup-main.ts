import { parseArgs } from 'node:util'
import { calledAs } from '../host/called-as.ts'
import { DirectoryInUse } from '../host/directory-lock.ts'
import { backUpEmbedded, restoreEmbedded } from './backup/embedded-backup.ts'
import { BackupFailed, type Manifest } from './backup/manifest.ts'
import { backUpPostgres, restorePostgres } from './backup/postgres-backup.ts'
import { secretOf } from './closed-options.ts'

const usage = `usage: ${calledAs('endpoint:backup', 'backup')} --data DIR --to BACKUP
       ${calledAs('endpoint:restore', 'restore')} --from BACKUP --data DIR
  --data DIR     data directory of the embedded store; with DATABASE_URL the PostgreSQL is meant, and it is not needed
  --to BACKUP    a new folder for the backup
  --from BACKUP  the folder of a backup
  A backup has everything of the endpoint, its keys included: keep it as secret as the endpoint. docs/backup-and-restore.md says how.
`

/** An error in the command line. */
class Misuse extends Error {}

/** @returns null where the usage is asked for */
function readArguments(args: readonly string[]) {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: text, to: text, from: text, help: { type: 'boolean' } },
    allowPositionals: true,
  })
  if (values.help) return null
  const [command] = positionals
  if (command !== 'backup' && command !== 'restore') throw new Misuse('backup or restore?')
  const backup = command === 'backup' ? values.to : values.from
  if (backup === undefined) throw new Misuse(command === 'backup' ? '--to is missing' : '--from is missing')
  const databaseUrl = secretOf(process.env, 'DATABASE_URL')
  if (databaseUrl === undefined && values.data === undefined) throw new Misuse('--data is missing')
  return { command, backup, databaseUrl, dataFolder: values.data ?? '' }
}

function describe({ madeAt, tenants }: Manifest): string {
  const lines = tenants.map(({ schemaName, counts }) => {
    const { users = 0, devices = 0, received = 0, denials = 0 } = counts
    return `${schemaName}: ${users} people, ${devices} devices, ${received} records, ${denials} denials`
  })
  return `of ${madeAt}\n${lines.join('\n')}\n`
}

/** `npm run endpoint:backup` and `endpoint:restore`: exit code 1 where it was not done, 2 for an error in the command line. */
async function main(args: readonly string[]): Promise<number> {
  // A backup has keys and everybody's work: it is for this user alone.
  process.umask(0o077)
  try {
    const read = readArguments(args)
    if (read === null) {
      process.stdout.write(usage)
      return 0
    }
    const { command, backup, databaseUrl, dataFolder } = read
    const manifest =
      command === 'backup'
        ? await (databaseUrl === undefined ? backUpEmbedded(dataFolder, backup) : backUpPostgres(databaseUrl, backup))
        : await (databaseUrl === undefined ? restoreEmbedded(backup, dataFolder) : restorePostgres(backup, databaseUrl))
    process.stdout.write(`${command === 'backup' ? 'backed up' : 'restored'}: ${backup} ${describe(manifest)}`)
    return 0
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof BackupFailed || error instanceof DirectoryInUse) {
      process.stderr.write(`${message}\n`)
      return 1
    }
    const isMisuse = error instanceof Misuse || (error instanceof TypeError && 'code' in error)
    process.stderr.write(isMisuse ? `${message}\n${usage}` : `not done: ${message}\n`)
    return isMisuse ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
