import { deviceHiddenKinds } from '../../shared/contract/work.ts'
import { TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'
import { payerFilter, startFilter, touchPayerFilter, userFilter } from './filters.ts'
import type { Slice } from './filters.ts'
import { wholeDays } from './rolled-up-rows.ts'
import type { Parameters } from '../database/parameters.ts'

/**
 * Rows `(user_id, touches, denials)`: touches that start in the slice and the different claims they are on, a row a person. Whole local
 * days come from seen_counts; what lies outside of them, and what is not counted yet, is looked up claim by claim. Exact for any period.
 */
export function touchedByPerson(slice: Slice, parameters: Parameters): string {
  if (slice.payer !== null) {
    return `select t.user_id, count(*) as touches, count(distinct t.claim) as denials ${touchesOf(slice, parameters)} group by t.user_id`
  }
  return touched(slice, parameters, TOUCHED_BY_PERSON)
}

/** One row `(touches, denials)` of everybody in the slice; a claim that two people touched is one. */
export function touchedByAll(slice: Slice, parameters: Parameters): string {
  if (slice.payer === null && slice.team === null && slice.userId === null) {
    return `select coalesce(sum(touches), 0)::bigint as touches, coalesce(sum(denials), 0)::bigint as denials
      from (${touched(slice, parameters, TOUCHED)}) everybody`
  }
  return `select coalesce(sum(touches), 0)::bigint as touches, count(*) as denials
    from (select t.claim, count(*) as touches ${touchesOf(slice, parameters)} group by t.claim) claims`
}

const touchesOf = (slice: Slice, parameters: Parameters) =>
  `from touches t where t.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 't')}${userFilter(
    slice,
    parameters,
    't',
  )}${touchPayerFilter(slice, parameters)}`

function touched(slice: Slice, parameters: Parameters, kind: typeof TOUCHED | typeof TOUCHED_BY_PERSON): string {
  const tenant = parameters.add(slice.tenantId)
  const [from, to] = [`${parameters.add(slice.from)}::bigint`, `${parameters.add(slice.to)}::bigint`]
  const [first, last] = ['(select whole.first from whole)', '(select whole.last from whole)']
  const who = (table: string) => (kind === TOUCHED ? `''` : `${table}.user_id`)
  const user = (table: string) => userFilter(slice, parameters, table)
  const samePerson = kind === TOUCHED ? '' : ' and t.user_id = a.user_id'
  const outside = (begin: string, end: string) =>
    `select ${who('t')} as user_id, t.claim_token, 1 as change, true as here from touches t
     where t.tenant_id = ${tenant} and t.started_at >= (select whole.${begin} from whole)
       and t.started_at < (select whole.${end} from whole)${user('t')}`
  // A limit keeps each look a look: `exists` may be turned into one pass over all of seen_days.
  return `select user_id, coalesce(sum(n), 0)::bigint as touches, coalesce(sum(things), 0)::bigint as denials from (
    with ${wholeDays(tenant, from, to)}, loose as materialized (
      ${outside('since', 'head')} union all ${outside('tail', 'until')}
      union all
      select ${who('w')}, w.claim_token, w.change, false from unfolded_touches w
      where w.tenant_id = ${tenant} and w.started_at >= ${first} and w.started_at < ${last}${user('w')}
    ), asked as (
      select user_id, claim_token, sum(change) as n, bool_or(here) as here from loose group by user_id, claim_token
    )
    select c.user_id, sum(c.things) filter (where c.tenant_id = ${tenant} and c.previous_day < ${first}) as things, sum(c.n) as n
    from seen_counts c
    where c.tenant_id = ${tenant} and c.kind = '${kind}' and c.day >= ${first} and c.day < ${last}${kind === TOUCHED ? '' : user('c')}
    group by c.user_id
    union all
    select a.user_id,
      case when a.here or (
        select true from touches t
        where t.tenant_id = ${tenant} and t.claim_token = a.claim_token and t.started_at >= ${from} and t.started_at < ${to}${samePerson} limit 1
      ) then 1 else 0 end
      - case when (
        select true from seen_days s
        where s.tenant_id = ${tenant} and s.thing = substr(a.claim_token, 1, 32)::uuid and s.kind = '${kind}' and s.user_id = a.user_id
          and s.day >= ${first} and s.day < ${last} and s.n > 0 limit 1
      ) then 1 else 0 end, a.n
    from asked a
  ) touched group by user_id`
}

/**
 * Rows `(user_id, denials)`, which add up to the different claims of each person and local day, whichever payer they are of. Whole days come from
 * seen_counts; what lies outside of them, and what is not counted yet, is looked up.
 * @param zone IANA: that of the sums, which follow the tenant's.
 */
export function touchedByDay(slice: Slice, zone: string, parameters: Parameters): string {
  const tenant = parameters.add(slice.tenantId)
  const [from, to] = [`${parameters.add(slice.from)}::bigint`, `${parameters.add(slice.to)}::bigint`]
  const [first, last] = ['(select whole.first from whole)', '(select whole.last from whole)']
  const user = (table: string) => userFilter(slice, parameters, table)
  const place = `${parameters.add(zone)}::text`
  const date = (at: string) => `(to_timestamp(${at} / 1000.0) at time zone ${place})::date`
  const outside = (begin: string, end: string) =>
    `select t.user_id, t.claim, ${date('t.started_at')} as date from touches t
     where t.tenant_id = ${tenant} and t.started_at >= (select whole.${begin} from whole)
       and t.started_at < (select whole.${end} from whole)${user('t')}`
  // A limit keeps each look a look: `exists` may be turned into one pass over all of seen_days.
  return `select * from (
    with ${wholeDays(tenant, from, to)}, asked as materialized (
      select distinct w.user_id, w.claim_token, ${date('w.started_at')} as date
      from unfolded_touches w
      where w.tenant_id = ${tenant} and w.started_at >= ${first} and w.started_at < ${last}${user('w')}
    )
    select c.user_id, sum(c.things)::bigint as denials
    from seen_counts c
    where c.tenant_id = ${tenant} and c.kind = '${TOUCHED_BY_PERSON}' and c.day >= ${first} and c.day < ${last}${user('c')}
    group by c.user_id
    union all
    select a.user_id, case when (
        select true from touches t
        where t.tenant_id = ${tenant} and t.claim_token = a.claim_token and t.user_id = a.user_id and t.started_at >= ${first}
          and t.started_at < ${last} and ${date('t.started_at')} = a.date limit 1
      ) then 1 else 0 end
      - case when (
        select true from seen_days s
        where s.tenant_id = ${tenant} and s.thing = substr(a.claim_token, 1, 32)::uuid and s.kind = '${TOUCHED_BY_PERSON}'
          and s.user_id = a.user_id and s.day >= ${first} and s.day < ${last} and s.n > 0 and ${date('s.day')} = a.date limit 1
      ) then 1 else 0 end
    from asked a
    union all
    select o.user_id, count(*) from (${outside('since', 'head')} union ${outside('tail', 'until')}) o group by o.user_id
  ) days`
}

/** Rows `(kind, records)`: the different records of hidden work with anything tagged in the slice. */
export function recordsByKind(slice: Slice, parameters: Parameters): string {
  const tenant = parameters.add(slice.tenantId)
  const user = (table: string) => userFilter(slice, parameters, table)
  if (slice.payer !== null) {
    return `select h.kind, count(distinct h.record) as records from hidden_tags h
      where h.tenant_id = ${tenant}${startFilter(slice, parameters, 'h')}${user('h')}${payerFilter(slice, parameters, 'h')}
      group by h.kind`
  }
  const [from, to] = [`${parameters.add(slice.from)}::bigint`, `${parameters.add(slice.to)}::bigint`]
  const [first, last] = ['(select whole.first from whole)', '(select whole.last from whole)']
  const outside = (begin: string, end: string) =>
    `select h.kind, h.user_id, h.record from hidden_tags h
     where h.tenant_id = ${tenant} and h.started_at >= (select whole.${begin} from whole)
       and h.started_at < (select whole.${end} from whole)${user('h')}`
  return `select kind, coalesce(sum(things), 0)::bigint as records from (
    with ${wholeDays(tenant, from, to)}, asked as (
      ${outside('since', 'head')} union ${outside('tail', 'until')}
      union
      select h.kind, h.user_id, h.record
      from (select b.device_id, b.generation, unnest(b.seqs) as seq from unfolded_batches b where b.tenant_id = ${tenant}) w
      join hidden_tags h on h.tenant_id = ${tenant} and h.device_id = w.device_id and h.generation = w.generation and h.seq = w.seq
        and h.started_at >= ${first} and h.started_at < ${last}${user('h')}
    )
    select c.kind, c.things from seen_counts c
    where c.tenant_id = ${tenant} and c.kind = any(${parameters.add(deviceHiddenKinds)}::text[])
      and c.day >= ${first} and c.day < ${last} and c.previous_day < ${first}${user('c')}
    union all
    select a.kind, 1 - count(distinct s.thing) from asked a
    left join seen_days s on s.tenant_id = ${tenant} and s.thing = a.record and s.kind = a.kind and s.user_id = a.user_id
      and s.day >= ${first} and s.day < ${last} and s.n > 0
    group by a.kind, a.record
  ) seen group by kind`
}
