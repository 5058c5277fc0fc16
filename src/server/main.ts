import { parseArgs } from 'node:util'
import { calledAs } from '../host/called-as.ts'
import { DirectoryInUse } from '../host/directory-lock.ts'
import { closedArguments, closedOptions, closedUsage, portOf, secretOf, warningsOf } from './closed-options.ts'
import { tenantIdPattern } from './database/registry.ts'
import { parseTenants } from './http/tenant-router.ts'
import { oidcArguments, oidcOptions, oidcUsage } from './oidc-options.ts'
import { ONE_TENANT, startEndpoint, type Endpoint, type EndpointOptions } from './start-endpoint.ts'

const usage = `usage: ${calledAs('endpoint', 'start')} --data DIR --port N [--admin-token-file FILE] [--host H] [--tenants LIST]
  --data DIR       data directory of the embedded store (not needed with DATABASE_URL)
  --port N         0 picks a free one
  --host H         address to listen on; without it this machine only (127.0.0.1)
  --tenants LIST   several tenants on one PostgreSQL: ids with commas, each found under /t/ID, or at a host name of its own
                   with ID@HOST; without it one tenant is served at every address
  --audit-anchor FILE  heads of the audit log are added to this file, outside the database; without it to one in the data directory
${oidcUsage}${closedUsage}  --check-answers  answers are checked against their contract (for development)
`

/** Of a signal to the end of the process, whatever waits; what starts services ends them after 10 s at the earliest. */
const END_WITHIN_MS = 4500

/** Exit codes: 2 for what the caller has to change, 1 for everything else. */
function fail(code: 1 | 2, message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

function readOptions(): { readonly options: EndpointOptions; readonly warnings: readonly string[] } {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      data: text,
      port: text,
      host: text,
      tenants: text,
      'audit-anchor': text,
      ...closedArguments,
      ...oidcArguments,
      'check-answers': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const databaseUrl = secretOf(process.env, 'DATABASE_URL')
  if (values.data === undefined && databaseUrl === undefined) throw new Error('--data is missing')
  const port = portOf('--port', values.port)
  const closed = closedOptions(values, process.env, values.host)
  const smtpUrl = secretOf(process.env, 'TOUCHLEDGER_SMTP_URL')
  if (smtpUrl !== undefined && !/^smtps?:\/\//.test(smtpUrl)) {
    throw new Error('TOUCHLEDGER_SMTP_URL begins with smtp:// or smtps://')
  }
  const tenants = values.tenants === undefined ? undefined : parseTenants(values.tenants, tenantIdPattern)
  if (tenants !== undefined && databaseUrl === undefined) {
    throw new Error('--tenants needs a PostgreSQL: set DATABASE_URL. The embedded store takes one tenant')
  }
  const identityProviders = oidcOptions(values, process.env, tenants ?? ONE_TENANT)
  const { data: dataFolder, host, 'audit-anchor': auditAnchor, 'check-answers': checkAnswers } = values
  const options = {
    ...{ dataFolder, databaseUrl, host, port, smtpUrl, tenants, auditAnchor, checkAnswers, identityProviders },
    ...closed,
  }
  return { options, warnings: warningsOf(values, options) }
}

function parse(): ReturnType<typeof readOptions> {
  try {
    return readOptions()
  } catch (error) {
    return fail(2, `${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

async function main(): Promise<void> {
  // Whatever this process makes, for whatever reason, is for its user alone.
  process.umask(0o077)
  const { options, warnings } = parse()
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  let endpoint: Endpoint
  try {
    endpoint = await startEndpoint(options)
  } catch (error) {
    return fail(error instanceof DirectoryInUse ? 2 : 1, error instanceof Error ? error.message : String(error))
  }
  let stopping = false
  const stop = () => {
    // A terminal and the process above may both pass on the same Ctrl-C.
    if (stopping) return
    stopping = true
    setTimeout(() => {
      process.stderr.write('Ended without waiting for what still ran. Everything that was acknowledged is stored.\n')
      process.exit(0)
    }, END_WITHIN_MS)
    endpoint.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const ofTenant = (id: string) => (options.tenants === undefined ? '' : ` of ${id}`)
  process.stdout.write(`listening on ${endpoint.url}\n`)
  if (endpoint.metricsUrl !== null) process.stdout.write(`metrics: ${endpoint.metricsUrl}\n`)
  for (const { id, url } of endpoint.tenants) process.stdout.write(`panel${ofTenant(id)}: ${url}/team\n`)
  for (const { id, firstAdmin } of endpoint.tenants) {
    if (firstAdmin === null) continue
    const until = new Date(firstAdmin.expiresAt).toISOString()
    process.stdout.write(`first admin${ofTenant(id)} (works once, until ${until}): ${firstAdmin.link}\n`)
  }
}

await main()
