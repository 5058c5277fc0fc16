import type { Migration } from '../migrate.ts'

export const denialWorkMigration: Migration = {
  id: 6,
  name: 'denial work',
  statements: [
    // The touches on a denial, as claim-work/denial-work.ts counts them. Kept by claim-work/judge-claims.ts; of a claim that still waits in
    // claims_to_judge they are counted anew wherever they are read.
    `alter table denials
      add column touches int not null default 0,
      add column touched_ms bigint not null default 0,
      add column first_touch_at bigint,
      add column last_touch_at bigint,
      add column people int not null default 0`,
    `insert into claims_to_judge (tenant_id, claim_tokens)
     select tenant_id, array_agg(distinct claim_token) from touches group by tenant_id`,
  ],
}
