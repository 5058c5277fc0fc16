import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { createMetrics } from '../../src/server/monitoring/endpoint-metrics.ts'
import { createScrape } from '../../src/server/monitoring/scrape.ts'
import { HOUR_MS } from '../../src/shared/time.ts'
import { freshDatabase } from '../setup/postgres.ts'
import { fineHealth } from '../shared/device-health/fine-health.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord } from './support/records.ts'
import { freshEndpoint } from './support/stores.ts'

const repository = new URL('../../', import.meta.url)
const fileText = (path: string) => readFile(new URL(path, repository), 'utf8')

interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

interface Scraped {
  readonly samples: readonly Sample[]
  /** By the metric's name. */
  readonly types: ReadonlyMap<string, string>
  readonly helps: ReadonlyMap<string, string>
}

/** Reads Prometheus' text format, as far as prom-client writes it. */
function readScrape(text: string): Scraped {
  const samples: Sample[] = []
  const types = new Map<string, string>()
  const helps = new Map<string, string>()
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, kind, of = '', rest = ''] = /^# (TYPE|HELP) (\S+) (.*)$/.exec(line) ?? []
    if (kind !== undefined) {
      ;(kind === 'TYPE' ? types : helps).set(of, rest)
      continue
    }
    const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? []
    const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', given = '']) => [label, given] as const)
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) })
  }
  return { samples, types, helps }
}

const words = new Set(['and', 'or', 'unless', 'by', 'without', 'on', 'ignoring', 'offset', 'bool', 'group_left'])

/** The metrics that an expression of PromQL reads, with the labels that it asks for by their exact value. */
function metricsIn(
  expression: string,
): { readonly name: string; readonly labels: readonly (readonly [string, string])[] }[] {
  const bare = expression.replaceAll(/\b(by|without|on|ignoring)\s*\([^)]*\)/g, ' ').replaceAll(/\[[^\]]*\]/g, ' ')
  return [...bare.matchAll(/(?<![\w.])([a-zA-Z_]\w*)\s*(\(|\{[^}]*\})?/g)].flatMap(([, name = '', after = '']) => {
    if (after === '(' || words.has(name)) return []
    const labels = [...after.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', value = '']) => [label, value] as const)
    return [{ name, labels }]
  })
}

const dashboardExpressions = async () => {
  const { panels } = JSON.parse(await fileText('deploy/monitoring/dashboard.json')) as {
    panels: { targets: { expr: string }[] }[]
  }
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
}
const alertExpressions = async () =>
  [...(await fileText('deploy/monitoring/alerts.yml')).matchAll(/^\s+expr: (.+)$/gm)].map(([, expr = '']) => expr)

/** A Wednesday morning in New York. */
const MORNING = Date.UTC(2026, 11, 2, 15)

