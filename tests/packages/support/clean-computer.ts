import { execFile, spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '../../../scripts/launch-electron.mjs'

const given = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error('these tests are run by npm run test:packages')
  return value
}

/** The clean Debian's folder on this machine. */
export const root = given('TOUCHLEDGER_CLEAN_COMPUTER')
/** The version that is installed first, and the one over it. */
export const versions = given('TOUCHLEDGER_PACKAGE_VERSIONS').split(',') as [string, string]
/** A package on this machine. */
export const packageFile = (format: string, version: string): string =>
  join(given('TOUCHLEDGER_PACKAGES'), `touchledger-${version}-linux-x64.${format}`)

/** Their publisher's key, PEM. */
export const releaseKey = (): string => readFileSync(given('TOUCHLEDGER_RELEASE_KEY'), 'utf8')

const enter = (user: string, command: readonly string[]): string[] => [
  ...['--mount', '--propagation', 'private', 'sh', join(repository, 'scripts/packages/enter.sh'), root, user],
  ...command,
]

/** Runs a command there, as the given user. @returns what it prints; @throws with what it said if it fails */
export const runThere = async (user: string, ...command: readonly string[]): Promise<string> =>
  (await promisify(execFile)('unshare', enter(user, command), { maxBuffer: 64 * 1024 * 1024 })).stdout

/** Where a package lies on the clean computer; put there first. */
export const bring = async (format: string, version: string, as = 'root'): Promise<string> => {
  const place = `/var/tmp/touchledger-${version}.${format}`
  await cp(packageFile(format, version), join(root, place))
  await runThere('root', 'chown', as, place)
  return place
}

/** Starts a program there that goes on. @returns what it has said so far */
export const startThere = (user: string, ...command: readonly string[]): { said(): string } => {
  const child = spawn('unshare', enter(user, command), { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  return { said: () => said }
}

/** Running programs whose file lies, or lay, below a folder of that computer. */
export const processesFrom = (folder: string): readonly number[] =>
  readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      // Another mount namespace shows its own root as /.
      const program = readlinkSync(`/proc/${name}/exe`)
      return program.startsWith(`${folder}/`) || program.startsWith(join(root, folder, '/')) ? [Number(name)] : []
    } catch {
      return []
    }
  })
