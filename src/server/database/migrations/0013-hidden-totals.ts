import type { Migration } from '../migrate.ts'

export const hiddenTotals: Migration = {
  id: 13,
  name: 'hidden totals',
  statements: [
    // Tagged time of everybody together, as total_days has the rest: rollups/sums.ts.
    `create table hidden_total_days (
      tenant_id text not null, day bigint not null, kind text not null, payer text not null, ms bigint not null, spans bigint not null,
      primary key (tenant_id, day, kind, payer)
    )`,
    `create table tagged_total_days (
      tenant_id text not null, day bigint not null, payer text not null, ms bigint not null, spans bigint not null,
      primary key (tenant_id, day, payer)
    )`,
    `insert into hidden_total_days (tenant_id, day, kind, payer, ms, spans)
     select tenant_id, day, kind, payer, sum(ms)::bigint, sum(spans)::bigint from hidden_days group by tenant_id, day, kind, payer`,
    `insert into tagged_total_days (tenant_id, day, payer, ms, spans)
     select tenant_id, day, payer, sum(ms)::bigint, sum(spans)::bigint from tagged_days group by tenant_id, day, payer`,
  ],
}
