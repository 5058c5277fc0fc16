import type { Migration } from '../migrate.ts'

// Sums that are kept so that a panel costs what it shows, not what is stored; docs/decisions/0008. Times are epoch ms, lengths ms.

const claimWork = [
  // The touches of one person on one claim: the first one's start, the last end, how many, their active time. Kept by ingest/store-touches.ts.
  `create table claim_work (
    tenant_id text not null,
    claim_token text not null,
    user_id text not null,
    first_touch_at bigint not null,
    last_touch_at bigint not null,
    touches int not null,
    active_ms bigint not null,
    primary key (tenant_id, claim_token, user_id)
  )`,
  `insert into claim_work (tenant_id, claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
   select tenant_id, claim_token, user_id, min(started_at), max(ended_at), count(*), sum(active_ms)::bigint
   from touches group by tenant_id, claim_token, user_id`,
]

const folding = [
  // Spans and hidden tags that are stored and not yet in the sums, a row a batch: rollups/fold.ts takes it out when it adds them.
  `create table unfolded_batches (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    first_seq bigint not null,
    seqs bigint[] not null,
    primary key (tenant_id, device_id, generation, first_seq)
  )`,
  // The zone whose days the sums by day have; null: they are still to be made. Who folds has the row locked.
  `create table rollup_states (
    tenant_id text not null,
    zone text,
    primary key (tenant_id)
  )`,
  `insert into rollup_states (tenant_id) select tenant_id from tenants`,
  // Local days with anything in them, each beginning on a quarter hour.
  `create table folded_days (
    tenant_id text not null,
    day bigint not null,
    next_day bigint not null,
    primary key (tenant_id, day)
  )`,
  // Which of a span's tags came first: that one counts in the union.
  `alter table tagged_spans add column first_seq bigint`,
  `update tagged_spans t set first_seq = (
     select min(h.seq) from hidden_tags h
     where h.tenant_id = t.tenant_id and h.device_id = t.device_id and h.generation = t.generation and h.span_seq = t.span_seq)`,
  `alter table tagged_spans alter column first_seq set not null`,
]

const dimensions = `
  presence text not null,
  activity text not null,
  rating text not null,
  system text not null,
  payer text not null,
  attributed boolean not null,
  ms bigint not null,
  spans bigint not null`
const dimensionKey = 'presence, activity, rating, system, payer, attributed'

const sums = [
  // By person and day.
  `create table activity_days (
    tenant_id text not null, day bigint not null, user_id text not null, ${dimensions},
    primary key (tenant_id, day, user_id, ${dimensionKey})
  )`,
  `create index activity_days_user on activity_days (tenant_id, user_id, day)`,
  `create table person_days (
    tenant_id text not null, day bigint not null, user_id text not null, presence text not null, rating text not null,
    ms bigint not null, spans bigint not null,
    primary key (tenant_id, day, user_id, presence, rating)
  )`,
  `create table hidden_days (
    tenant_id text not null, day bigint not null, user_id text not null, kind text not null, payer text not null,
    ms bigint not null, spans bigint not null,
    primary key (tenant_id, day, user_id, kind, payer)
  )`,
  `create table tagged_days (
    tenant_id text not null, day bigint not null, user_id text not null, payer text not null,
    ms bigint not null, spans bigint not null,
    primary key (tenant_id, day, user_id, payer)
  )`,
  // Active time on claims.
  `create table claim_days (
    tenant_id text not null, day bigint not null, user_id text not null, claim_token text not null, payer text not null,
    ms bigint not null, spans bigint not null,
    primary key (tenant_id, day, user_id, claim_token, payer)
  )`,
  // Of everybody together.
  `create table total_quarters (
    tenant_id text not null, quarter bigint not null, ${dimensions},
    primary key (tenant_id, quarter, ${dimensionKey})
  )`,
  `create table total_days (
    tenant_id text not null, day bigint not null, ${dimensions},
    primary key (tenant_id, day, ${dimensionKey})
  )`,
  `insert into total_quarters (tenant_id, quarter, ${dimensionKey}, ms, spans)
   select tenant_id, quarter, ${dimensionKey}, sum(ms)::bigint, sum(spans)::bigint from activity_quarters
   group by tenant_id, quarter, ${dimensionKey}`,
]

// What a period counts once however often it comes: claims of a person ('touch'), claims of everybody ('claim', user_id ''), records of
// hidden work (by their kind). A thing is 16 bytes; a token is an HMAC, its first half is as good as all of it.
const seen = [
  `alter table touches add column claim uuid not null generated always as (substr(claim_token, 1, 32)::uuid) stored`,
  `create index touches_user on touches (tenant_id, user_id, started_at) include (claim)`,
  `alter table hidden_tags add column record uuid not null
     generated always as (md5(device_id || ' ' || generation || ' ' || hidden_id)::uuid) stored`,
  // Touches that are new (1), or no longer where they were (-1), and are not counted yet.
  `create table unfolded_touches (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    seq bigint not null,
    change int not null,
    user_id text not null,
    claim_token text not null,
    started_at bigint not null,
    primary key (tenant_id, device_id, generation, seq, change)
  )`,
  // The days on which a thing was seen, and how often.
  `create table seen_days (
    tenant_id text not null,
    thing uuid not null,
    kind text not null,
    user_id text not null,
    day bigint not null,
    n int not null,
    primary key (tenant_id, thing, kind, user_id, day)
  )`,
  // How many things were seen on a day, by the day they were seen on before: those of a period are those not seen in it before.
  `create table seen_counts (
    tenant_id text not null,
    kind text not null,
    day bigint not null,
    user_id text not null,
    previous_day bigint not null,
    things bigint not null,
    n bigint not null,
    primary key (tenant_id, kind, day, user_id, previous_day)
  )`,
]

export const rollups: Migration = {
  id: 4,
  name: 'rollups',
  statements: [...claimWork, ...folding, ...sums, ...seen],
}
