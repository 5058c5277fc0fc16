import type { Migration } from '../migrate.ts'

export const workedCategories: Migration = {
  id: 11,
  name: 'worked categories',
  statements: [
    // Of the denial that the work counts to, the latest of its claim; '' where none is known; null: not looked at yet. Kept by
    // claim-work/touch-facts.ts and claim-work/claim-day-categories.ts; of a claim that waits in claims_to_judge it is looked up wherever it is read.
    `alter table touches add column category text`,
    `alter table claim_days add column category text`,
    `insert into claims_to_judge (tenant_id, claim_tokens)
     select tenant_id, array_agg(claim_token) from (
       select tenant_id, claim_token, row_number() over (partition by tenant_id order by claim_token) / 100 as part
       from touches group by tenant_id, claim_token
     ) worked group by tenant_id, part`,
    // What is asked of a person's touches, and of a category's, is read from one index alone, and claims are counted among these few.
    `drop index touches_user`,
    `create index touches_user on touches (tenant_id, user_id, started_at) include (claim, active_ms)`,
    `create index touches_category on touches (tenant_id, category, started_at) include (claim, active_ms, pause_ms)`,
    // The sums of a period are read from the key's index alone.
    `alter table claim_days drop constraint claim_days_pkey`,
    `alter table claim_days add primary key (tenant_id, day, user_id, claim_token, payer) include (category, ms)`,
    `create index claim_days_unnamed on claim_days (tenant_id, claim_token) where category is null`,
    `create index claim_days_claim on claim_days (tenant_id, (substr(claim_token, 1, 32)::uuid))`,
    // Who owned a denial when, without all else that happened to it.
    `create index denial_events_owner on denial_events (tenant_id, denial_no, event_no) where kind = 'owner'`,
    `create index denials_appealed on denials (tenant_id, first_appealed_at) where first_appealed_at is not null`,
    // A page of open denials in order of import.
    `create index denials_open_no on denials (tenant_id, denial_no) where resolved_at is null`,
  ],
}
