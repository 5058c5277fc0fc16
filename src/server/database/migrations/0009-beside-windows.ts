import type { Migration } from '../migrate.ts'

const key = `
  tenant_id text not null,
  device_id text not null,
  generation text not null,
  seq bigint not null,
  hash uuid not null,
  user_id text not null,
  started_at bigint not null,
  ended_at bigint not null,`

/** What devices tell beside windows. Few rows a person and day, so they are read as they came: no sums are kept of them. */
export const besideWindows: Migration = {
  id: 9,
  name: 'beside windows',
  statements: [
    // Every revision of what people named; of an manual_time_id the highest holds (reports/manual-time-rows.ts), in whatever order they come.
    `create table manual_time (${key}
      manual_time_id text not null,
      revision int not null,
      kind text not null,
      claim_token text,
      withdrawn boolean not null,
      primary key (tenant_id, device_id, generation, seq)
    )`,
    `create index manual_time_revisions on manual_time (tenant_id, device_id, manual_time_id, revision)`,
    `create index manual_time_time on manual_time (tenant_id, ended_at)`,
    `create index manual_time_claim on manual_time (tenant_id, claim_token) where claim_token is not null`,
    // Input a minute, a row a quarter hour.
    `create table input_counts (${key}
      minutes bigint[] not null,
      keys int[] not null,
      pointer int[] not null,
      primary key (tenant_id, device_id, generation, seq)
    )`,
    `create index input_counts_time on input_counts (tenant_id, started_at)`,
    // Stretches in which a device could not reach the endpoint.
    `create table connectivity_outages (${key}
      cause text not null,
      primary key (tenant_id, device_id, generation, seq)
    )`,
    `create index connectivity_outages_time on connectivity_outages (tenant_id, started_at)`,
  ],
}
