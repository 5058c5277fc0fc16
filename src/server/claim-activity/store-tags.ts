import type { ClaimTag } from '../../shared/hidden-work/index.ts'
import { bulkRows } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { hiddenTags } from '../database/schema/facts.ts'
import { sql } from '../database/sql.ts'
import type { StoredSpan } from './claim-facts.ts'

/**
 * Stores the endpoint's own tags that are new. They are like a device's, under sequence numbers below zero, so that rollups, lists and the union
 * count both alike.
 */
export async function storeTags(queries: Queries, tags: readonly ClaimTag<StoredSpan>[]): Promise<void> {
  if (tags.length === 0) return
  const rows = tags.map(({ kind, span, first }) => ({
    ...span,
    spanSeq: span.seq,
    kind,
    hiddenId: `endpoint ${kind} ${first.journal} ${first.seq}`,
  }))
  const wanted = bulkRows(
    hiddenTags,
    [
      ...(['journal', 'spanSeq', 'userId', 'startedAt', 'endedAt', 'overlapMs', 'payer', 'payerOfClaim'] as const),
      ...(['system', 'claimToken', 'kind', 'hiddenId'] as const),
    ],
    rows,
  )
  await queries.query(
    sql`with wanted as (
        select * from ${wanted}
      ), fresh as (
        select w.*, row_number() over (partition by w.journal order by w.span_seq, w.kind) as place
        from wanted w
        left join hidden_tags h on h.journal = w.journal and h.span_seq = w.span_seq and h.started_at = w.started_at and h.kind = w.kind
        where h.seq is null
      ), tags as (
        insert into hidden_tags (journal, user_id, seq, hidden_id, kind, span_seq, started_at, ended_at, overlap_ms, payer, payer_of_claim, system, claim_token)
        select f.journal, f.user_id, least(0, (select min(h.seq) from hidden_tags h where h.journal = f.journal)) - f.place,
          f.hidden_id, f.kind, f.span_seq, f.started_at, f.ended_at, f.overlap_ms, f.payer, f.payer_of_claim, f.system, f.claim_token
        from fresh f
        returning journal, user_id, seq, span_seq, started_at, ended_at, overlap_ms, payer, payer_of_claim
      ), counted_once as (
        insert into tagged_spans (journal, span_seq, user_id, started_at, ended_at, overlap_ms, payer, payer_of_claim, first_seq)
        select distinct on (journal, span_seq) journal, span_seq, user_id, started_at, ended_at, overlap_ms, payer, payer_of_claim, seq
        from tags order by journal, span_seq, seq
        on conflict (journal, span_seq, started_at) do nothing
      )
      insert into pending_batches (journal, first_seq, seqs, starts)
      select journal, min(seq), array_agg(seq order by seq), array_agg(started_at order by seq) from tags group by journal`,
  )
}
