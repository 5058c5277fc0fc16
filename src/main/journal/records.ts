import type { DeviceRecord, InputMinute, SentRecord } from '../../shared/contract/index.ts'
import type { RecordDraft, SpanDraft } from '../../shared/touches/index.ts'

type FieldsOf<Kind extends DeviceRecord['kind']> = keyof Omit<Extract<DeviceRecord, { kind: Kind }>, 'seq'>
type FieldTable = { readonly [Kind in DeviceRecord['kind']]: Readonly<Record<FieldsOf<Kind>, true>> }

/** Allowed fields per record kind: a title attached to an object by mistake is never written. The type makes this table complete. */
const storedFields = {
  span: {
    kind: true,
    startedAt: true,
    endedAt: true,
    presence: true,
    activity: true,
    rating: true,
    system: true,
    systemKind: true,
    payer: true,
    app: true,
    ruleId: true,
    ruleSetVersion: true,
    claimToken: true,
    attributedToken: true,
    attribution: true,
    remote: true,
    claimFrom: true,
    call: true,
  },
  touch: {
    kind: true,
    touchId: true,
    revision: true,
    claimToken: true,
    startedAt: true,
    endedAt: true,
    activeMs: true,
    spanCount: true,
  },
  hidden_tag: {
    kind: true,
    hiddenId: true,
    hiddenKind: true,
    spanSeq: true,
    startedAt: true,
    endedAt: true,
    payer: true,
    system: true,
    claimToken: true,
  },
  manual_time: {
    kind: true,
    manualTimeId: true,
    revision: true,
    manualTimeKind: true,
    startedAt: true,
    endedAt: true,
    claimToken: true,
    withdrawn: true,
  },
  input_counts: {
    kind: true,
    startedAt: true,
    endedAt: true,
    minutes: true,
  },
  connectivity: {
    kind: true,
    startedAt: true,
    endedAt: true,
    state: true,
    cause: true,
  },
  private_time: {
    kind: true,
    startedAt: true,
    endedAt: true,
    reason: true,
  },
  annotation: {
    kind: true,
    annotationId: true,
    revision: true,
    startedAt: true,
    endedAt: true,
    claimToken: true,
    dispute: true,
    note: true,
    proposedActivity: true,
    activity: true,
    ruleId: true,
    program: true,
    withdrawn: true,
  },
  removed: {
    kind: true,
    startedAt: true,
    endedAt: true,
  },
} satisfies FieldTable

/** JSON.stringify applies the list to nested objects too. */
const minuteFields = { minuteStart: true, keys: true, pointer: true } satisfies Record<keyof InputMinute, true>

const fieldNames: Readonly<Record<DeviceRecord['kind'], string[]>> = {
  span: Object.keys(storedFields.span),
  touch: Object.keys(storedFields.touch),
  hidden_tag: Object.keys(storedFields.hidden_tag),
  manual_time: Object.keys(storedFields.manual_time),
  input_counts: [...Object.keys(storedFields.input_counts), ...Object.keys(minuteFields)],
  connectivity: Object.keys(storedFields.connectivity),
  private_time: Object.keys(storedFields.private_time),
  annotation: Object.keys(storedFields.annotation),
  removed: Object.keys(storedFields.removed),
}

/** Names of the fields of a record, without seq and kind. */
export const recordFields = (kind: DeviceRecord['kind']): readonly string[] =>
  Object.keys(storedFields[kind]).filter((field) => field !== 'kind')

export const encodeRecord = (record: RecordDraft): string => JSON.stringify(record, fieldNames[record.kind])
export const encodeSpans = (spans: readonly SpanDraft[]): string => JSON.stringify(spans, fieldNames.span)
export const decodeSpans = (text: string): SpanDraft[] => JSON.parse(text) as SpanDraft[]

export interface RecordRow {
  readonly seq: number
  readonly body: string
}
export interface SentRow extends RecordRow {
  readonly state: SentRecord['state']
  readonly detail: string | null
}

export const decodeRecord = (row: RecordRow): DeviceRecord => ({
  seq: row.seq,
  ...(JSON.parse(row.body) as RecordDraft),
})

export const decodeSent = (row: SentRow): SentRecord => ({
  record: decodeRecord(row),
  state: row.state,
  detail: row.detail,
})
