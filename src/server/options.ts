import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { calledAs } from '../host/called-as.ts'
import { closedOptions, portOf, readSecret, secretOf, warningsOf } from './closed-options.ts'
import { tenantIdPattern } from './database/registry.ts'
import { parseTenants } from './http/tenant-router.ts'
import { oidcOptions } from './oidc-options.ts'
import {
  endpointOptions,
  optionsHelp,
  secretVariables,
  variableOf,
  type EndpointOption,
  type OptionName,
} from './option-list.ts'
import { ONE_TENANT, type EndpointOptions } from './start-endpoint.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What was said of one option, and where: `--port`, `TOUCHLEDGER_PORT` or `FILE: /port`. */
interface Said {
  readonly values: readonly string[]
  readonly place: string
}
type SaidOptions = Partial<Record<OptionName, Said>>

const DEFAULT_PORT = '4780'
const all: readonly EndpointOption[] = endpointOptions

export const usage = `usage: ${calledAs('endpoint', 'start')} [OPTIONS]
${optionsHelp()}Every option is also a key of the configuration file and an environment variable: --trust-proxy is TOUCHLEDGER_TRUST_PROXY.
`

/**
 * What the endpoint is started with: the configuration file, overridden by the environment, overridden by the command line.
 * @returns null where the usage is asked for
 * @throws where something has to be changed: in words that name place, field and remedy, and no secret
 */
export function readOptions(
  args: readonly string[],
  environment: Environment,
): { readonly options: EndpointOptions; readonly warnings: readonly string[] } | null {
  const switches = all.map(({ name, value }) => [name, { type: value === null ? 'boolean' : 'string', multiple: true }])
  const { values: given } = parseArgs({
    args: [...args],
    options: {
      ...(Object.fromEntries(switches) as Record<string, { type: 'string'; multiple: true }>),
      help: { type: 'boolean' },
    },
  })
  if (given.help === true) return null
  const fromArgs = saidBy(
    (name) => (given as Readonly<Record<string, unknown>>)[name],
    (name) => `--${name}`,
  )
  const fromEnvironment = saidBy(
    (name) => {
      const variable = variableOf(optionOf(name))
      // One that is a secret itself is taken below.
      return Object.hasOwn(secretVariables, variable) ? undefined : environment[variable] || undefined
    },
    (name) => variableOf(optionOf(name)),
  )
  const file = (fromArgs.config ?? fromEnvironment.config)?.values.at(-1)
  const merged = inOrder(file === undefined ? {} : saidInFile(file), fromEnvironment, fromArgs, environment)
  try {
    return toEndpointOptions(merged.said, merged.secrets)
  } catch (error) {
    throw placed(error, merged.said)
  }
}

const optionOf = (name: string): EndpointOption => {
  const option = all.find((each) => each.name === name)
  if (!option) throw new Error(`there is no option ${name}`)
  return option
}

/** @throws where a switch is neither true nor false */
function saidBy(valueOf: (name: OptionName) => unknown, placeOf: (name: OptionName) => string): SaidOptions {
  const entries = endpointOptions.flatMap(({ name, value: stands }) => {
    const value = valueOf(name)
    if (value === undefined || value === null) return []
    const values = (Array.isArray(value) ? value : [value]).map(String)
    if (stands === null && values.some((each) => !/^(true|false)$/.test(each))) {
      throw new Error(`${placeOf(name)} is true or false`)
    }
    return [[name, { values, place: placeOf(name) }]]
  })
  return Object.fromEntries(entries) as SaidOptions
}

/** @throws where the file cannot be read, is no JSON object, or has a key or a value that is none of the options */
function saidInFile(file: string): SaidOptions {
  let text: string
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed'
    throw new Error(`${file}: the configuration file cannot be read (${code}). Check its path and who may read it`, {
      cause: error,
    })
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw new Error(`${file}: not valid JSON: ${error instanceof Error ? error.message : ''}`, { cause: error })
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Error(`${file}: expected an object, as {"port": 4780}`)
  }
  for (const [key, value] of Object.entries(json)) {
    if (key === 'config' || !all.some(({ name }) => name === key)) {
      throw new Error(`${file}: /${key} is no option. The keys are the options without their dashes; --help lists them`)
    }
    if (!fits(optionOf(key), value)) {
      throw new Error(
        `${file}: /${key}: expected ${optionOf(key).value === null ? 'true or false' : 'a text, a number or a list of texts'}`,
      )
    }
  }
  const object = json as Readonly<Record<string, unknown>>
  return saidBy(
    (name) => {
      const value = object[name]
      // A list of an option that is said once is its texts with commas.
      return Array.isArray(value) && optionOf(name).multiple !== true ? value.join(',') : value
    },
    (name) => `${file}: /${name}`,
  )
}

