import type { Queries } from '../database/database.ts'
import { join, name, sql, tokens, type Sql } from '../database/sql.ts'
import { columnName } from '../database/table.ts'
import { claimPayers } from '../ingest/claim-payers.ts'
import { bucketOf } from './calendar.ts'
import { factTables, isOneBefore, lockRollups, rolledUpBefore } from './corrections.ts'
import { addFacts, allRollups, COUNTED_MS, type Rollup } from './sums.ts'
import { isSpanOf } from './touch-payers.ts'

/**
 * Gives the time on claims whose rule names no payer the payer of the claim, as it is known now, and corrects the rollups. Work may come before
 * the remittance that tells the payer, and a claim may turn out to be another payer's.
 */
export async function assignClaimPayers(queries: Queries, claimTokens: readonly string[]): Promise<void> {
  if (claimTokens.length === 0) return
  const [wrong] = await queries.query(sql`select 1 from (${wrongSpans(claimTokens)}) wrong limit 1`)
  if (!wrong) return
  const zone = await lockRollups(queries)
  // Tags first: they are found by the payer that their spans still have.
  for (const kind of ['tagged', 'tags', 'spans'] as const) await queries.query(assign(kind, claimTokens, zone))
}

/** Spans on claims that have another payer than their claim, and none of their own: of touches, and idle ones, which outlast their touch. */
const wrongSpans = (claimTokens: readonly string[]): Sql => sql`
  select distinct s.journal, s.seq, s.started_at, known.payer as payer_now
  from (
    select ${ofSpan} from touches t join spans s on ${isSpanOf('t')} where t.claim_token = any(${tokens(claimTokens)})
    union all
    select ${ofSpan} from spans s where s.presence = 'idle' and s.claim_token = any(${tokens(claimTokens)})
  ) s
  left join (${claimPayers(tokens(claimTokens))}) known on known.claim_token = s.claim_token
  where (s.payer is null or s.payer_of_claim) and s.payer is distinct from known.payer`
const ofSpan = sql`s.journal, s.seq, s.started_at, s.claim_token, s.payer, s.payer_of_claim`

function assign(kind: Rollup['of'], claimTokens: readonly string[], zone: string | null): Sql {
  const { table, spanSeq } = factTables[kind]
  const columns = Object.keys(table.columns).map((column) => name(columnName(column)))
  const movedRows = (payer: Sql, sign: Sql) =>
    sql`select ${join(columns.map((column) => (column.texts[0] === 'payer' ? sql`${payer} as payer` : sql`r.${column}`)))}, r.day, r.team, ${sign} as sign
      from rolled_up r`
  const moved = allRollups
    .filter(
      (rollup) => rollup.of === kind && zone !== null && rollup.key.some(({ name: key }) => key.texts[0] === 'payer'),
    )
    .map((rollup) => {
      const time = rollup.by === 'day' ? sql`f.day` : bucketOf(sql`f.started_at`)
      const signed = { ms: sql`f.sign * (${COUNTED_MS})`, spans: sql`sum(f.sign)` }
      return sql`, ${name(`${rollup.table}_moved`)} as (${addFacts(rollup, time, sql`moved f`, [], signed)})`
    })
  return sql`with wrong as materialized (${wrongSpans(claimTokens)}), before as materialized (
      select f.*, w.payer_now
      from wrong w join ${name(table.name)} f on f.journal = w.journal and f.${name(spanSeq)} = w.seq and f.started_at = w.started_at
      where f.payer is null or f.payer_of_claim
    ), ${rolledUpBefore(kind, zone)}, moved as materialized (
      ${movedRows(sql`r.payer`, sql`-1`)} union all ${movedRows(sql`r.payer_now`, sql`1`)}
    ), assigned as (
      update ${name(table.name)} t set payer = b.payer_now, payer_of_claim = b.payer_now is not null from before b where ${isOneBefore(kind)}
    )${join(moved, '')}
    select 1`
}
