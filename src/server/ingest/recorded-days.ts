import type { DeviceRecord, TouchRecord } from '../../shared/contract/ingest.ts'
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
interface Sums {
  /** The UTC day's begin, epoch ms. */
  readonly day: number
  readonly spanMs: number
  readonly tagMs: number
}

/** A day as a batch finds it. */
export interface RecordedDay extends Sums {
  /** Active time of the touches that begin on the day, and when the last of them ends; 0 without one. */
  readonly touchMs: number
  readonly touchesEnd: number
  /** That of those which the batch has revisions of, by touch id. */
  readonly revised: Readonly<Record<string, Pick<TouchRecord, 'revision' | 'activeMs'>>>
}

type Timed = Extract<DeviceRecord, { kind: 'span' | 'hidden_tag' }>
const isTimed = (record: DeviceRecord): record is Timed => record.kind === 'span' || record.kind === 'hidden_tag'
const dayOf = ({ startedAt }: DeviceRecord): number => startedAt - (startedAt % DAY_MS)

/** The device's {@link RecordedDay}s that records are of, as JSON. `d` is its row of devices, and `j` that of its journal, which may be missing. */
export function recordedDaysSql(records: readonly DeviceRecord[]): Sql {
  const days = new Set(records.filter((record) => isTimed(record) || record.kind === 'touch').map(dayOf))
  const touchIds = new Set(records.flatMap((record) => (record.kind === 'touch' ? [record.touchId] : [])))
  if (touchIds.size === 0) return daysSql(days, sql`0`, sql`0`, sql`'{}'::json`)
  const touches = sql`from touches t where t.user_id = d.user_id and t.started_at >= asked.day and t.started_at < asked.day + ${DAY_MS}::bigint`
  const ofDevice = sql`${touches} and t.journal in (select o.journal from journals o where o.device_id = d.device_id)`
  return daysSql(
    days,
    sql`(select coalesce(sum(t.active_ms), 0) ${ofDevice})`,
    sql`(select coalesce(max(t.ended_at), 0) ${ofDevice})`,
    sql`(select coalesce(json_object_agg(t.touch_id, json_build_object('revision', t.revision, 'activeMs', t.active_ms)), '{}'::json) ${touches}
      and t.journal = j.journal and t.touch_id = any(${plainArray([...touchIds])}::text[]))`,
  )
}

const daysSql = (days: ReadonlySet<number>, touchMs: Sql, touchesEnd: Sql, revised: Sql): Sql =>
  sql`(select coalesce(json_agg(json_build_object('day', asked.day, 'spanMs', coalesce(r.span_ms, 0), 'tagMs', coalesce(r.tag_ms, 0),
      'touchMs', ${touchMs}, 'touchesEnd', ${touchesEnd}, 'revised', ${revised})), '[]'::json)
    from unnest(${plainArray([...days])}::bigint[]) as asked (day)
    left join device_days r on r.device_id = d.device_id and r.day = asked.day)`

/** The same, asked for by itself. */
export async function readRecordedDays(
  queries: Queries,
  { deviceId, journal }: { readonly deviceId: string; readonly journal: number },
  records: readonly DeviceRecord[],
): Promise<readonly RecordedDay[]> {
  const [row] = await queries.query<{ days: readonly RecordedDay[] }>(
    sql`select ${recordedDaysSql(records)} as days from devices d left join journals j on j.journal = ${journal}::int where d.device_id = ${deviceId}`,
  )
  return row?.days ?? []
}

/**
 * The new records with which their day would have more than 24 hours, by seq. Those of a lower seq come first; the tags of a span that is too much
 * are too much with it. Touches may go on for days: those that begin on a day have no more active time than passes until the last of them ends.
 * @param stored what is stored of these days
 */
export function overADay(records: readonly DeviceRecord[], stored: readonly RecordedDay[]): ReadonlySet<number> {
  const totals = new Map(stored.map((day) => [day.day, { ...day }]))
  const over = new Set<number>()
  const add = (record: DeviceRecord, sum: 'spanMs' | 'tagMs' | 'touchMs', more: number, longest: number) => {
    const day = dayOf(record)
    const total = totals.get(day) ?? { day, spanMs: 0, tagMs: 0, touchMs: 0, touchesEnd: 0, revised: {} }
    const ms = total[sum] + more
    if (ms > longest) over.add(record.seq)
    else totals.set(day, { ...total, [sum]: ms })
  }
  const inOrder = records.toSorted((one, other) => one.seq - other.seq)
  const lengthOf = ({ startedAt, endedAt }: DeviceRecord) => endedAt - startedAt
  for (const record of inOrder) if (record.kind === 'span') add(record, 'spanMs', lengthOf(record), LONGEST_MS)
  for (const record of inOrder) {
    if (record.kind !== 'hidden_tag') continue
    if (over.has(record.spanSeq)) over.add(record.seq)
    else add(record, 'tagMs', lengthOf(record), LONGEST_MS)
  }
  const latest = new Map(
    stored.flatMap(({ day, revised }) => Object.entries(revised).map(([id, one]) => [`${day} ${id}`, one])),
  )
  for (const record of inOrder) {
    if (record.kind !== 'touch') continue
    const { touchId, revision, activeMs, seq } = record
    const day = dayOf(record)
    const known = latest.get(`${day} ${touchId}`) ?? { revision: 0, activeMs: 0 }
    const end = Math.max(totals.get(day)?.touchesEnd ?? 0, record.endedAt)
    // Of each touch the highest revision stays: no other one makes room.
    const isLatest = revision > known.revision
    const more = isLatest ? activeMs - known.activeMs : Math.max(0, activeMs - known.activeMs)
    add(record, 'touchMs', more, end - day + CLOCK_STEPS_MS)
    const total = totals.get(day)
    if (!total || over.has(seq)) continue
    totals.set(day, { ...total, touchesEnd: end })
    if (isLatest) latest.set(`${day} ${touchId}`, { revision, activeMs })
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
  const sums = new Map<number, Sums>()
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