function fits({ value: stands }: EndpointOption, value: unknown): boolean {
  if (stands === null) return typeof value === 'boolean'
  if (Array.isArray(value)) return value.length > 0 && value.every((each) => typeof each === 'string')
  return typeof value === 'string' || typeof value === 'number'
}

/** The later one overrides the earlier, a secret in whatever form it is said. */
function inOrder(file: SaidOptions, fromEnvironment: SaidOptions, args: SaidOptions, environment: Environment) {
  const secrets: Record<string, string | undefined> = {}
  const said: SaidOptions = { ...file, ...fromEnvironment, ...args }
  for (const [variable, option] of Object.entries(secretVariables)) {
    const forms: OptionName[] = option === 'admin-token-file' ? [option, 'admin-token'] : [option]
    const inArgs = forms.some((form) => args[form] !== undefined)
    const direct = environment[variable] || undefined
    const named = forms.some((form) => fromEnvironment[form] !== undefined)
    const layer = inArgs ? args : direct !== undefined || named ? fromEnvironment : file
    for (const form of forms) {
      delete said[form]
      const value = layer[form]
      if (value !== undefined) said[form] = value
    }
    // A tenant may have a secret of its own on the command line, and the others that of the environment.
    if ((!inArgs || optionOf(option).multiple === true) && direct !== undefined) {
      if (named) throw new Error(`${variable} and ${variable}_FILE are both set. Take one away`)
      secrets[variable] = direct
    }
  }
  return { said, secrets }
}

function toEndpointOptions(said: SaidOptions, secrets: Environment) {
  const one = (name: OptionName) => said[name]?.values.at(-1)
  const isOn = (name: OptionName) => one(name) === 'true'
  const texts = Object.fromEntries(
    endpointOptions.flatMap(({ name }) => (one(name) === undefined ? [] : [[name, one(name)]])),
  ) as Partial<Record<OptionName, string>>
  const secret = (variable: string, option: OptionName) => {
    const file = one(option)
    return file === undefined ? secretOf(secrets, variable) : readSecret(`--${option}`, file)
  }
  const databaseUrl = secret('DATABASE_URL', 'database-url-file')
  if (databaseUrl !== undefined && !/^postgres(ql)?:\/\//.test(databaseUrl)) {
    throw new Error('DATABASE_URL begins with postgres://')
  }
  const dataFolder = one('data')
  if (dataFolder === undefined && databaseUrl === undefined) throw new Error('--data is missing')
  const [host, checkAnswers, auditAnchor] = [one('host'), isOn('check-answers'), one('audit-anchor')]
  const port = portOf('--port', one('port') ?? DEFAULT_PORT)
  const closed = closedOptions(texts, secrets, host)
  const smtpUrl = secret('TOUCHLEDGER_SMTP_URL', 'smtp-url-file')
  if (smtpUrl !== undefined && !/^smtps?:\/\//.test(smtpUrl)) {
    throw new Error('TOUCHLEDGER_SMTP_URL begins with smtp:// or smtps://')
  }
  const list = one('tenants')
  const tenants = list === undefined ? undefined : parseTenants(list, tenantIdPattern)
  if (tenants !== undefined && databaseUrl === undefined) {
    throw new Error('--tenants needs a PostgreSQL: set DATABASE_URL. The embedded store takes one tenant')
  }
  const many = Object.fromEntries(endpointOptions.map(({ name }) => [name, said[name]?.values]))
  const identityProviders = oidcOptions({ ...many, 'oidc-only': [isOn('oidc-only')] }, secrets, tenants ?? ONE_TENANT)
  const options: EndpointOptions = {
    ...{ dataFolder, databaseUrl, host, port, smtpUrl, tenants, auditAnchor, checkAnswers, identityProviders },
    ...closed,
  }
  const isArgument = said['admin-token']?.place === '--admin-token'
  return { options, warnings: warningsOf(isArgument ? texts : {}, options) }
}

/** An option is called as it was said: by its variable, or by file and key. */
function placed(error: unknown, said: SaidOptions): Error {
  const message = error instanceof Error ? error.message : String(error)
  const named = message.replaceAll(/--([a-z][a-z-]*)/g, (flag, name: OptionName) => said[name]?.place ?? flag)
  return new Error(named, { cause: error })
}
