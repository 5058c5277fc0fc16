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
    // pause_ms: since the latest end of the touches begun before it on its claim; null without one, and where they overlap. payers: those its
    // spans name, '' for none; null: not looked at yet. Kept by claim-work/touch-facts.ts; of a claim that waits in claims_to_judge they are
    // worked out wherever they are read.
    `alter table touches
      add column pause_ms bigint,
      add column payers text[]`,
    `insert into claims_to_judge (tenant_id, claim_tokens)
     select tenant_id, array_agg(claim_token) from (
       select tenant_id, claim_token, row_number() over (partition by tenant_id order by claim_token) / 100 as part
       from touches group by tenant_id, claim_token
     ) worked group by tenant_id, part`,
    // What is asked of a period's touches is read from the index alone.
    `drop index touches_time`,
    `create index touches_time on touches (tenant_id, started_at) include (user_id, claim, active_ms, pause_ms, payers)`,
    // A team by the hour of the day.
    `create index activity_quarters_user on activity_quarters (tenant_id, user_id, quarter)`,
    // The tags of a record of hidden work, of which a page shows a few.
    `create index hidden_tags_record on hidden_tags (tenant_id, record, started_at)`,
  ],
}
