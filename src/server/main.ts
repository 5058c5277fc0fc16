import { parseArgs } from 'node:util'
import { DirectoryInUse } from '../host/directory-lock.ts'
import { tenantIdPattern } from './database/registry.ts'
import { parseNetworks, type Networks } from './delivery/networks.ts'
import { parseTenants } from './http/tenant-router.ts'
import { startEndpoint, type Endpoint, type EndpointOptions } from './start-endpoint.ts'

const usage = `usage: npm run endpoint -- --data DIR --port N [--admin-token T] [--host H] [--tenants LIST]
  --data DIR       data directory of the embedded store (not needed with DATABASE_URL)
  --port N         0 picks a free one
  --admin-token T  16 characters or more; replaces the one made at the first start
  --host H         address to listen on; without it this machine only (127.0.0.1)
  --tenants LIST   several tenants on one PostgreSQL: ids with commas, each found under /t/ID, or at a host name of its own
                   with ID@HOST; without it one tenant is served at every address
  --webhook-networks LIST  networks in which webhooks may reach receivers, as 10.2.0.0/16 with commas; without it public addresses alone
  --check-answers  answers are checked against their contract (for development)
`

/** Exit codes: 2 for what the caller has to change, 1 for everything else. */
function fail(code: 1 | 2, message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

function readOptions(): EndpointOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      data: text,
      port: text,
      'admin-token': text,
      host: text,
      tenants: text,
      'webhook-networks': text,
      'check-answers': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    process.stdout.write(usage)
    process.exit(0)
  }
  const databaseUrl = process.env['DATABASE_URL'] || undefined
  if (values.data === undefined && databaseUrl === undefined) throw new Error('--data is missing')
  if (!/^\d{1,5}$/.test(values.port ?? '') || Number(values.port) > 65_535)
    throw new Error('--port is a number from 0 to 65535')
  const adminToken = values['admin-token']
  if (adminToken !== undefined && !/^\S{1,200}$/.test(adminToken)) {
    throw new Error('--admin-token is 1 to 200 characters without blanks')
  }
  const smtpUrl = process.env['TOUCHLEDGER_SMTP_URL'] || undefined
  if (smtpUrl !== undefined && !/^smtps?:\/\//.test(smtpUrl)) {
    throw new Error('TOUCHLEDGER_SMTP_URL begins with smtp:// or smtps://')
  }
  const tenants = values.tenants === undefined ? undefined : parseTenants(values.tenants, tenantIdPattern)
  if (tenants !== undefined && databaseUrl === undefined) {
    throw new Error('--tenants needs a PostgreSQL: set DATABASE_URL. The embedded store takes one tenant')
  }
  return {
    dataFolder: values.data,
    databaseUrl,
    host: values.host,
    port: Number(values.port),
    adminToken,
    smtpUrl,
    tenants,
    webhookNetworks: values['webhook-networks'] === undefined ? undefined : networksIn(values['webhook-networks']),
    checkAnswers: values['check-answers'],
  }
}

function networksIn(text: string): Networks {
  try {
    return parseNetworks(text)
  } catch (error) {
    throw new Error(`--webhook-networks: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
}

function parse(): EndpointOptions {
  try {
    return readOptions()
  } catch (error) {
    return fail(2, `${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
}

async function main(): Promise<void> {
  // Whatever this process makes, for whatever reason, is for its user alone.
  process.umask(0o077)
  const options = parse()
  if (options.adminToken !== undefined && options.adminToken.length < 16) {
    process.stderr.write('The admin token is short enough to be guessed; use one of 16 characters or more.\n')
  }
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
    endpoint.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  const ofTenant = (id: string) => (options.tenants === undefined ? '' : ` of ${id}`)
  for (const { id, adminToken } of endpoint.tenants) {
    if (adminToken === null || options.adminToken !== undefined) continue
    process.stdout.write(`admin token${ofTenant(id)}: ${adminToken}\n`)
  }
  process.stdout.write(`listening on ${endpoint.url}\n`)
  for (const { id, url } of endpoint.tenants) process.stdout.write(`panel${ofTenant(id)}: ${url}/team\n`)
}

await main()
