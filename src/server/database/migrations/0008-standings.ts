import type { Migration } from '../migrate.ts'

export const standings: Migration = {
  id: 8,
  name: 'standings',
  statements: [
    // What presses most on an open denial, as standing/judge.ts writes it, for instants in [due_from, due_until); due_basis: by what it was
    // judged, null: it is to be judged anew. Kept by standing/keep-standings.ts; where it does not hold it is judged wherever it is read.
    `alter table denials
      add column due_key bigint,
      add column due_from bigint,
      add column due_until bigint,
      add column due_basis text`,
    // The pause before a touch: since the latest end of those begun before it on its claim; null without one, and where they overlap. Kept by
    // claim-work/pauses.ts; of a claim that waits in claims_to_judge it is worked out wherever it is read.
    `alter table touches add column pause_ms bigint`,
    `update touches t set pause_ms = p.pause_ms
     from (
       select tenant_id, device_id, epoch, touch_id, started_at - max(ended_at) over (
         partition by tenant_id, denial_token order by started_at groups between unbounded preceding and 1 preceding) as pause_ms
       from touches
     ) p
     where t.tenant_id = p.tenant_id and t.device_id = p.device_id and t.epoch = p.epoch and t.touch_id = p.touch_id and p.pause_ms >= 0`,
    // What is asked of a period's touches is read from the index alone.
    `drop index touches_time`,
    `create index touches_time on touches (tenant_id, started_at) include (user_id, claim, active_ms, pause_ms)`,
    // The tags of a record of hidden work, of which a page shows a few.
    `create index hidden_tags_record on hidden_tags (tenant_id, record, started_at)`,
  ],
}
