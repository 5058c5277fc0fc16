import { strToU8, zipSync } from 'fflate'
import type {
  AgentStatus,
  DeviceRecord,
  EpochMs,
  PolicyToRead,
  SentRecord,
  SupportEvent,
} from '../../shared/contract/index.ts'
import type { NoticeAcknowledgment } from '../../shared/contract/notice.ts'
import { csvText, type CsvValue } from '../../shared/format/csv.ts'
import { recordFields } from '../journal/records.ts'

/** What goes into the file. */
export interface OwnData {
  readonly madeAt: EpochMs
  readonly status: AgentStatus
  readonly policy: PolicyToRead
  /** Oldest first. */
  readonly notices: readonly NoticeAcknowledgment[]
  /** Everything that this device holds, by seq. */
  readonly records: readonly SentRecord[]
  /** Of the agent's log, oldest first. */
  readonly events: readonly SupportEvent[]
}

/** A record that only says that another one is gone is in no file. */
type KindInFile = Exclude<DeviceRecord['kind'], 'removed'>

const fileOf: Readonly<Record<KindInFile, string>> = {
  span: 'spans.csv',
  touch: 'touches.csv',
  hidden_tag: 'hidden-work.csv',
  manual_time: 'manual-time.csv',
  input_counts: 'input-counts.csv',
  connectivity: 'connectivity.csv',
  private_time: 'private-times.csv',
  annotation: 'notes-and-disputes.csv',
}

/** Everything that a device holds of its person, as a zip: `person.json`, a CSV for each kind of record, and a text that says what each is. */
export function ownData({ madeAt, status, policy, notices, records, events }: OwnData): Uint8Array {
  const { userName, deviceId, endpointUrl, agentVersion } = status
  const person = { madeAt, userName, deviceId, endpointUrl, agentVersion, noticeAcknowledgments: notices, ...policy }
  const kinds = Object.keys(fileOf) as KindInFile[]
  const files: Record<string, string> = {
    'README.txt': README,
    'person.json': `${JSON.stringify(person, null, 2)}\n`,
    ...Object.fromEntries(kinds.map((kind) => [fileOf[kind], recordsAsCsv(kind, records)])),
    'agent-events.csv': eventsAsCsv(events),
  }
  const bytes = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const)
  return zipSync(Object.fromEntries(bytes), { mtime: madeAt })
}

const README = `Everything that TouchLedger holds of you on this computer. Your company may hold more: days that were sent and are no longer here.
Times are epoch ms (UTC). A claim is a code that stands for it: the number itself is stored nowhere. "state" says whether a record was sent
(acked), waits to be sent (waiting), or was refused (quarantined). What is being recorded at this moment is in the next file.
person.json         who and which computer, the notices you acknowledged, the policy in force, and the latest changes of the rules
spans.csv           what was recorded, 15 minutes at most in each row
touches.csv         touches on claims, every revision
hidden-work.csv     spans that count as hidden work
manual-time.csv     time you entered by hand, every revision
input-counts.csv    key releases and pointer events by the minute, where they were counted
connectivity.csv    times without the endpoint
private-times.csv   times you marked private, and why; what was recorded in them is gone
notes-and-disputes.csv  what you said of touches and times, every revision
agent-events.csv    the program's log: starts, ends, pauses, faults
`

function recordsAsCsv(kind: KindInFile, records: readonly SentRecord[]): string {
  const fields = recordFields(kind)
  return csvText({
    header: ['seq', ...fields.map(snakeCase), 'state', 'detail'],
    rows: records
      .filter(({ record }) => record.kind === kind)
      .map(({ record, state, detail }) => [
        record.seq,
        ...fields.map((field) => cell((record as unknown as Readonly<Record<string, unknown>>)[field])),
        state,
        detail,
      ]),
  })
}

const eventsAsCsv = (events: readonly SupportEvent[]): string =>
  csvText({
    header: ['at', 'event', 'version', 'error', 'where'],
    rows: events.map(({ at, code, version, error, where }) => [at, code, ...[version, error, where].map(cell)]),
  })

const snakeCase = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

function cell(value: unknown): CsvValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'string' || typeof value === 'number') return value
  return JSON.stringify(value)
}
