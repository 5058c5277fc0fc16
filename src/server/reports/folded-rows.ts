import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import type { Column } from '../rollups/sums.ts'
import { payerFilter, startFilter, userFilter } from './filters.ts'
import type { Slice } from './filters.ts'
import type { Parameters } from './parameters.ts'

/** Where rows of one shape come from. */
export interface Folded {
  readonly days: string
  /** Sums by quarter hour; null: what lies outside whole days comes from the facts. */
  readonly quarters: string | null
  readonly facts: 'spans' | 'hidden_tags' | 'tagged_spans'
  readonly columns: readonly Column[]
  /** ` and …`: the facts that count. */
  readonly only: string
  /** Whether the sums are of each person; of everybody together they cannot be narrowed to a user or team. */
  readonly perPerson: boolean
}

/**
 * Rows `(user_id, …columns, ms)`, or without user_id, that add up to the time of the slice: whole local days and whole quarter hours from
 * sums, what is left at either end from the facts, and what is not folded yet record by record. Exact for any period at any moment,
 * because one statement sees one state; and its cost grows with what is shown, not with what is stored.
 *
 * A record belongs to the day and the quarter hour of its start, so none is in two parts. The days of the sums may be those of a zone
 * that is no longer the tenant's: they are still whole, only their ends lie elsewhere.
 */
export function foldedRows(folded: Folded, slice: Slice, parameters: Parameters): string {
  const tenant = parameters.add(slice.tenantId)
  const from = Math.ceil(slice.from / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS
  const to = Math.max(from, Math.floor(slice.to / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS)
  const [since, until] = [`${parameters.add(slice.from)}::bigint`, `${parameters.add(slice.to)}::bigint`]
  const [first, last] = ['(select whole.first from whole)', '(select whole.last from whole)']

  const user = (table: string) => (folded.perPerson ? `${table}.user_id, ` : '')
  const sums = (table: string, time: string, begin: string, end: string) =>
    `select ${user('r')}${folded.columns.map(({ name }) => `r.${name}`).join(', ')}, r.ms
     from ${table} r
     where r.tenant_id = ${tenant} and r.${time} >= ${begin} and r.${time} < ${end}${
       slice.payer === null ? '' : ` and r.payer = ${parameters.add(slice.payer)}`
     }${userFilter(slice, parameters, 'r')}`
  const facts = (source: string, when: string) =>
    `select ${user('f')}${folded.columns.map(({ fromFact }) => fromFact).join(', ')}, f.ended_at - f.started_at as ms
     from ${source}
     where f.tenant_id = ${tenant}${when}${folded.only}${payerFilter(slice, parameters, 'f')}${userFilter(slice, parameters, 'f')}`
  const inSlice = () => startFilter(slice, parameters, 'f')
  const waiting = (begin: string, end: string) =>
    facts(waitingFacts(folded.facts, tenant), ` and f.started_at >= ${begin} and f.started_at < ${end}`)

  const parts = [sums(folded.days, 'day', first, last)]
  let none = until
  if (folded.quarters === null) {
    parts.push(
      waiting(first, last),
      // Bounds that the planner cannot see: told the whole period, it would read all of it.
      facts(
        `${folded.facts} f`,
        ` and f.started_at >= (select whole.since from whole) and f.started_at < (select whole.head from whole)`,
      ),
      facts(
        `${folded.facts} f`,
        ` and f.started_at >= (select whole.tail from whole) and f.started_at < (select whole.until from whole)`,
      ),
    )
  } else {
    const [start, end] = [`${parameters.add(from)}::bigint`, `${parameters.add(to)}::bigint`]
    none = end
    parts.push(
      sums(folded.quarters, 'quarter', start, first),
      sums(folded.quarters, 'quarter', last, end),
      waiting(start, end),
    )
    if (slice.from < from) parts.push(facts(`${folded.facts} f`, `${inSlice()} and f.started_at < ${start}`))
    if (slice.to > to) parts.push(facts(`${folded.facts} f`, `${inSlice()} and f.started_at >= ${end}`))
  }
  return `select * from (
    with ${wholeDays(tenant, since, until, none)}, waiting as (
      select b.device_id, b.generation, unnest(b.seqs) as seq from unfolded_batches b where b.tenant_id = ${tenant}
    )
    ${parts.join(' union all ')}
  ) folded`
}

/** The facts `f` of records that wait, of a statement's `waiting (device_id, generation, seq)`. A tagged span waits with the tag it is counted with. */
export function waitingFacts(facts: Folded['facts'], tenant: string): string {
  const of = (table: string, name: string) =>
    `waiting w join ${table} ${name} on ${name}.tenant_id = ${tenant} and ${name}.device_id = w.device_id
      and ${name}.generation = w.generation and ${name}.seq = w.seq`
  if (facts !== 'tagged_spans') return of(facts, 'f')
  return `${of('hidden_tags', 'h')} join tagged_spans f on f.tenant_id = ${tenant} and f.device_id = h.device_id
    and f.generation = h.generation and f.span_seq = h.span_seq and f.first_seq = h.seq`
}

/**
 * The whole local days of a period, as far as there is anything in them, as `whole`: `first` and `last`, the end of the last one; both
 * `none` without any. `[since, head)` and `[tail, until)` are what of the period lies outside.
 */
export function wholeDays(tenant: string, since: string, until: string, none = until): string {
  return `whole as materialized (
    select days.first, days.last, ${since} as since, least(days.first, ${until}) as head, greatest(days.last, ${since}) as tail, ${until} as until
    from (
      select coalesce(min(d.day), ${none}) as first, coalesce(max(d.next_day), ${none}) as last
      from folded_days d where d.tenant_id = ${tenant} and d.day >= ${since} and d.next_day <= ${until}
    ) days
  )`
}
