import type { DeviceRecord } from '../../src/shared/contract/ingest.ts'

/** What was looked at, and how many are not as they should be. */
export interface Check {
  readonly what: string
  readonly wrong: number
}

/** A statement that counts what is wrong in one row `wrong`. */
interface Question {
  readonly what: string
  readonly text: string
  readonly values: readonly unknown[]
}

interface Sent {
  readonly id: string
  readonly records: readonly DeviceRecord[]
}

const lengthOf = ({ startedAt, endedAt }: DeviceRecord): number => endedAt - startedAt

/** Facts against what was sent, and aggregates against the facts. */
export function checksOf(devices: readonly Sent[]): readonly Question[] {
  const counts = devices.map(({ records }) => countsOf(records))
  const sent = `unnest($1::text[], $2::int[]) as s (device_id, expected) join journals j using (device_id)`
  const ids = devices.map(({ id }) => id)
  const perDevice = (what: string, expected: readonly number[], found: string): Question => ({
    what,
    text: `select count(*)::int as wrong from ${sent} where s.expected is distinct from (${found})`,
    values: [ids, expected],
  })
  const ofJournal = (table: string, more = '') => `select count(*) from ${table} f where f.journal = j.journal${more}`
  const compare = (what: string, facts: string, sums: string): Question => ({
    what,
    text: `select count(*)::int as wrong from (${facts}) f full join (${sums}) s using (key) where coalesce(f.n, 0) <> coalesce(s.n, 0)`,
    values: [],
  })
  const counted = 'sum(ended_at - started_at - overlap_ms)::bigint as n'
  return [
    perDevice(
      'devices with other receipts than acknowledged records',
      devices.map(({ records }) => records.length),
      'select sum(octet_length(r.hashes) / 16) from received r where r.journal = j.journal',
    ),
    perDevice(
      'devices with other spans',
      counts.map(({ spans }) => spans),
      ofJournal('spans'),
    ),
    perDevice(
      'devices with other touches',
      counts.map(({ touches }) => touches),
      ofJournal('touches'),
    ),
    perDevice(
      'devices with other tags of hidden work',
      counts.map(({ tags }) => tags),
      ofJournal('hidden_tags', ' and f.seq > 0'),
    ),
    perDevice(
      'devices with other recorded time',
      counts.map(({ spanMs }) => spanMs),
      'select sum(f.ended_at - f.started_at) from spans f where f.journal = j.journal',
    ),
    compare(
      'people and activities whose days differ from their spans',
      `select user_id || ' ' || coalesce(activity, '') as key, ${counted} from spans group by 1`,
      `select user_id || ' ' || activity as key, sum(ms)::bigint as n from activity_days group by 1`,
    ),
    compare(
      'people whose 15 minutes differ from their spans',
      `select user_id as key, ${counted} from spans group by 1`,
      'select user_id as key, sum(ms)::bigint as n from activity_15min group by 1',
    ),
    compare(
      'activities whose totals differ from the spans',
      `select coalesce(activity, '') as key, ${counted} from spans group by 1`,
      'select activity as key, sum(ms)::bigint as n from total_days group by 1',
    ),
    compare(
      'people whose days of hidden work differ from their tags',
      `select user_id || kind as key, ${counted} from hidden_tags group by 1`,
      'select user_id || kind as key, sum(ms)::bigint as n from hidden_days group by 1',
    ),
    compare(
      'claims whose touches differ',
      `select user_id || claim_token::text as key, count(*) as n from touches group by 1`,
      'select user_id || claim_token::text as key, sum(touches) as n from claim_activity group by 1',
    ),
  ]
}

function countsOf(records: readonly DeviceRecord[]) {
  const spans = records.filter(({ kind }) => kind === 'span')
  const touches = new Set(records.flatMap((record) => (record.kind === 'touch' ? [record.touchId] : [])))
  return {
    spans: spans.length,
    spanMs: spans.reduce((sum, span) => sum + lengthOf(span), 0),
    touches: touches.size,
    tags: records.filter(({ kind }) => kind === 'hidden_tag').length,
  }
}
