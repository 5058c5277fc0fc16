import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockDirectory } from '../host/directory-lock.ts'
import { startBackgroundWork } from './background/start-background-work.ts'
import type { Database } from './database/database.ts'
import { migrate } from './database/migrate.ts'
import { openPglite } from './database/pglite.ts'
import { openPostgres } from './database/postgres.ts'
import { buildApp } from './http/app.ts'
import { startTenant } from './identity/tenant.ts'
import { seedRules } from './rules/rules-store.ts'
import { createMetricReader } from './metrics/answer-metric.ts'
import { createForecastSource } from './worklist/recovery-forecast.ts'

export interface EndpointOptions {
  /** Data directory of the embedded store; made when missing, and taken for this process alone. Not used with `databaseUrl`. */
  readonly dataFolder?: string | undefined
  /** A PostgreSQL; without it the embedded store is used. */
  readonly databaseUrl?: string | undefined
  /** Default: this machine only. */
  readonly host?: string | undefined
  /** 0 picks a free one. */
  readonly port: number
  /** Replaces the admin token; without it one is made at the first start. */
  readonly adminToken?: string | undefined
  /** The tenant this process serves. */
  readonly tenantId?: string | undefined
  readonly logLevel?: 'silent' | 'info' | undefined
  /** The endpoint's clock, epoch ms. */
  readonly now?: (() => number) | undefined
  readonly enrollmentsPerMinute?: number | undefined
  /** How long stored records wait before they are folded into the sums, ms; null: nobody folds them. Default: a few seconds. */
  readonly foldEveryMs?: number | null | undefined
  /** Where e-mails about alerts go out, `smtp://…` or `smtps://…`; without it none do. */
  readonly smtpUrl?: string | undefined
  /** Between two rounds of alerts, ms; null: nobody evaluates them. Default: half a minute. */
  readonly alertsEveryMs?: number | null | undefined
  /** How often hidden work is looked for on claims that have changed, ms; null: never. Default: a few seconds. */
  readonly judgeEveryMs?: number | null | undefined
  /** How long the answer to a question that took long is fresh, ms; null: every answer is of this moment. Default: ten seconds. */
  readonly keepSlowAnswersMs?: number | null | undefined
}

export interface Endpoint {
  /** Without a slash at its end. */
  readonly url: string
  /** Null when an earlier start made it: then only its hash is known. */
  readonly adminToken: string | null
  readonly database: Database
  readonly close: () => Promise<void>
}

const root = new URL('../../', import.meta.url)
/** As often as agents send while somebody looks. */
const KEEP_SLOW_ANSWERS_MS = 10_000
const CLOSE_IDLE_EVERY_MS = 50

/**
 * Starts a reporting endpoint: store, schema, tenant, rules, HTTP; in that order, and all undone when one fails.
 * @throws DirectoryInUse when another process has the data directory; nothing has been changed then.
 */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const tenantId = options.tenantId ?? 'main'
  const now = options.now ?? Date.now
  const undo: (() => Promise<void>)[] = []
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const database = await openStore(options, undo)
    await migrate(database)
    const { adminToken } = await startTenant(database, tenantId, options.adminToken, now())
    await seedRules(database, tenantId, new URL('assets/rules/starter-rules.json', root), now())
    const forecast = createForecastSource(database, tenantId, now)
    const app = await buildApp({
      database,
      tenantId,
      now,
      logLevel: options.logLevel ?? 'info',
      limits: { enrollments: options.enrollmentsPerMinute ?? 30, batches: 600 },
      canMail: options.smtpUrl !== undefined,
      forecast,
      readMetric: createMetricReader(
        database,
        options.keepSlowAnswersMs === undefined ? KEEP_SLOW_ANSWERS_MS : options.keepSlowAnswersMs,
        now,
      ),
      browserFolder: fileURLToPath(new URL('out/renderer', root)),
    })
    undo.push(() => closeApp(app))
    const url = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port })
    undo.push(
      startBackgroundWork({
        database,
        tenantId,
        now,
        forecast,
        smtpUrl: options.smtpUrl,
        everyMs: { fold: options.foldEveryMs, judge: options.judgeEveryMs, alerts: options.alertsEveryMs },
        log: app.log,
      }),
    )
    return { url, adminToken, database, close }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** Lets what has been asked be answered. A client that keeps its connection after that is not waited for: it may keep one for 72 s. */
async function closeApp(app: Awaited<ReturnType<typeof buildApp>>): Promise<void> {
  const closing = setInterval(() => app.server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS)
  try {
    await app.close()
  } finally {
    clearInterval(closing)
  }
}

async function openStore(options: EndpointOptions, undo: (() => Promise<void>)[]): Promise<Database> {
  if (options.databaseUrl !== undefined) {
    const database = openPostgres(options.databaseUrl)
    undo.push(() => database.close())
    return database
  }
  if (options.dataFolder === undefined) throw new Error('The embedded store needs a data directory.')
  await mkdir(options.dataFolder, { recursive: true })
  const lock = lockDirectory(options.dataFolder, 'endpoint')
  undo.push(async () => lock.release())
  const database = await openPglite(join(options.dataFolder, 'store'))
  undo.push(() => database.close())
  return database
}
