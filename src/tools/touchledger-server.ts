import { readFileSync } from 'node:fs'

// The command of the server package (scripts/build-server.mjs): one name for all that an operator runs.

interface Command {
  readonly does: string
  /** Runs it, with `process.argv` as the command alone would have it. */
  readonly run: () => Promise<unknown>
  /** What the command takes before its options. */
  readonly first?: readonly string[]
}

const commands: Readonly<Record<string, Command>> = {
  start: { does: 'runs the endpoint; also without a command', run: () => import('../server/main.ts') },
  backup: {
    does: 'makes a backup, also while the endpoint runs',
    run: () => import('../server/backup-main.ts'),
    first: ['backup'],
  },
  restore: {
    does: 'restores a backup into an empty store',
    run: () => import('../server/backup-main.ts'),
    first: ['restore'],
  },
  'audit-verify': {
    does: 'checks that nobody changed the audit log',
    run: () => import('../server/audit-verify-main.ts'),
  },
  import: { does: 'sends 835 files and worklists to an endpoint', run: () => import('./import.ts') },
}

const usage = `usage: touchledger-server [COMMAND] [OPTIONS]
${Object.entries(commands)
  .map(([name, { does }]) => `  ${name.padEnd(13)} ${does}`)
  .join('\n')}
  --version     the version
touchledger-server COMMAND --help lists the options of a command.
`

const [given = '', ...rest] = process.argv.slice(2)
const isCommand = Object.hasOwn(commands, given)
if (given === '--version') {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    readonly version: string
  }
  process.stdout.write(`${manifest.version}\n`)
} else if (given === '--help' || given === 'help') {
  process.stdout.write(usage)
} else if (!isCommand && given !== '' && !given.startsWith('-')) {
  process.stderr.write(`${given} is no command.\n${usage}`)
  process.exitCode = 2
} else {
  const command = commands[isCommand ? given : 'start']
  process.argv = [...process.argv.slice(0, 2), ...(command?.first ?? []), ...(isCommand ? rest : process.argv.slice(2))]
  await command?.run()
}
