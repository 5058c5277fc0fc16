import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { plainArray } from '../database/arrays.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { deviceDays } from '../database/schema/facts.ts'
import { sql, type Sql } from '../database/sql.ts'
import type { CheckedBatch } from './check-batch.ts'

// What a device has recorded of each UTC day, over all its journals: a day has 24 hours, whoever says otherwise.

/** Beyond 24 hours, what a clock that was set back may record twice. */
export const CLOCK_STEPS_MS = 5 * MINUTE_MS
const LONGEST_MS = DAY_MS + CLOCK_STEPS_MS

/** What is stored of a device's day, ms. Tags are added up by themselves: they may come before their spans, and count at once. */
export interface RecordedDay {
  /** The UTC day's begin, epoch ms. */
  readonly day: number
  readonly spanMs: number
  readonly tagMs: number
}

type Timed = Extract<DeviceRecord, { kind: 'span' | 'hidden_tag' }>
const isTimed = (record: DeviceRecord): record is Timed => record.kind === 'span' || record.kind === 'hidden_tag'
const dayOf = ({ startedAt }: DeviceRecord): number => startedAt - (startedAt % DAY_MS)

/** The UTC days of the records that days are added up of. */
export const daysOf = (records: readonly DeviceRecord[]): readonly number[] => [
  ...new Set(records.filter(isTimed).map(dayOf)),
]

/** The device's {@link RecordedDay}s among these, as JSON. @param device its id, an expression */
export const recordedDaysSql = (device: Sql, days: readonly number[]): Sql =>
  sql`(select coalesce(json_agg(json_build_object('day', r.day, 'spanMs', r.span_ms, 'tagMs', r.tag_ms)), '[]'::json)
    from device_days r where r.device_id = ${device} and r.day = any(${plainArray(days)}::bigint[]))`

/** The same, asked for by itself. */
export async function readRecordedDays(
  queries: Queries,
  { deviceId }: { readonly deviceId: string },
  days: readonly number[],
): Promise<readonly RecordedDay[]> {
  const [row] = await queries.query<{ days: readonly RecordedDay[] }>(
    sql`select ${recordedDaysSql(sql`${deviceId}`, days)} as days`,
  )
  return row?.days ?? []
}

/**
 * The new records with which their day would have more than 24 hours, by seq. Those of a lower seq come first; the tags of a span that is too much
 * are too much with it.
 * @param stored what is stored of these days
 */
export function overADay(records: readonly DeviceRecord[], stored: readonly RecordedDay[]): ReadonlySet<number> {
  const totals = new Map(stored.map((day) => [day.day, { ...day }]))
  const over = new Set<number>()
  const judge = (record: Timed, sum: 'spanMs' | 'tagMs') => {
    const day = dayOf(record)
    const total = totals.get(day) ?? { day, spanMs: 0, tagMs: 0 }
    const ms = total[sum] + record.endedAt - record.startedAt
    if (ms > LONGEST_MS) over.add(record.seq)
    else totals.set(day, { ...total, [sum]: ms })
  }
  const timed = records.filter(isTimed).toSorted((one, other) => one.seq - other.seq)
  for (const record of timed) if (record.kind === 'span') judge(record, 'spanMs')
  for (const record of timed) {
    if (record.kind !== 'hidden_tag') continue
    if (over.has(record.spanSeq)) over.add(record.seq)
    else judge(record, 'tagMs')
  }
  return over
}

/** The batch without these records, which it refuses. */
export function refuseOverADay(batch: CheckedBatch, over: ReadonlySet<number>): CheckedBatch {
  const refused = batch.records
    .filter(({ record }) => over.has(record.seq))
    .map(({ record: { seq }, canonical }) => ({
      ...{ seq, code: 'over_24_hours', canonical },
      detail: 'startedAt: the device has recorded 24 hours of this day already',
    }))
  return {
    ...batch,
    records: batch.records.filter(({ record }) => !over.has(record.seq)),
    rejected: [...batch.rejected, ...refused],
  }
}

/** Adds stored records to their days. */
export async function addToDays(
  queries: Queries,
  { deviceId }: { readonly deviceId: string },
  records: readonly DeviceRecord[],
): Promise<void> {
  const sums = new Map<number, RecordedDay>()
  for (const record of records.filter(isTimed)) {
    const day = dayOf(record)
    const before = sums.get(day) ?? { day, spanMs: 0, tagMs: 0 }
    const sum = record.kind === 'span' ? 'spanMs' : 'tagMs'
    sums.set(day, { ...before, [sum]: before[sum] + record.endedAt - record.startedAt })
  }
  if (sums.size === 0) return
  await queries.query(
    sql`${bulkInsert(deviceDays, ['day', 'spanMs', 'tagMs'], [...sums.values()], { deviceId })}
      on conflict (device_id, day) do update set span_ms = device_days.span_ms + excluded.span_ms, tag_ms = device_days.tag_ms + excluded.tag_ms`,
  )
}

/** Takes what these seqs stored off their days, before it is deleted. Tags that the endpoint made have seqs below zero, and were in no day. */
export async function takeOffDays(
  queries: Queries,
  { deviceId, journal }: { readonly deviceId: string; readonly journal: number },
  seqs: readonly number[],
): Promise<void> {
  const gone = plainArray(seqs)
  const day = sql`started_at - started_at % ${DAY_MS}::bigint as day`
  await queries.query(
    sql`with gone as (
        select ${day}, ended_at - started_at as span_ms, 0 as tag_ms
        from spans where journal = ${journal}::int and seq = any(${gone}::bigint[])
        union all
        select ${day}, 0, ended_at - started_at
        from hidden_tags where journal = ${journal}::int and span_seq = any(${gone}::bigint[]) and seq > 0
      ), by_day as (select day, sum(span_ms)::bigint as span_ms, sum(tag_ms)::bigint as tag_ms from gone group by day)
      update device_days d set span_ms = greatest(0, d.span_ms - g.span_ms), tag_ms = greatest(0, d.tag_ms - g.tag_ms)
      from by_day g where d.device_id = ${deviceId} and d.day = g.day`,
  )
}
