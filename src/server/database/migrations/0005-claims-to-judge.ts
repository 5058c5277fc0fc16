import type { Migration } from '../migrate.ts'

export const claimsToJudge: Migration = {
  id: 5,
  name: 'claims to judge',
  statements: [
    // Claims on which something has happened since their hidden work was looked at; a row of its own for each batch or change, so that
    // nobody waits for anybody. claim-work/judge-claims.ts takes it out.
    `create table claims_to_judge (
      tenant_id text not null,
      work_id uuid not null default gen_random_uuid(),
      claim_tokens text[] not null,
      primary key (tenant_id, work_id)
    )`,
  ],
}
