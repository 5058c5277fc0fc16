import { performance } from 'node:perf_hooks'
import { Client } from 'pg'
import type { Database } from '../../src/server/database/database.ts'
import { openPostgresTenants } from '../../src/server/database/open-tenants.ts'
import type { BenchResult } from '../result.ts'

/** What a question of the panel may take at the 95th percentile. */
const AIM_MS = 150

/** The p95 of a question's times beside the aim. */
export const aimed = (name: string, times: readonly number[]): BenchResult => ({
  name,
  unit: 'ms',
  measured: quantile(times, 0.95),
  baseline: AIM_MS,
  target: { atMost: 1 },
  notes: [`measured: p95 of ${times.length}; baseline: the aim`],
})

/** The first time warms the caches and is left out. */
export const timesOf = async (ask: () => Promise<unknown>, rounds: number): Promise<readonly number[]> => {
  const times: number[] = []
  for (let round = 0; round <= rounds; round += 1) times.push(await millisecondsOf(ask))
  return times.slice(1)
}

export const millisecondsOf = async (ask: () => Promise<unknown>): Promise<number> => {
  const start = performance.now()
  await ask()
  return performance.now() - start
}

export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.min(values.length - 1, Math.floor(values.length * share))] ??
  Number.NaN

/** The address of a database on a server. */
export function databaseUrl(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** A migrated, empty database on a server. */
export const freshDatabase = async (server: string, name: string): Promise<Database> => {
  const client = new Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(`create database ${name}`)
  } finally {
    await client.end()
  }
  const { databases, close } = await openPostgresTenants(databaseUrl(server, name), ['main'])
  const [database] = databases
  if (!database) throw new Error('the tenant was not opened')
  return { ...database, close }
}
