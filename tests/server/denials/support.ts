import { gzipSync } from 'node:zlib'
import type { DenialDetail, DenialRow, ImportedFile } from '../../../src/shared/contract/denials.ts'
import type { Page, Problem } from '../../../src/shared/contract/reports.ts'
import type { Queries } from '../../../src/server/database/database.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import { ask, type Answer } from '../support/device.ts'
import type { MadeClaim } from '../x835/make835.ts'

interface Target {
  readonly url: string
  readonly adminToken: string
}

/** Sends a file as it is, or packed. */
export function send<Body = Omit<ImportedFile, 'status'> & Omit<Problem, 'status'> & { status: string | number }>(
  endpoint: Target,
  fileName: string,
  file: string | Uint8Array,
  {
    type,
    map,
    gzip = false,
    query: more = {},
  }: { type?: string; map?: object | string; gzip?: boolean; query?: Record<string, string> } = {},
): Promise<Answer<Body>> {
  const query = new URLSearchParams({ name: fileName, ...more })
  if (map !== undefined) query.set('map', typeof map === 'string' ? map : JSON.stringify(map))
  const bytes = typeof file === 'string' ? Buffer.from(file) : file
  return ask<Body>(endpoint, `/v1/denials/import?${query.toString()}`, {
    method: 'POST',
    body: new Uint8Array(gzip ? gzipSync(bytes) : bytes),
    headers: {
      'content-type': type ?? (fileName.endsWith('.csv') ? 'text/csv' : 'application/edi-x12'),
      ...(gzip ? { 'content-encoding': 'gzip' } : {}),
    },
  })
}

/** Every row of a list, page by page. */
export async function everyDenial(endpoint: Target, query = '', limit = 1000): Promise<DenialRow[]> {
  const rows: DenialRow[] = []
  let cursor = ''
  for (;;) {
    const path = `/v1/denials?limit=${limit}&cursor=${cursor}&${query}`
    const { body } = await ask<Page<DenialRow>>(endpoint, path)
    rows.push(...body.rows)
    if (body.nextCursor === null) return rows
    cursor = body.nextCursor
  }
}

interface Stored {
  readonly database: Queries
}

/** An endpoint takes seconds to start: tests share one. */
export async function forgetDenials({ database }: Stored): Promise<void> {
  const tables = [
    'imports',
    'denials',
    'denial_events',
    'denial_payments',
    'appeal_decisions',
    'remittance_claims',
    'worklist_claims',
    'claim_answers',
    'alerts',
    'claims',
    'payers',
    'payer_ids',
    'settings',
    'touches',
  ]
  for (const table of tables) await database.query(sql`delete from ${name(table)}`)
}

export async function setZone({ database }: Stored, zone: string): Promise<void> {
  await database.query(sql`update tenant set zone = ${zone}`)
}

export async function countRows({ database }: Stored, tables: readonly string[]): Promise<(number | undefined)[]> {
  const counts = await Promise.all(
    tables.map((table) => database.query<{ n: number }>(sql`select count(*)::int as n from ${name(table)}`)),
  )
  return counts.map(([row]) => row?.n)
}

export const detail = (endpoint: Target, id: string) => ask<DenialDetail>(endpoint, `/v1/denials/${id}`)

/** ICN and state of a claim's denials. */
export async function statesOf(endpoint: Target, claimRef: string): Promise<string[]> {
  const rows = await everyDenial(endpoint, `claimRef=${encodeURIComponent(claimRef)}`)
  return rows.map(({ payerClaimRef, state }) => `${payerClaimRef} ${state}`)
}

/** A claim of one line of 100 dollars, denied for a missing authorization. */
export const denied = (claimRef: string, fields: Partial<MadeClaim> = {}): MadeClaim => ({
  claimRef,
  lines: [{ charge: 10_000, paid: 0, adjustments: [['CO', '197', 10_000]] }],
  ...fields,
})

/** Its reversal. */
export const reversal = (claimRef: string, fields: Partial<MadeClaim> = {}): MadeClaim => ({
  claimRef,
  status: '22',
  lines: [{ charge: -10_000, paid: 0, adjustments: [['CO', '197', -10_000]] }],
  ...fields,
})

export const paid = (claimRef: string, fields: Partial<MadeClaim> = {}): MadeClaim => ({
  claimRef,
  lines: [{ charge: 10_000, paid: 8_000, adjustments: [['CO', '45', 2_000]] }],
  ...fields,
})
