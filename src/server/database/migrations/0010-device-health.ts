import type { Migration } from '../migrate.ts'

export const deviceHealth: Migration = {
  id: 10,
  name: 'device health',
  statements: [
    // What the device last said of itself, as JSON (shared/contract/health.ts), and when.
    `alter table devices
      add column health text,
      add column health_at bigint`,
    // taken: records stored; refused: records that were not; with the first seq they say how many never came.
    `alter table device_generations
      add column first_seq bigint,
      add column taken bigint not null default 0,
      add column refused bigint not null default 0,
      add column begun_at bigint`,
    `update device_generations e set first_seq = known.first_seq, taken = known.taken
     from (
       select tenant_id, device_id, generation, min(seq) as first_seq, count(*) as taken from (
         select tenant_id, device_id, generation, seq from spans
         union all select tenant_id, device_id, generation, seq from touch_revisions
         union all select tenant_id, device_id, generation, seq from hidden_tags
       ) stored group by tenant_id, device_id, generation
     ) known
     where e.tenant_id = known.tenant_id and e.device_id = known.device_id and e.generation = known.generation`,
    // Which of them were refused was not written down: what is missing so far is taken for refused.
    `update device_generations e set refused = greatest(0, e.max_seq - e.first_seq + 1 - e.taken) where e.tenant_id is not null`,
  ],
}
