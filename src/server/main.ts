import { DirectoryInUse } from '../host/directory-lock.ts'
import { readOptions, usage } from './options.ts'
import { startEndpoint, type Endpoint } from './start-endpoint.ts'

/** Of a signal to the end of the process, whatever waits; what starts services ends them after 10 s at the earliest. */
const END_WITHIN_MS = 4500

/** Exit codes: 2 for what the caller has to change, 1 for everything else. */
function fail(code: 1 | 2, message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(code)
}

function parse(): NonNullable<ReturnType<typeof readOptions>> {
  let read: ReturnType<typeof readOptions>
  try {
    read = readOptions(process.argv.slice(2), process.env)
  } catch (error) {
    return fail(2, `${error instanceof Error ? error.message : String(error)}\n${usage}`)
  }
  if (read !== null) return read
  process.stdout.write(usage)
  process.exit(0)
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
