import { FIFTEEN_MINUTES_MS, type DeviceRecord } from '../../shared/contract/ingest.ts'
import {
  LONGEST_MANUAL_TIME_MS,
  type ManualTimeKind,
  type ManualTimeRecord,
} from '../../shared/contract/manual-time.ts'
import type { Interval } from '../../shared/contract/work.ts'
import { manualTimeParts as partsOf, overlap } from '../../shared/manual-time/index.ts'
import { partsOf15Min } from '../../shared/sessionize/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { bulkInsert, bulkMatch, bulkRows } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { manualTimeParts } from '../database/schema/facts.ts'
import { columnNames } from '../database/table.ts'
import { hexOf, sql } from '../database/sql.ts'
import type { Source } from '../ingest/journals.ts'
import { periodOf, widened, type Period } from './period.ts'
import { isLatest } from './manual-time-rows.ts'
import { correctionOf, lockPerson } from './one-clock.ts'

/** How far apart the clocks of a person's devices may be for their time to be compared. */
const MOST_SKEW_MS = 15 * MINUTE_MS

interface Entry extends Interval {
  readonly deviceId: string
  readonly manualTimeId: string
  readonly kind: ManualTimeKind
  readonly claimToken: string | null
  readonly skewMs: number
}

/** Works out again what counts of the manual time around active spans and entries that were stored. It belongs in the transaction that stores. */
export async function countManualTime(
  queries: Queries,
  { deviceId, userId, isOneOfSeveral, hasManualTime }: Source,
  records: readonly DeviceRecord[],
): Promise<void> {
  const entered = records.filter((record): record is ManualTimeRecord => record.kind === 'manual_time')
  if (!isOneOfSeveral && !hasManualTime && entered.length === 0) return
  const ids = [...new Set(entered.map(({ manualTimeId }) => manualTimeId))]
  const active = records.filter(
    (record) => record.kind === 'removed' || (record.kind === 'span' && record.presence === 'active'),
  )
  // Time that an entry had before it was changed is free for others.
  const revisions = ids.length === 0 ? [] : await readRevisions(queries, deviceId, ids)
  const stored = periodOf([...active, ...revisions])
  if (stored === null) return
  if (isOneOfSeveral) await lockPerson(queries, userId)
  const { around, reached, period } = await readReached(queries, userId, widened(stored, MOST_SKEW_MS))
  if (reached.length === 0 && ids.length === 0) return
  const captured = await readCaptured(queries, userId, period)
  const parts = partsOf(around.map(onOneClock), captured.map(onOneClock))
  await queries.query(
    sql`delete from manual_time_parts t using ${bulkRows(manualTimeParts, key, [
      ...reached,
      ...ids.map((manualTimeId) => ({ deviceId, manualTimeId })),
    ])} where ${bulkMatch('t', key)}`,
  )
  const rows = around.flatMap((entry, index) => {
    if (!reached.includes(entry)) return []
    const correction = correctionOf(entry.skewMs)
    // Cut by the clock of the device, by which a part belongs to a day.
    return (parts[index] ?? [])
      .map(({ startedAt, endedAt }) => ({ startedAt: startedAt + correction, endedAt: endedAt + correction }))
      .flatMap(partsOf15Min)
      .map((part) => ({ ...entry, ...part }))
  })
  if (rows.length > 0) await queries.query(bulkInsert(manualTimeParts, columns, rows, { userId }))
}

const key = ['deviceId', 'manualTimeId'] as const
const columns = columnNames(manualTimeParts, 'userId')

const onOneClock = <Timed extends Interval & { readonly skewMs: number }>(timed: Timed): Timed => {
  const correction = correctionOf(timed.skewMs)
  return { ...timed, startedAt: timed.startedAt - correction, endedAt: timed.endedAt - correction }
}

const readRevisions = (queries: Queries, deviceId: string, ids: readonly string[]): Promise<Interval[]> =>
  queries.query<Interval>(
    sql`select started_at as "startedAt", ended_at as "endedAt" from manual_time
      where device_id = ${deviceId} and manual_time_id = any(${ids}::text[])`,
  )

/**
 * The entries that a change in a period reaches, also by way of others near them: which of two is the earlier one, and where they overlap, changes
 * with the measured skew, so that what counts of entries near each other is worked out at one time. `around` has those that may overlap them too.
 */
async function readReached(queries: Queries, userId: string, changed: Period) {
  for (let period = changed; ;) {
    const around = await readEntries(queries, userId, widened(period, LONGEST_MANUAL_TIME_MS))
    const inPeriod = (entry: Interval) => overlap(entry, { startedAt: period.from, endedAt: period.to })
    let reached = around.filter(inPeriod)
    const before = period
    // What was read may reach on without another question.
    for (let found = -1; found !== reached.length;) {
      found = reached.length
      const hull = periodOf(reached)
      if (hull === null) break
      const near = widened(hull, MOST_SKEW_MS)
      period = { from: Math.min(period.from, near.from), to: Math.max(period.to, near.to) }
      reached = around.filter(inPeriod)
    }
    if (period.from === before.from && period.to === before.to) return { around, reached, period }
  }
}

/** The entries of a person that hold, with any part in a period. */
const readEntries = (queries: Queries, userId: string, { from, to }: Period): Promise<Entry[]> =>
  queries.query<Entry>(
    sql`select n.device_id as "deviceId", n.manual_time_id as "manualTimeId", n.kind, n.started_at as "startedAt", n.ended_at as "endedAt",
        ${hexOf(sql`n.claim_token`)} as "claimToken", coalesce(d.skew_ms, 0) as "skewMs"
      from manual_time n join devices d on d.device_id = n.device_id
      where n.user_id = ${userId} and n.ended_at > ${from}::bigint and n.started_at < ${to}::bigint and ${isLatest}
      order by n.started_at, n.device_id, n.manual_time_id`,
  )

/** The active spans of a person on any device, with any part in a period: none is longer than 15 minutes. */
const readCaptured = (queries: Queries, userId: string, { from, to }: Period) =>
  queries.query<Interval & { readonly skewMs: number }>(
    sql`select s.started_at as "startedAt", s.ended_at as "endedAt", coalesce(d.skew_ms, 0) as "skewMs"
      from spans s join journals j on j.journal = s.journal join devices d on d.device_id = j.device_id
      where s.user_id = ${userId} and s.presence = 'active'
        and s.started_at >= ${from - FIFTEEN_MINUTES_MS - MOST_SKEW_MS}::bigint and s.started_at < ${to + MOST_SKEW_MS}::bigint`,
  )
