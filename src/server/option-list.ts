/** An option of the endpoint: what --help, the configuration file, the environment and docs/deployment.md know of it. */
export interface EndpointOption {
  /** As `--name`, as a key of the configuration file, and in capitals as `TOUCHLEDGER_NAME`. */
  readonly name: string
  /** What stands for its value; null: it is a switch. */
  readonly value: string | null
  readonly meaning: string
  /** In words; without one it is left out. */
  readonly standard?: string
  /** It can be said more than once. */
  readonly multiple?: true
  /** Environment variable, where its name does not follow from the option's. */
  readonly variable?: string
}

/** Every option, in the order in which it is documented. */
export const endpointOptions = [
  {
    ...{ name: 'config', value: 'FILE' },
    meaning:
      'configuration file: JSON with these names as keys. The environment overrides it, and the command line both',
  },
  {
    ...{ name: 'data', value: 'DIR' },
    meaning: 'data directory of the embedded store; with a PostgreSQL the place of what must outlive a restore',
  },
  {
    ...{ name: 'database-url-file', value: 'FILE', variable: 'DATABASE_URL_FILE' },
    meaning:
      'file with the address of a PostgreSQL, postgres://LOGIN:PASSWORD@HOST/DATABASE; or the variable DATABASE_URL',
    standard: 'the embedded store',
  },
  { name: 'port', value: 'N', meaning: 'port to listen on; 0 picks a free one', standard: '4780' },
  { name: 'host', value: 'ADDRESS', meaning: 'address to listen on', standard: '127.0.0.1, this machine only' },
  {
    ...{ name: 'tenants', value: 'LIST' },
    meaning:
      'several tenants on one PostgreSQL: ids with commas, each found under /t/ID, or at a host name of its own with ID@HOST',
    standard: 'one tenant at every address',
  },
  {
    ...{ name: 'audit-anchor', value: 'FILE' },
    meaning: 'heads of the audit log are added to this file, outside the database',
    standard: 'a file in the data directory; with a PostgreSQL none',
  },
  {
    ...{ name: 'admin-token-file', value: 'FILE' },
    meaning: 'file with an admin token, 16 characters or more; or the variable TOUCHLEDGER_ADMIN_TOKEN',
    standard: 'a link for the first admin',
  },
  {
    ...{ name: 'admin-token', value: 'TOKEN' },
    meaning: 'the same, for trials on this machine: every user of it sees arguments',
  },
  {
    ...{ name: 'tls-cert', value: 'FILE' },
    meaning: 'serves https with this certificate, PEM with its chain; a renewed one is read at the next start',
    standard: 'http',
  },
  { name: 'tls-key', value: 'FILE', meaning: 'its key, PEM' },
  {
    ...{ name: 'trust-proxy', value: 'LIST' },
    meaning: 'addresses or networks of proxies, with commas, whose X-Forwarded-For says who asks',
    standard: 'none',
  },
  {
    ...{ name: 'metrics-port', value: 'N' },
    meaning: '/metrics for Prometheus on a port of its own, of this machine only',
    standard: 'none',
  },
  {
    ...{ name: 'metrics-token-file', value: 'FILE' },
    meaning:
      "/metrics also at the endpoint's own address, for the token in this file; or the variable TOUCHLEDGER_METRICS_TOKEN",
    standard: 'none',
  },
  {
    ...{ name: 'smtp-url-file', value: 'FILE' },
    meaning: 'file with the mail server, smtp://… or smtps://…; or the variable TOUCHLEDGER_SMTP_URL',
    standard: 'no e-mail',
  },
  {
    ...{ name: 'webhook-networks', value: 'LIST' },
    meaning: 'networks in which webhooks may reach receivers, as 10.2.0.0/16, with commas',
    standard: 'public addresses alone',
  },
  {
    ...{ name: 'security-contact', value: 'URI' },
    meaning: 'whom to tell of a vulnerability, in /.well-known/security.txt: mailto:…, https://… or tel:+…',
    standard: 'no such file',
  },
  {
    ...{ name: 'oidc-issuer', value: 'URL', multiple: true },
    meaning:
      'people can sign in at this OpenID provider (docs/security/sign-in.md). With tenants, this and the other oidc options can be said for one of them, as north=URL, and more than once',
    standard: 'passwords alone',
  },
  { name: 'oidc-client-id', value: 'ID', multiple: true, meaning: 'id of the client at the provider' },
  {
    ...{ name: 'oidc-client-secret-file', value: 'FILE', multiple: true },
    meaning: "file with the client's secret; or the variable TOUCHLEDGER_OIDC_CLIENT_SECRET",
  },
  {
    ...{ name: 'oidc-name', value: 'NAME', multiple: true },
    meaning: 'the button says "Sign in with NAME"',
    standard: "the issuer's host",
  },
  {
    ...{ name: 'oidc-domains', value: 'LIST', multiple: true },
    meaning: 'lets in e-mail addresses of these domains alone, with commas',
    standard: 'every address that the provider lets in',
  },
  {
    ...{ name: 'oidc-only', value: null },
    meaning: 'whoever has signed in at the provider once can no longer use a password',
    standard: 'off',
  },
  {
    ...{ name: 'check-answers', value: null },
    meaning: 'answers are checked against their contract, for development',
    standard: 'off',
  },
] as const satisfies readonly EndpointOption[]

export type OptionName = (typeof endpointOptions)[number]['name']

const all: readonly EndpointOption[] = endpointOptions

/** The option's environment variable. */
export const variableOf = ({ name, variable }: EndpointOption): string =>
  variable ?? `TOUCHLEDGER_${name.toUpperCase().replaceAll('-', '_')}`

/** Secrets that a variable of the environment may hold itself, each with the option that names a file of it. */
export const secretVariables: Readonly<Record<string, OptionName>> = {
  DATABASE_URL: 'database-url-file',
  TOUCHLEDGER_ADMIN_TOKEN: 'admin-token-file',
  TOUCHLEDGER_METRICS_TOKEN: 'metrics-token-file',
  TOUCHLEDGER_SMTP_URL: 'smtp-url-file',
  TOUCHLEDGER_OIDC_CLIENT_SECRET: 'oidc-client-secret-file',
}

/** What `--help` says of the options. */
export function optionsHelp(): string {
  return all
    .map(({ name, value, meaning, standard }) => {
      const said = `  --${name}${value === null ? '' : ` ${value}`}`
      return `${said.padEnd(34)} ${meaning}${standard === undefined ? '' : `. Without it: ${standard}`}\n`
    })
    .join('')
}
