import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { lockDirectory } from '../host/directory-lock.ts'
import { makePrivateFolder, makePrivateTree } from '../host/private-files.ts'
import { serveBackups } from './backup/control-socket.ts'
import { copyOpenStore } from './backup/embedded-backup.ts'
import type { Database } from './database/database.ts'
import { createMonths } from './database/months.ts'
import { openEmbeddedTenant, openPostgresTenants, type TenantDatabases, STORE_FOLDER } from './database/open-tenants.ts'
import type { Networks } from './delivery/networks.ts'
import { openMailer } from './delivery/send-email.ts'
import { ANCHOR_FILE, AnchorFile } from './audit/anchor-file.ts'
import { anchorer } from './audit/anchorer.ts'
import { createFindingsSource } from './findings/read-findings.ts'
import { createForecastSource } from './forecast/recovery-forecast.ts'
import { buildApp, closeApp } from './http/app.ts'
import { defaultBodyLimits, type BodyLimits } from './http/request-bodies.ts'
import { serveMetrics } from './http/metrics-access.ts'
import { createPanelWatch } from './http/panel-watch.ts'
import { createBacklogs } from './ingest/backlogs.ts'
import type { Tenant } from './http/tenant.ts'
import { tenantRouter, tenantUrl, type TenantAddress } from './http/tenant-router.ts'
import { createIdentityProvider, type IdentityProviderOptions } from './identity/identity-provider.ts'
import { startTenant, type TenantStart } from './identity/tenant.ts'
import { createMetricReader } from './metrics/answer-metric.ts'
import { createMetrics } from './monitoring/endpoint-metrics.ts'
import { createScrape } from './monitoring/scrape.ts'
import type { PeopleStore } from './people/delete-person.ts'
import { openDeletionsFile, repeatDeletions, type DeletionsFile } from './people/deletions.ts'
import { createRuleUseSource } from './reports/rule-use.ts'
import { seedRules } from './rules/rules-store.ts'
import { startBackgroundJobs, type BackgroundJobs, type JobIntervals } from './start-background-jobs.ts'
import { countPersonTime } from './rollups/count-person-time.ts'
import { takeOut } from './rollups/take-out.ts'

export interface EndpointOptions {
  /**
   * Data directory of the embedded store; made when missing, and taken for this process alone. With `databaseUrl` only what must outlive a restore is
   * kept there, and several processes may share it.
   */
  readonly dataFolder?: string | undefined
  /** A PostgreSQL; without it the embedded store is used, which takes one tenant. */
  readonly databaseUrl?: string | undefined
  /** Default: this machine only. */
  readonly host?: string | undefined
  /** 0 picks a free one. */
  readonly port: number
  /** Replaces the admin token of every tenant; without it, and without an admin, each gets a link for its first admin. */
  readonly adminToken?: string | undefined
  /** The tenants this process serves. Default: one, at every address. */
  readonly tenants?: readonly TenantAddress[] | undefined
  /** Where the people of a tenant, by its id, can sign in; of those that are not named with a password alone. */
  readonly identityProviders?: Readonly<Record<string, IdentityProviderOptions>> | undefined
  readonly logLevel?: 'silent' | 'info' | undefined
  /** The endpoint's clock, epoch ms. */
  readonly now?: (() => number) | undefined
  /** From one address, by codes and by keys that do not exist; 30 by default. */
  readonly enrollmentsPerMinute?: number | undefined
  /** By one enrollment key of a site; 1,500 by default. */
  readonly keyEnrollmentsPerMinute?: number | undefined
  /** From one address; 30 by default. */
  readonly signInsPerMinute?: number | undefined
  /** Of the built panel. Default: where `npm run build` puts it. */
  readonly browserFolder?: string | undefined
  /** Serves https: certificate with its chain and key, PEM. Without it http. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined
  /** Proxies whose X-Forwarded-For says who asks, as addresses and networks. Without it: whoever connects asks. */
  readonly trustProxy?: readonly string[] | undefined
  /** `/metrics` on a port of its own, which this machine alone reaches; 0 picks a free one. */
  readonly metricsPort?: number | undefined
  /** Lets a bearer of it read `/metrics` at the endpoint's own address. Without this and the port there are no metrics to be read. */
  readonly metricsToken?: string | undefined
  /** Whom to tell of a vulnerability: a URI for `/.well-known/security.txt`. Without it there is no such file. */
  readonly securityContact?: string | undefined
  /** Default: {@link defaultBodyLimits}. */
  readonly bodies?: Partial<BodyLimits> | undefined
  /** How often background jobs look for work; without it they run when there is some. */
  readonly jobIntervals?: JobIntervals | undefined
  /** Where e-mails about alerts go out, `smtp://…` or `smtps://…`; without it none do. */
  readonly smtpUrl?: string | undefined
  /** Networks in which webhooks may reach receivers; without it public addresses alone. */
  readonly webhookNetworks?: Networks | undefined
  /** Answers are checked against their contract; one that breaks it is answered 500. For tests and development. Default: not. */
  readonly checkAnswers?: boolean | undefined
  /** File to which heads of the audit log are added, outside the database. Default: one in the data directory; with a PostgreSQL none. */
  readonly auditAnchor?: string | undefined
  /** How long a cached answer to an expensive query is fresh, ms; null: every answer is of this moment. Default: ten seconds. */
  readonly cacheExpensiveAnswersMs?: number | null | undefined
}

