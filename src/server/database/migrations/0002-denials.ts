import type { Migration } from '../migrate.ts'

// Amounts are cents, times epoch ms. Import order is the order of denial_no: imports of a tenant take turns.

export const denials: Migration = {
  id: 2,
  name: 'denials',
  statements: [
    `create table imports (
      tenant_id text not null,
      import_no int not null,
      name text not null,
      content_hash text not null,
      format text not null,
      imported_at bigint not null,
      imported_by text not null,
      claims bigint not null,
      full_denials bigint not null,
      partial_denials bigint not null,
      reversals bigint not null,
      imbalances bigint not null,
      added bigint not null,
      known bigint not null,
      updated bigint not null,
      unmatched_reversals bigint not null,
      denied_cents bigint not null,
      primary key (tenant_id, import_no)
    )`,
    `create unique index imports_content on imports (tenant_id, content_hash)`,
    // A payer nobody names is ''. Without a token the claim reference identifies nothing. last_event counts denial_events.
    `create table denials (
      tenant_id text not null,
      denial_no bigint not null,
      import_no int not null,
      payer text not null,
      claim_ref text not null,
      payer_claim_ref text not null,
      claim_token text,
      kind text not null,
      category text not null,
      group_code text,
      carcs text[] not null,
      rarcs text[] not null,
      billed_cents bigint not null,
      paid_cents bigint not null,
      denied_cents bigint not null,
      balanced boolean not null,
      state text not null,
      received bigint not null,
      follow_up_due bigint,
      appeal_due bigint,
      owner text,
      queue text,
      service_line text,
      provider text,
      location text,
      last_event int not null,
      primary key (tenant_id, denial_no)
    )`,
    `create index denials_token on denials (tenant_id, claim_token)`,
    `create index denials_received on denials (tenant_id, received, denial_no)`,
    `create table denial_events (
      tenant_id text not null,
      denial_no bigint not null,
      event_no int not null,
      kind text not null,
      happened_at bigint not null,
      recorded_at bigint not null,
      recorded_by text not null,
      import_no int,
      from_value text,
      to_value text,
      primary key (tenant_id, denial_no, event_no)
    )`,
    // The work on a denial is found by its token.
    `create index touches_token on touches (tenant_id, claim_token, started_at)`,
  ],
}
