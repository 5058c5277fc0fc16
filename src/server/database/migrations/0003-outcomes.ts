import type { Migration } from '../migrate.ts'

// What became of denials and claims, and what admins set. Amounts are cents, times epoch ms.

/** States in which nothing is left to do. */
const closed = `('overturned', 'upheld', 'written_off', 'recovered', 'reversed')`

const outcomes = [
  // resolved_at: when it last came to a state in which nothing is left to do; null while it is open.
  // recovered_cents: null while nobody and no remittance has said.
  `alter table denials
    add column plan text,
    add column state_since bigint,
    add column owner_since bigint,
    add column first_appealed_at bigint,
    add column resolved_at bigint,
    add column recovered_cents bigint,
    add column reopened int not null default 0,
    add column reassigned int not null default 0`,
  `update denials d set
     state_since = coalesce((
       select max(e.happened_at) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = d.state), d.received),
     owner_since = case when d.owner is null then null else coalesce((
       select max(e.happened_at) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = 'owner'), d.received) end,
     first_appealed_at = (
       select min(e.happened_at) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = 'appealed'),
     resolved_at = case when d.state in ${closed} then (
       select max(e.happened_at) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = d.state) end,
     reopened = (
       select count(*) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = 'reopened'),
     reassigned = (
       select count(*) from denial_events e
       where e.tenant_id = d.tenant_id and e.denial_no = d.denial_no and e.kind = 'owner' and e.from_value is not null
         and e.to_value is not null)`,
  `alter table denials alter column state_since set not null`,
  `create index denials_open on denials (tenant_id, received) where resolved_at is null`,
  `create index denials_resolved on denials (tenant_id, resolved_at) where resolved_at is not null`,
  // Every remitted claim once, by its first answer: what a denial rate is of. payer '' is one nobody names.
  `create table claims (
    tenant_id text not null,
    payer text not null,
    claim_token text not null,
    first_received bigint not null,
    first_outcome text not null,
    billed_cents bigint not null,
    first_paid_cents bigint not null,
    provider text,
    import_no int not null,
    primary key (tenant_id, payer, claim_token)
  )`,
  `create index claims_received on claims (tenant_id, first_received)`,
  // What was paid on a denial's claim after it was denied; a payment that is reversed is negative. The same payment is known by its key.
  `create table denial_payments (
    tenant_id text not null,
    denial_no bigint not null,
    trace_no text not null,
    payer_claim_ref text not null,
    paid_cents bigint not null,
    paid_on bigint not null,
    import_no int not null,
    primary key (tenant_id, denial_no, trace_no, payer_claim_ref, paid_cents)
  )`,
  // What the billing system counted: claims handed in, accepted by its claims tool, and those that passed without a hand on them.
  `create table claim_counts (
    tenant_id text not null,
    day bigint not null,
    payer text not null,
    submitted int not null,
    accepted int not null,
    clean int not null,
    primary key (tenant_id, day, payer)
  )`,
]

const settings = [
  `create table settings (
    tenant_id text not null,
    name text not null,
    version int not null,
    body text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (tenant_id, name)
  )`,
  `create table worklist_mappings (
    tenant_id text not null,
    name text not null,
    body text not null,
    changed_at bigint not null,
    changed_by text not null,
    primary key (tenant_id, name)
  )`,
]

const alerts = [
  // One row an SLA, denial and due time: what is raised once is not raised again.
  `create table alerts (
    tenant_id text not null,
    sla_id text not null,
    denial_no bigint not null,
    due_at bigint not null,
    level text not null,
    state text not null,
    raised_at bigint not null,
    late_at bigint,
    snoozed_until bigint,
    handled_at bigint,
    handled_by text,
    primary key (tenant_id, sla_id, denial_no, due_at)
  )`,
  `create index alerts_state on alerts (tenant_id, state, due_at)`,
  // Messages that have to go out; a row stays, so that nothing goes out twice.
  `create table deliveries (
    tenant_id text not null,
    delivery_id text not null,
    channel text not null,
    target text not null,
    body text not null,
    created_at bigint not null,
    attempts int not null,
    next_attempt_at bigint,
    delivered_at bigint,
    last_error text,
    primary key (tenant_id, delivery_id)
  )`,
  `create index deliveries_due on deliveries (tenant_id, next_attempt_at) where delivered_at is null`,
  `create table finding_dismissals (
    tenant_id text not null,
    finding_id text not null,
    reason text not null,
    dismissed_at bigint not null,
    dismissed_by text not null,
    primary key (tenant_id, finding_id)
  )`,
]

export const outcomesMigration: Migration = {
  id: 3,
  name: 'outcomes',
  statements: [...outcomes, ...settings, ...alerts],
}