export interface StartedTenant {
  readonly id: string
  /** Where its app and API are, without a slash at its end. */
  readonly url: string
  /** The link by which the first admin sets up an account; null while somebody can administer the tenant. */
  readonly firstAdmin: { readonly link: string; readonly expiresAt: number } | null
  readonly database: Database
}

export interface Endpoint {
  /** Without a slash at its end. */
  readonly url: string
  /** Null: metrics have no port of their own. */
  readonly metricsUrl: string | null
  /** In the order they were asked for. */
  readonly tenants: readonly StartedTenant[]
  /** As it was given. */
  readonly adminToken: string | null
  readonly database: Database
  readonly close: () => Promise<void>
}

const root = new URL('../../', import.meta.url)
/** As often as agents send while somebody has the panel open. */
const CACHE_EXPENSIVE_ANSWERS_MS = 10_000
/** In the data directory: a folder for each release, as its publisher signed it. */
const RELEASES_FOLDER = 'releases'
/** Where no tenants are named. */
export const ONE_TENANT: readonly TenantAddress[] = [{ id: 'main', host: null, prefix: '' }]

/**
 * Starts a reporting endpoint: store, schemas, tenants, rules, HTTP, background jobs; in that order, and all undone when one fails.
 * @throws DirectoryInUse when another process has the data directory; nothing has been changed then.
 * @throws FolderNotOurs when the data directory belongs to another user
 */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const addresses = options.tenants ?? ONE_TENANT
  const now = options.now ?? Date.now
  const undo: (() => Promise<void>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const store = await openStore(options, addresses, undo)
    const anchors = await openAnchors(options)
    const metrics = createMetrics(
      { version: endpointVersion(), store: options.databaseUrl === undefined ? 'embedded' : 'postgres' },
      { ofProcess: options.metricsToken !== undefined || options.metricsPort !== undefined },
    )
    const background = startBackgroundJobs({
      now,
      ran: (run) => metrics.jobRan(run),
      smtpUrl: options.smtpUrl,
      networks: options.webhookNetworks ?? [],
      intervals: options.jobIntervals ?? {},
      log: () => app.log,
    })
    undo.push(() => background.stop())
    const deletions = deletionsFile(options)
    const tenants: OpenedTenant[] = []
    // What the last requests did is anchored too.
    undo.push(async () => {
      // One that cannot be written does not keep the store from closing; the next start anchors the same.
      for (const { anchor } of tenants) await anchor().catch(() => {})
    })
    for (const [index, { id }] of addresses.entries()) {
      const database = store.databases[index]
      if (!database) continue
      tenants.push(await openTenant({ id, database, deletions }, background, { ...options, anchors }, now))
    }
    const opened = tenants.map(({ tenant }) => tenant)
    const scrape = createScrape(metrics.registry, {
      tenants: opened,
      connectionUse: () => store.connectionUse(),
      dataFolder: options.dataFolder ?? null,
      now,
    })
    const app = await buildApp({
      router: tenantRouter(addresses, opened),
      now,
      logLevel: options.logLevel ?? 'info',
      limits: {
        enrollments: options.enrollmentsPerMinute ?? 30,
        keyEnrollments: options.keyEnrollmentsPerMinute ?? 1500,
        signIns: options.signInsPerMinute ?? 30,
        batches: 600,
      },
      metrics,
      operations: {
        metricsToken: options.metricsToken ?? null,
        scrape,
        securityContact: options.securityContact ?? null,
      },
      tls: options.tls ?? null,
      trustProxy: options.trustProxy ?? [],
      bodies: { ...defaultBodyLimits, ...options.bodies },
      mailer: openMailer(options.smtpUrl),
      checkAnswers: options.checkAnswers ?? false,
      version: endpointVersion(),
      releasesFolder: options.dataFolder === undefined ? null : join(options.dataFolder, RELEASES_FOLDER),
      browserFolder: options.browserFolder ?? fileURLToPath(new URL('out/renderer', root)),
    })
    undo.push(() => closeApp(app))
    const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port })
    const metricsServer = options.metricsPort === undefined ? null : await serveMetrics(scrape, options.metricsPort)
    if (metricsServer !== null) undo.push(() => metricsServer.close())
    const started = addresses.flatMap((address, index): StartedTenant[] => {
      const found = tenants[index]
      if (!found) return []
      const { tenant, firstAdmin } = found
      const ownUrl = tenantUrl(url, address)
      const link = firstAdmin && {
        // Where the next step is: adding people.
        link: `${ownUrl}/accounts#invitation=${firstAdmin.token}`,
        expiresAt: firstAdmin.expiresAt,
      }
      return [{ id: tenant.id, url: ownUrl, database: tenant.database, firstAdmin: link }]
    })
    const [first] = started
    if (!first) throw new Error('an endpoint serves at least one tenant')
    return {
      url,
      metricsUrl: metricsServer?.url ?? null,
      tenants: started,
      adminToken: options.adminToken ?? null,
      database: first.database,
      close,
    }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

