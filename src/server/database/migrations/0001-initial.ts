import type { Migration } from '../migrate.ts'

// Every key and index starts with tenant_id, so that the tables can be distributed by it (Citus) without a change.
// Times are epoch ms, lengths ms. In rollup keys '' stands for "none named": a key column cannot be null.

const identity = [
  `create table tenants (
    tenant_id text primary key,
    token_key text not null,
    zone text,
    created_at bigint not null
  )`,
  `create table access_tokens (
    tenant_id text not null,
    token_hash text not null,
    name text not null,
    role text not null,
    created_at bigint not null,
    primary key (tenant_id, token_hash)
  )`,
  `create unique index access_tokens_name on access_tokens (tenant_id, name)`,
  `create table users (
    tenant_id text not null,
    user_id text not null,
    name text not null,
    team text,
    sample boolean not null,
    created_at bigint not null,
    primary key (tenant_id, user_id)
  )`,
  `create unique index users_name on users (tenant_id, name)`,
  `create table devices (
    tenant_id text not null,
    device_id text not null,
    user_id text not null,
    public_key text not null,
    platform text not null,
    agent_version text not null,
    sample boolean not null,
    enrolled_at bigint not null,
    revoked_at bigint,
    last_seen_at bigint,
    skew_ms bigint,
    latest_ended_at bigint,
    primary key (tenant_id, device_id)
  )`,
  `create index devices_user on devices (tenant_id, user_id)`,
  `create table enrollment_codes (
    tenant_id text not null,
    code_hash text not null,
    user_name text not null,
    team text,
    sample boolean not null,
    expires_at bigint not null,
    used_at bigint,
    device_id text,
    primary key (tenant_id, code_hash)
  )`,
  `create table rule_sets (
    tenant_id text not null,
    version int not null,
    body text not null,
    published_at bigint not null,
    published_by text not null,
    primary key (tenant_id, version)
  )`,
]

const facts = [
  // How far each local database of a device has come. durable_seq: survives a power cut, see ingest/watermark.ts.
  `create table device_generations (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    max_seq bigint not null,
    durable_seq bigint not null,
    pending_seq bigint not null,
    pending_at bigint not null,
    primary key (tenant_id, device_id, generation)
  )`,
  `create table spans (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    seq bigint not null,
    hash uuid not null,
    user_id text not null,
    started_at bigint not null,
    ended_at bigint not null,
    presence text not null,
    activity text,
    rating text,
    system text,
    system_kind text,
    payer text,
    app text,
    rule_id text,
    rule_set_version int not null,
    claim_token text,
    primary key (tenant_id, device_id, generation, seq)
  )`,
  `create index spans_user_time on spans (tenant_id, user_id, started_at)`,
  `create index spans_time on spans (tenant_id, started_at)`,
  // A revision is remembered only to recognise it when it is sent again; what it says is in touches, if it is the highest.
  `create table touch_revisions (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    seq bigint not null,
    hash uuid not null,
    primary key (tenant_id, device_id, generation, seq)
  )`,
  `create table touches (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    touch_id text not null,
    revision int not null,
    seq bigint not null,
    user_id text not null,
    claim_token text not null,
    started_at bigint not null,
    ended_at bigint not null,
    active_ms bigint not null,
    span_count int not null,
    primary key (tenant_id, device_id, generation, touch_id)
  )`,
  `create index touches_time on touches (tenant_id, started_at)`,
  `create table hidden_tags (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    seq bigint not null,
    hash uuid not null,
    user_id text not null,
    hidden_id text not null,
    kind text not null,
    span_seq bigint not null,
    started_at bigint not null,
    ended_at bigint not null,
    payer text,
    system text,
    claim_token text,
    primary key (tenant_id, device_id, generation, seq)
  )`,
  `create index hidden_tags_span on hidden_tags (tenant_id, device_id, generation, span_seq)`,
  `create index hidden_tags_time on hidden_tags (tenant_id, started_at)`,
  // Each tagged span once, whatever the number of its tags.
  `create table tagged_spans (
    tenant_id text not null,
    device_id text not null,
    generation text not null,
    span_seq bigint not null,
    user_id text not null,
    started_at bigint not null,
    ended_at bigint not null,
    payer text,
    primary key (tenant_id, device_id, generation, span_seq)
  )`,
  `create index tagged_spans_time on tagged_spans (tenant_id, started_at)`,
]

const rollups = [
  `create table activity_quarters (
    tenant_id text not null,
    quarter bigint not null,
    user_id text not null,
    presence text not null,
    activity text not null,
    rating text not null,
    system text not null,
    payer text not null,
    attributed boolean not null,
    ms bigint not null,
    spans bigint not null,
    primary key (tenant_id, quarter, user_id, presence, activity, rating, system, payer, attributed)
  )`,
  `create table hidden_quarters (
    tenant_id text not null,
    quarter bigint not null,
    user_id text not null,
    kind text not null,
    payer text not null,
    ms bigint not null,
    spans bigint not null,
    primary key (tenant_id, quarter, user_id, kind, payer)
  )`,
  `create table tagged_quarters (
    tenant_id text not null,
    quarter bigint not null,
    user_id text not null,
    payer text not null,
    ms bigint not null,
    spans bigint not null,
    primary key (tenant_id, quarter, user_id, payer)
  )`,
]

export const initial: Migration = { id: 1, name: 'initial', statements: [...identity, ...facts, ...rollups] }
