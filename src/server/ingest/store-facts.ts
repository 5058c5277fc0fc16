import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import { UNCLASSIFIED } from '../../shared/contract/ruleset.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { pendingBatches } from '../database/schema/rollups.ts'
import {
  annotations,
  connectivityOutages,
  hiddenTags,
  inputCounts,
  manualTime,
  privateTimes,
  spans,
} from '../database/schema/facts.ts'
import { sql, type Sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { withClaimPayer, type ClaimPayers } from './claim-payers.ts'
import type { Source } from './journals.ts'

// Batches of a device take turns and known records were left out, so that no key is taken: one that is would be an error.

export type RecordOf<Kind extends DeviceRecord['kind']> = Extract<DeviceRecord, { kind: Kind }>

export function ofKind<Kind extends DeviceRecord['kind']>(
  records: readonly DeviceRecord[],
  kind: Kind,
): RecordOf<Kind>[] {
  return records.filter((record): record is RecordOf<Kind> => record.kind === kind)
}

/** Stores new records of every kind but touches. Given at once, the statements run without a round trip between them. */
export async function storeFacts(
  queries: Queries,
  { journal, deviceId, userId }: Source,
  records: readonly DeviceRecord[],
  payers: ClaimPayers,
): Promise<void> {
  const every = { journal, userId }
  const store = <Row>(rows: readonly Row[], insert: (rows: readonly Row[]) => Sql) =>
    rows.length === 0 ? [] : [queries.query(insert(rows))]
  await Promise.all([
    ...store(
      ofKind(records, 'span').map((record) => spanByColumn(record, payers)),
      (rows) => bulkInsert(spans, spanColumns, rows, every),
    ),
    ...store(ofKind(records, 'hidden_tag'), (rows) => insertTags(rows, every, payers)),
    ...store(ofKind(records, 'manual_time').map(manualTimeByColumn), (rows) =>
      bulkInsert(manualTime, manualTimeColumns, rows, { ...every, deviceId }),
    ),
    ...store(ofKind(records, 'connectivity'), (rows) => bulkInsert(connectivityOutages, outageColumns, rows, every)),
    ...store(ofKind(records, 'private_time'), (rows) => bulkInsert(privateTimes, privateTimeColumns, rows, every)),
    ...store(ofKind(records, 'annotation'), (rows) =>
      bulkInsert(annotations, annotationColumns, rows, { ...every, deviceId }),
    ),
    ...store(ofKind(records, 'annotation'), () => forgetEarlierNotes(deviceId)),
    ...store(ofKind(records, 'input_counts').map(countsByColumn), (rows) =>
      bulkInsert(inputCounts, inputCountColumns, rows, every),
    ),
    ...store(pendingOf(records), (rows) => bulkInsert(pendingBatches, pendingColumns, rows, { journal })),
  ])
}

/** A span's record; one of an older agent attributes nothing and knows no remote windows and no calls. */
export function spanByColumn(record: RecordOf<'span'>, payers: ClaimPayers) {
  const { attributedToken = null, attribution = null, remote = false, call = false } = record
  // Agents leave it out.
  const app = record.activity === UNCLASSIFIED ? null : record.app
  return { ...withClaimPayer(record, payers), app, attributedToken, attribution, remote, call }
}

/** The columns of a span that its record states. */
export const spanColumns = columnNames(spans, 'journal', 'userId', 'overlapMs')
const tagColumns = columnNames(hiddenTags, 'journal', 'userId', 'record', 'overlapMs')
const manualTimeColumns = columnNames(manualTime, 'journal', 'userId', 'deviceId')
const outageColumns = columnNames(connectivityOutages, 'journal', 'userId')
const privateTimeColumns = columnNames(privateTimes, 'journal', 'userId')
const annotationColumns = columnNames(annotations, 'journal', 'userId', 'deviceId')
const inputCountColumns = columnNames(inputCounts, 'journal', 'userId')
const pendingColumns = ['firstSeq', 'seqs', 'starts'] as const

/** A tag carries its span's times and payer, so that it counts before the span arrives. The union counts a span with its first tag. */
function insertTags(
  rows: readonly RecordOf<'hidden_tag'>[],
  every: { readonly journal: number; readonly userId: string },
  payers: ClaimPayers,
): Sql {
  const tags = rows.map((row) => ({ ...withClaimPayer(row, payers), kind: row.hiddenKind }))
  return sql`with fresh as (
      ${bulkInsert(hiddenTags, tagColumns, tags, every)}
      returning journal, user_id, seq, span_seq, started_at, ended_at, payer, payer_of_claim
    )
    insert into tagged_spans (journal, span_seq, user_id, started_at, ended_at, payer, payer_of_claim, first_seq)
    select distinct on (span_seq) journal, span_seq, user_id, started_at, ended_at, payer, payer_of_claim, seq
    from fresh
    order by span_seq, seq
    on conflict (journal, span_seq, started_at) do nothing`
}

/** Whoever rewords or withdraws a note does not want the text before to be kept. */
const forgetEarlierNotes = (deviceId: string): Sql =>
  sql`update annotations a set dispute = null, note = null, proposed_activity = null, program = null
    where a.device_id = ${deviceId} and num_nonnulls(a.dispute, a.note, a.proposed_activity, a.program) > 0 and exists (
      select 1 from annotations later where later.device_id = a.device_id and later.annotation_id = a.annotation_id
        and (later.revision, later.journal, later.seq) > (a.revision, a.journal, a.seq))`

const manualTimeByColumn = (row: RecordOf<'manual_time'>) => ({ ...row, kind: row.manualTimeKind })

const countsByColumn = ({ minutes, ...row }: RecordOf<'input_counts'>) => ({
  ...row,
  minutes: minutes.map(({ minuteStart }) => minuteStart),
  keys: minutes.map(({ keys }) => keys),
  pointer: minutes.map(({ pointer }) => pointer),
})

/** Until they are rolled up, reports read spans and tags by this list. One row for each batch, so that devices never wait for each other. */
function pendingOf(records: readonly DeviceRecord[]) {
  const pending = records.filter(({ kind }) => kind === 'span' || kind === 'hidden_tag')
  const [first] = pending
  if (first === undefined) return []
  return [
    {
      firstSeq: pending.reduce((least, { seq }) => Math.min(least, seq), first.seq),
      seqs: pending.map(({ seq }) => seq),
      starts: pending.map(({ startedAt }) => startedAt),
    },
  ]
}
