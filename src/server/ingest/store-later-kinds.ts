import type { LaterKind } from '../../shared/contract/ingest.ts'
import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { HashedRecord } from './check-batch.ts'
import type { Source } from './store-spans.ts'

/** Tables of the kinds that came later; each has what recognises a record when it comes again. */
export const besideTables = ['manual_time', 'input_counts', 'connectivity_outages'] as const

const insertManualTime = `
  insert into manual_time (
    tenant_id, device_id, generation, user_id, seq, hash, started_at, ended_at, manual_time_id, revision, kind, claim_token, withdrawn
  )
  select $1, $2, $3, $4, r.*
  from unnest(
    $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::text[], $10::int[], $11::text[], $12::text[], $13::boolean[]
  ) as r`
const insertStretches = `
  insert into connectivity_outages (tenant_id, device_id, generation, user_id, seq, hash, started_at, ended_at, cause)
  select $1, $2, $3, $4, r.* from unnest($5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::text[]) as r`
// An array of arrays must be a rectangle, so a record is a row of its own; there is one a quarter hour.
const insertCounts = `
  insert into input_counts (tenant_id, device_id, generation, user_id, seq, hash, started_at, ended_at, minutes, keys, pointer)
  values ($1, $2, $3, $4, $5, $6::uuid, $7, $8, $9::bigint[], $10::int[], $11::int[])`

/** Stores what is new of what devices tell beside windows. */
export async function storeBeside(
  queries: Queries,
  source: Source,
  records: readonly HashedRecord<LaterKind>[],
): Promise<void> {
  if (records.length === 0) return
  const from = [source.tenantId, source.deviceId, source.generation, source.userId]
  const manualTime = records.flatMap(({ record, hash }) => (record.kind === 'manual_time' ? [{ record, hash }] : []))
  const stretches = records.flatMap(({ record, hash }) => (record.kind === 'connectivity' ? [{ record, hash }] : []))
  const counts = records.flatMap(({ record, hash }) => (record.kind === 'input_counts' ? [{ record, hash }] : []))
  const common = (some: readonly { readonly record: { readonly seq: number } & Interval; readonly hash: string }[]) => [
    ...from,
    numberArray(some.map(({ record }) => record.seq)),
    `{${some.map(({ hash }) => hash).join(',')}}`,
    numberArray(some.map(({ record }) => record.startedAt)),
    numberArray(some.map(({ record }) => record.endedAt)),
  ]
  const statements: Promise<unknown>[] = []
  if (manualTime.length > 0) {
    statements.push(
      queries.query(insertManualTime, [
        ...common(manualTime),
        textArray(manualTime.map(({ record }) => record.manualTimeId)),
        numberArray(manualTime.map(({ record }) => record.revision)),
        textArray(manualTime.map(({ record }) => record.manualTimeKind)),
        textArray(manualTime.map(({ record }) => record.claimToken)),
        `{${manualTime.map(({ record }) => record.withdrawn).join(',')}}`,
      ]),
    )
  }
  if (stretches.length > 0) {
    statements.push(
      queries.query(insertStretches, [...common(stretches), textArray(stretches.map(({ record }) => record.cause))]),
    )
  }
  for (const { record, hash } of counts) {
    const { seq, startedAt, endedAt, minutes } = record
    statements.push(
      queries.query(insertCounts, [
        ...from,
        seq,
        hash,
        startedAt,
        endedAt,
        numberArray(minutes.map(({ minuteStart }) => minuteStart)),
        numberArray(minutes.map(({ keys }) => keys)),
        numberArray(minutes.map(({ pointer }) => pointer)),
      ]),
    )
  }
  await Promise.all(statements)
}

interface Interval {
  readonly startedAt: number
  readonly endedAt: number
}