describe('an endpoint on which much goes wrong', () => {
  let now = MORNING
  let folder: string
  let scraped: Scraped
  const undo: (() => Promise<unknown>)[] = []
  const valueOf = (name: string, labels: Readonly<Record<string, string>> = {}) =>
    scraped.samples.find(
      (sample) =>
        sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value),
    )?.value

  beforeAll(async () => {
    const database = await freshDatabase()
    folder = await mkdtemp(join(tmpdir(), 'touchledger-monitoring-'))
    undo.push(database.drop, () => rm(folder, { recursive: true }))
    const endpoint = await freshEndpoint('postgres', {
      ...{ databaseUrl: database.url, dataFolder: folder, metricsPort: 0, now: () => now },
      // The first fails from the moment its table is gone, and is tried again at once.
      jobIntervals: { roll_up: 20, audit: 20 },
    })
    undo.push(endpoint.close)
    const store = endpoint.database
    const device = await enrolledDevice(endpoint, { user: 'Ada' })
    await ask(endpoint, '/v1/panel')
    await store.query(sql`alter table rollup_state rename to rollup_state_gone`)
    const span = (seq: number) => spanRecord({ seq, startedAt: seq * 1000, endedAt: seq * 1000 + 1000 })
    // Two are missing, one is refused.
    const records = [span(1), span(2), span(5), { ...span(6), presence: 'asleep' }]
    expect((await device.send({ ...batchOf([]), records, sentAt: now }, { clock: now })).status).toBe(200)
    await store.query(sql`update pending_batches set added_at = added_at - ${HOUR_MS}::bigint`)
    await store.query(
      sql`update devices set health = ${JSON.stringify({ ...fineHealth, observable: false })}, health_at = ${now}`,
    )
    await store.query(
      sql`insert into deliveries (delivery_id, channel, target, body, created_at, attempts, next_attempt_at)
        values ('waiting', 'email', 'email', '{}', ${now}, 1, ${now}), ('given up', 'email', 'email', '{}', ${now}, 99, null)`,
    )
    now += 2 * HOUR_MS
    const read = async () => readScrape(await (await fetch(endpoint.metricsUrl ?? '')).text())
    scraped = await read()
    // The numbers of the process are of now: until both jobs have been counted.
    const runsOf = (job: string, outcome: string) => valueOf('touchledger_job_runs_total', { job, outcome }) ?? 0
    while (runsOf('roll_up', 'failed') === 0 || runsOf('audit', 'succeeded') === 0) scraped = await read()
  })
  afterAll(async () => {
    for (const step of undo.toReversed()) await step()
  })

  test('a failing job, a backlog, missing and refused records, silent computers and undelivered messages are numbers', async () => {
    expect(
      valueOf('touchledger_job_runs_total', { tenant: 'main', job: 'roll_up', outcome: 'failed' }),
    ).toBeGreaterThan(0)
    expect(valueOf('touchledger_queue_items', { tenant: 'main', queue: 'roll_up' })).toBe(1)
    const age = valueOf('touchledger_queue_oldest_age_seconds', { tenant: 'main', queue: 'roll_up' }) ?? 0
    expect(age).toBeGreaterThanOrEqual(3600)
    expect(age).toBeLessThan(3700)
    expect(valueOf('touchledger_queue_items', { queue: 'messages' })).toBe(1)
    expect(valueOf('touchledger_queue_oldest_age_seconds', { queue: 'messages' })).toBe(7200)
    expect(valueOf('touchledger_messages_given_up', { tenant: 'main' })).toBe(1)
    expect(valueOf('touchledger_device_records_missing', { tenant: 'main' })).toBe(2)
    expect(valueOf('touchledger_device_records_refused', { tenant: 'main' })).toBe(1)
    expect(valueOf('touchledger_device_records_lost', { tenant: 'main' })).toBe(0)
    expect(valueOf('touchledger_ingest_records_total', { outcome: 'accepted' })).toBe(3)
    expect(valueOf('touchledger_ingest_records_total', { outcome: 'rejected' })).toBe(1)
    expect(valueOf('touchledger_devices_enrolled', { tenant: 'main' })).toBe(1)
    expect(valueOf('touchledger_devices_online', { tenant: 'main' })).toBe(0)
    expect(valueOf('touchledger_devices_stopped', { tenant: 'main' })).toBe(1)
    expect(valueOf('touchledger_devices_without_windows', { tenant: 'main' })).toBe(1)
  })

  test('version, size, connections and disk are told', async () => {
    const { version } = JSON.parse(await fileText('package.json')) as { version: string }
    expect(valueOf('touchledger_build_info', { version, node: process.versions.node, store: 'postgres' })).toBe(1)
    expect(valueOf('touchledger_store_read_timestamp_seconds', { tenant: 'main' })).toBe(now / 1000)
    expect(valueOf('touchledger_database_size_bytes')).toBeGreaterThan(5e6)
    expect(valueOf('touchledger_database_connections_limit')).toBe(40)
    expect(valueOf('touchledger_database_connections_waiting')).toBe(0)
    expect(valueOf('touchledger_data_folder_free_bytes')).toBeGreaterThan(0)
    expect(valueOf('touchledger_job_last_success_timestamp_seconds', { job: 'audit' })).toBeGreaterThanOrEqual(
      MORNING / 1000,
    )
    expect(valueOf('process_resident_memory_bytes')).toBeGreaterThan(0)
  })

  test('each metric that the alerts and the dashboard read exists, with the labels that they ask for', async () => {
    const expressions = [...(await alertExpressions()), ...(await dashboardExpressions())]
    expect(expressions.length).toBeGreaterThan(40)
    const read = expressions.flatMap(metricsIn)
    const unknown = read.filter(({ name, labels }) => {
      // Prometheus' own, and a method that nobody has used yet.
      if (name === 'up') return false
      return !scraped.samples.some(
        (sample) => sample.name === name && labels.every(([label, value]) => sample.labels[label] === value),
      )
    })
    expect(unknown).toEqual([])
  })

  test('names are conventional, and docs/monitoring.md explains each', async () => {
    const text = await fileText('docs/monitoring.md')
    const own = [...scraped.types].filter(([name]) => name.startsWith('touchledger_'))
    expect(own.length).toBeGreaterThanOrEqual(22)
    for (const [name, type] of own) {
      expect(name).toMatch(/^[a-z][a-z_]*$/)
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter'])
      expect([name, scraped.helps.get(name)]).not.toEqual([name, ''])
      expect([name, /_(ms|millis|milliseconds|minutes|hours|kb|mb)(_|$)/.test(name)]).toEqual([name, false])
      if (/_(age|duration|timestamp|lag)(_|$)/.test(name)) expect(name).toMatch(/_seconds$/)
      if (/_(size|free)(_|$)/.test(name)) expect(name).toMatch(/_bytes$/)
      expect(text).toContain(`\`${name}\``)
    }
  })

  test('no number names a person, a device or a claim', () => {
    const texts = scraped.samples.flatMap(({ labels }) => Object.values(labels))
    expect(texts.filter((text) => /Ada|device_|[0-9a-f]{64}/.test(text))).toEqual([])
  })
})

test('a store that does not answer keeps no scrape waiting: the numbers of the process come without its own', async () => {
  const metrics = createMetrics({ version: '1.2.3', store: 'embedded' }, { ofProcess: false })
  const never = () => new Promise<never>(() => {})
  const failing = () => Promise.reject(new Error('away'))
  for (const query of [never, failing]) {
    const { registry } = createMetrics({ version: '1.2.3', store: 'embedded' }, { ofProcess: false })
    const database = { kind: 'embedded', query, transaction: never, close: never } as const
    const scrape = createScrape(registry, {
      ...{
        tenants: [{ id: 'main', database }],
        connectionUse: () => null,
        dataFolder: null,
        now: Date.now,
        waitMs: 20,
      },
    })
    const { samples } = readScrape(await scrape.text())
    expect(samples.map(({ name }) => name)).toContain('touchledger_build_info')
    expect(samples.map(({ name }) => name)).not.toContain('touchledger_store_read_timestamp_seconds')
  }
  expect(await metrics.registry.metrics()).not.toContain('data_folder')
})
