import type { Migration } from '../migrate.ts'

export const lateFacts: Migration = {
  id: 12,
  name: 'late facts',
  statements: [
    // What remittances said of each claim that they denied, paid or took back, as it stood in them: files come in any order, and what a
    // claim's come to is worked out anew from these when one comes late (denials/settle-anew.ts). stated: the denial, as JSON; position:
    // in the file; received, paid_cents, trace_no, payer_claim_ref: as of denials and denial_payments.
    `create table remitted_claims (
      tenant_id text not null,
      claim_token text not null,
      import_no int not null,
      position bigint not null,
      kind text not null,
      payer text not null,
      claim_ref text not null,
      payer_claim_ref text not null,
      day text not null,
      received bigint not null,
      trace_no text,
      paid_cents bigint not null,
      provider text,
      stated text,
      primary key (tenant_id, claim_token, import_no, position)
    )`,
    // Whether a remittance has stated it; false: only a worklist.
    `alter table denials add column remitted boolean not null default false`,
    `update denials d set remitted = true
     from imports i where i.tenant_id = d.tenant_id and i.import_no = d.import_no and i.format = '835'`,
    // Of what was imported before: denials, with the payment number where a payment was counted on an earlier one …
    `insert into remitted_claims
     select d.tenant_id, d.claim_token, d.import_no, d.denial_no * 2, 'denied', d.payer, d.claim_ref, d.payer_claim_ref,
       to_char(to_timestamp(d.received / 1000.0) at time zone coalesce(t.zone, 'UTC'), 'YYYY-MM-DD'), d.received,
       (select min(p.trace_no) from denial_payments p
        where p.tenant_id = d.tenant_id and p.import_no = d.import_no and p.payer_claim_ref = d.payer_claim_ref and p.paid_cents = d.paid_cents),
       d.paid_cents, d.provider,
       json_build_object('payer', d.payer, 'claimRef', d.claim_ref, 'payerClaimRef', d.payer_claim_ref, 'kind', d.kind, 'category', d.category,
         'group', d.group_code, 'carcs', d.carcs, 'rarcs', d.rarcs, 'billedCents', d.billed_cents, 'paidCents', d.paid_cents,
         'deniedCents', d.denied_cents, 'balanced', d.balanced, 'plan', d.plan)::text
     from denials d, tenants t
     where d.tenant_id = t.tenant_id and d.remitted and d.claim_token is not null`,
    // … what took one back, behind it where both stood in one file, else before what the file says anew …
    `insert into remitted_claims
     select d.tenant_id, d.claim_token, e.import_no, case when e.import_no = d.import_no then d.denial_no * 2 + 1 else -d.denial_no end,
       'reversed', d.payer, d.claim_ref, d.payer_claim_ref,
       to_char(to_timestamp(e.happened_at / 1000.0) at time zone coalesce(t.zone, 'UTC'), 'YYYY-MM-DD'), e.happened_at, null, 0, null, null
     from denials d, tenants t, lateral (
       select r.import_no, max(r.happened_at) as happened_at from denial_events r
       where r.tenant_id = d.tenant_id and r.denial_no = d.denial_no and r.kind = 'reversed' and r.import_no is not null
       group by r.import_no
     ) e
     where d.tenant_id = t.tenant_id and d.claim_token is not null`,
    // … and payments, which were found behind their denial.
    `insert into remitted_claims
     select d.tenant_id, d.claim_token, p.import_no,
       1000000000000 + row_number() over (partition by p.tenant_id, d.claim_token, p.import_no order by p.denial_no, p.trace_no, p.payer_claim_ref, p.paid_cents),
       'paid', d.payer, d.claim_ref, p.payer_claim_ref,
       to_char(to_timestamp(p.paid_on / 1000.0) at time zone coalesce(t.zone, 'UTC'), 'YYYY-MM-DD'), p.paid_on, p.trace_no, p.paid_cents, null, null
     from denial_payments p, denials d, tenants t
     where d.tenant_id = p.tenant_id and d.denial_no = p.denial_no and t.tenant_id = p.tenant_id and d.claim_token is not null and not exists (
       select 1 from denials s
       where s.tenant_id = p.tenant_id and s.claim_token = d.claim_token and s.import_no = p.import_no
         and s.payer_claim_ref = p.payer_claim_ref and s.paid_cents = p.paid_cents)`,
    // Since when an alert is resolved, so that it can be forgotten (alerts/forget-old.ts); of those resolved before, nobody knows.
    `alter table alerts add column resolved_at bigint`,
    `update alerts a set resolved_at = (extract(epoch from now()) * 1000)::bigint
     from tenants t where a.tenant_id = t.tenant_id and a.state = 'resolved'`,
    `create index alerts_resolved on alerts (tenant_id, resolved_at) where state = 'resolved'`,
    `create index deliveries_done on deliveries (tenant_id, created_at) where next_attempt_at is null`,
  ],
}
