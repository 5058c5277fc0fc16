import { execFile } from 'node:child_process'
import { userInfo } from 'node:os'
import { promisify } from 'node:util'
import { type SystemAccount, systemAccountSchema } from '../../shared/contract/index.ts'

const run = promisify(execFile)
const UPN_WITHIN_MS = 5000

/** What the operating system says of the account that the agent runs under. */
export interface AccountFacts {
  readonly platform: string
  /** As DOMAIN\user or user@domain too, as directories on Linux name it. */
  readonly user: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** What `whoami /upn` printed; null: it printed nothing, or there is none. */
  readonly upn: string | null
}

/** The account, for the endpoint to find its person by. Undefined: its name cannot be sent. */
export function accountOf({ platform, user, environment, upn }: AccountFacts): SystemAccount | undefined {
  const [, domainOfUser, plain] = /^([^\\]+)\\(.+)$/.exec(user) ?? [undefined, undefined, user]
  const domain = platform === 'win32' ? windowsDomain(environment) : domainOfUser
  const address = upn?.trim()
  const account = {
    user: plain,
    ...(domain !== undefined && { domain }),
    ...(address?.includes('@') && { address }),
  }
  return systemAccountSchema.safeParse(account).data
}

/** Undefined: an account of the computer alone. */
function windowsDomain(environment: AccountFacts['environment']): string | undefined {
  const { USERDNSDOMAIN: dns, USERDOMAIN: netBios, COMPUTERNAME: computer } = environment
  if (dns) return dns
  return netBios && netBios.toLowerCase() !== computer?.toLowerCase() ? netBios : undefined
}

/** The account of this process. */
export async function systemAccount(): Promise<SystemAccount | undefined> {
  const { platform, env: environment } = process
  try {
    const { username: user } = userInfo()
    return accountOf({ platform, user, environment, upn: platform === 'win32' ? await readUpn() : null })
  } catch {
    // A user that the system has no name for; the computer waits for an admin.
    return undefined
  }
}

/** Null for a local account: the command fails then. */
const readUpn = (): Promise<string | null> =>
  run('whoami', ['/upn'], { timeout: UPN_WITHIN_MS, windowsHide: true }).then(
    ({ stdout }) => stdout,
    () => null,
  )