const endpointVersion = (): string =>
  z.object({ version: z.string() }).parse(JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))).version

type OpenedTenant = TenantStart & { readonly tenant: Tenant; readonly anchor: () => Promise<void> }

/** Null: there is no data directory. */
function deletionsFile({ dataFolder }: EndpointOptions): DeletionsFile | null {
  if (dataFolder === undefined) return null
  makePrivateFolder(dataFolder)
  return openDeletionsFile(join(dataFolder, 'deletions.jsonl'))
}

async function openTenant(
  store: PeopleStore,
  background: BackgroundJobs,
  options: EndpointOptions & { readonly anchors: AnchorFile | null },
  now: () => number,
): Promise<OpenedTenant> {
  const { id, database, deletions } = store
  const { firstAdmin } = await startTenant(database, id, options.adminToken, now())
  if (deletions) await repeatDeletions(database, id, deletions)
  await seedRules(database, new URL('assets/rules/starter-rules.json', root), now())
  const anchor = anchorer(database, options.anchors, now)
  await anchor()
  const forecast = createForecastSource(database, now)
  const freshMs = options.cacheExpensiveAnswersMs
  const sources = {
    findings: createFindingsSource(now),
    readRuleUse: createRuleUseSource(now),
    readMetric: createMetricReader(freshMs === undefined ? CACHE_EXPENSIVE_ANSWERS_MS : freshMs, now),
  }
  const provider = options.identityProviders?.[id]
  const tenant: Tenant = {
    ...store,
    provider: provider ? createIdentityProvider(provider) : null,
    ...sources,
    forecast,
    months: createMonths(database),
    takeOut,
    countPersonTime,
    panelWatch: createPanelWatch(now),
    backlogs: createBacklogs(database),
    signals: background.add({ id, database, forecast, sources, anchor }),
  }
  return { tenant, firstAdmin, anchor }
}

/** Null: there is no file. @throws where it cannot be written */
async function openAnchors({ auditAnchor, databaseUrl, dataFolder }: EndpointOptions): Promise<AnchorFile | null> {
  if (auditAnchor !== undefined) return AnchorFile.open(auditAnchor)
  return databaseUrl === undefined && dataFolder !== undefined ? AnchorFile.open(join(dataFolder, ANCHOR_FILE)) : null
}

async function openStore(
  options: EndpointOptions,
  addresses: readonly TenantAddress[],
  undo: (() => Promise<void>)[],
): Promise<TenantDatabases> {
  if (options.databaseUrl !== undefined) {
    const ids = addresses.map(({ id }) => id)
    const store = await openPostgresTenants(options.databaseUrl, ids)
    undo.push(() => store.close())
    return store
  }
  if (options.dataFolder === undefined) throw new Error('The embedded store needs a data directory.')
  if (addresses.length !== 1) throw new Error('The embedded store takes one tenant. Set DATABASE_URL for more.')
  makePrivateFolder(options.dataFolder)
  const lock = lockDirectory(options.dataFolder, 'endpoint')
  undo.push(async () => lock.release())
  // Of the lock itself, and of what versions before this one left open to others.
  makePrivateTree(options.dataFolder)
  const store = await openEmbeddedTenant(join(options.dataFolder, STORE_FOLDER))
  undo.push(() => store.close())
  const backups = await serveBackups(options.dataFolder, (backup) => copyOpenStore(store, backup))
  undo.push(() => backups.close())
  return store
}
