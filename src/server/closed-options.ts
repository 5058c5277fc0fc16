import { createSecureContext } from 'node:tls'
import { readFileSync } from 'node:fs'
import { secretInFile } from '../host/secret-file.ts'
import { isLoopback } from '../shared/contract/addresses.ts'
import { parseNetworks, type Networks } from './delivery/networks.ts'
import { isSecurityContact } from './http/security-txt.ts'
import type { EndpointOptions } from './start-endpoint.ts'

// Who gets at the endpoint, and on which ways: TLS, proxies, tokens, networks of webhooks.

type Values = {
  readonly [
    Name in
      | 'admin-token'
      | 'admin-token-file'
      | 'tls-cert'
      | 'tls-key'
      | 'trust-proxy'
      | 'metrics-port'
      | 'metrics-token-file'
      | 'webhook-networks'
      | 'security-contact'
  ]?: string | undefined
}
type Environment = Readonly<Record<string, string | undefined>>

const SHORTEST_TOKEN = 16

/**
 * A secret of the environment, itself as NAME or in a file as NAME_FILE.
 * @throws when both say it, or the file cannot be read
 */
export function secretOf(environment: Environment, name: string): string | undefined {
  const [direct, file] = [environment[name] || undefined, environment[`${name}_FILE`] || undefined]
  if (direct !== undefined && file !== undefined) throw new Error(`${name} and ${name}_FILE are both set`)
  return file === undefined ? direct : readSecret(`${name}_FILE`, file)
}

/** @param host the endpoint's address to listen on; undefined: this machine only @throws where something has to be changed, in words */
export function closedOptions(
  values: Values,
  environment: Environment,
  host: string | undefined,
): Pick<
  EndpointOptions,
  'adminToken' | 'tls' | 'trustProxy' | 'metricsPort' | 'metricsToken' | 'webhookNetworks' | 'securityContact'
> {
  const adminToken = oneSecret(
    '--admin-token',
    'TOUCHLEDGER_ADMIN_TOKEN',
    values['admin-token'],
    values['admin-token-file'],
    environment,
  )
  if (adminToken !== undefined && !/^\S{1,200}$/.test(adminToken)) {
    throw new Error('--admin-token is 1 to 200 characters without blanks')
  }
  if (adminToken !== undefined && adminToken.length < SHORTEST_TOKEN && isOpen(host)) {
    throw new Error(
      `the admin token has ${SHORTEST_TOKEN} characters or more where other machines can reach the endpoint`,
    )
  }
  const metricsToken = oneSecret(
    '--metrics-token',
    'TOUCHLEDGER_METRICS_TOKEN',
    undefined,
    values['metrics-token-file'],
    environment,
  )
  if (metricsToken !== undefined && !/^\S{16,200}$/.test(metricsToken)) {
    throw new Error('the metrics token is 16 to 200 characters without blanks')
  }
  const securityContact = values['security-contact']
  if (securityContact !== undefined && !isSecurityContact(securityContact)) {
    throw new Error('--security-contact is an address such as mailto:security@example.org')
  }
  return {
    adminToken,
    metricsToken,
    securityContact,
    metricsPort: values['metrics-port'] === undefined ? undefined : portOf('--metrics-port', values['metrics-port']),
    tls: tlsOf(values),
    trustProxy: values['trust-proxy'] === undefined ? undefined : proxiesIn(values['trust-proxy']),
    webhookNetworks: values['webhook-networks'] === undefined ? undefined : networksIn(values['webhook-networks']),
  }
}

/** What an operator should change, one line each. */
export function warningsOf(
  { 'admin-token': argument }: Values,
  { adminToken, host, tls, trustProxy }: Pick<EndpointOptions, 'adminToken' | 'host' | 'tls' | 'trustProxy'>,
): string[] {
  const warnings: string[] = []
  if (adminToken !== undefined && adminToken.length < SHORTEST_TOKEN) {
    warnings.push(`The admin token is short enough to be guessed; use one of ${SHORTEST_TOKEN} characters or more.`)
  }
  if (!isOpen(host)) return warnings
  if (argument !== undefined) {
    warnings.push(
      'Every user of this machine can read --admin-token; use --admin-token-file or TOUCHLEDGER_ADMIN_TOKEN.',
    )
  }
  if (tls === undefined && trustProxy === undefined) {
    warnings.push(
      'Other machines reach this endpoint without TLS; use --tls-cert and --tls-key, or name a proxy that has it with --trust-proxy.',
    )
  }
  return warnings
}

/** A port. @throws when it is none */
export function portOf(option: string, value: string | undefined): number {
  if (!/^\d{1,5}$/.test(value ?? '') || Number(value) > 65_535) throw new Error(`${option} is a number from 0 to 65535`)
  return Number(value)
}

const isOpen = (host: string | undefined): boolean => host !== undefined && host !== '::1' && !isLoopback(host)

function oneSecret(
  option: string,
  name: string,
  argument: string | undefined,
  file: string | undefined,
  environment: Environment,
): string | undefined {
  const found = [
    argument,
    file === undefined ? undefined : readSecret(`${option}-file`, file),
    secretOf(environment, name),
  ]
  const said = found.filter((secret) => secret !== undefined)
  if (said.length > 1) throw new Error(`${option}, ${option}-file and ${name}: only one of them may say it`)
  return said[0]
}

/** The secret in a file that an option names. @throws when it cannot be read */
export function readSecret(option: string, file: string): string {
  try {
    return secretInFile(file)
  } catch (error) {
    throw unreadable(option, error)
  }
}

function tlsOf(values: Values): EndpointOptions['tls'] {
  const [certFile, keyFile] = [values['tls-cert'], values['tls-key']]
  if (certFile === undefined && keyFile === undefined) return undefined
  if (certFile === undefined || keyFile === undefined) throw new Error('--tls-cert and --tls-key are needed together')
  const read = (option: string, file: string) => {
    try {
      return readFileSync(file)
    } catch (error) {
      throw unreadable(option, error)
    }
  }
  const tls = { cert: read('--tls-cert', certFile), key: read('--tls-key', keyFile) }
  try {
    createSecureContext(tls)
  } catch {
    throw new Error('--tls-cert and --tls-key are no PEM certificate and its key')
  }
  return tls
}

const unreadable = (option: string, error: unknown): Error =>
  new Error(`${option} cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'failed'})`)

/** "Everybody" or a number of hops would let a client say who it is. */
function proxiesIn(list: string): string[] {
  const proxies = list.split(',').map((part) => part.trim())
  for (const proxy of proxies) {
    try {
      parseNetworks(proxy.includes('/') ? proxy : `${proxy}/${proxy.includes(':') ? 128 : 32}`)
    } catch {
      throw new Error(`--trust-proxy: ${proxy} is no address or network`)
    }
  }
  return proxies
}

function networksIn(list: string): Networks {
  try {
    return parseNetworks(list)
  } catch (error) {
    throw new Error(`--webhook-networks: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
}
