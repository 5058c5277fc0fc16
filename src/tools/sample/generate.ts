import { createHmac, randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { gapsOf } from '../../shared/manual-time/index.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import {
  MAX_BATCH_RECORDS,
  manualTimeKinds,
  SCHEMA_VERSION,
  type ClaimToken,
  type DeviceRecord,
  type Gap,
} from '../../shared/contract/index.ts'
import { createCallClassifier, createClassifier, type CompiledRuleSet } from '../../shared/classify/index.ts'
import { attributeAll, nothingAttributed } from '../../shared/attribution/index.ts'
import { Sessionizer } from '../../shared/sessionize/index.ts'
import {
  WorkTracker,
  hiddenTagDraft,
  spanDraft,
  touchDraft,
  type RecordDraft,
  type TrackedTouch,
} from '../../shared/touches/index.ts'
import type { Transport } from '../../main/sync/transport.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { ClaimBook } from './claim-book.ts'
import { localDay } from './denials/calendar.ts'
import { seededRandom } from './random.ts'
import type { Biller } from './team.ts'
import { Workday } from './workday.ts'

/** Attempts per batch; the wait grows with each. */
const ATTEMPTS = 4
const PAUSE_MS = 1_000
/** One of this many gaps gets manual time. */
const NAMED_GAP = 3

/** The sample's working days: `count` weekdays up to `now`, including today; local midnights, oldest first. */
export function sampleDays(now: Date, count: number): Date[] {
  const days: Date[] = []
  for (let back = 0; days.length < count; back += 1) {
    const day = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back)
    if (day.getDay() !== 0 && day.getDay() !== 6) days.unshift(day)
  }
  return days
}

export interface SampleWork {
  readonly biller: Biller
  readonly days: readonly Date[]
  /** Epoch ms; nothing is recorded after it. */
  readonly now: number
  readonly compiled: CompiledRuleSet
  /** The tenant's key for claim tokens. */
  readonly tokenKey: Uint8Array
  readonly seed: number
  /** The team's denials; those of this biller are added. */
  readonly book: ClaimBook
  /** From this day on the biller worked without a recording; null: the recording is the first day. */
  readonly since?: CalendarDay | null
}

/** A biller's sample work as device records, through classify -> sessionize -> attribution -> touches like real work. */
export function sampleRecords({
  biller,
  days,
  now,
  compiled,
  tokenKey,
  seed,
  book,
  since,
}: SampleWork): DeviceRecord[] {
  const tokenOf = (reference: string) => createHmac('sha256', tokenKey).update(reference).digest('hex') as ClaimToken
  const { policy } = compiled.ruleSet
  const sessionizer = new Sessionizer({
    classify: createClassifier(compiled, tokenOf),
    classifyCall: createCallClassifier(compiled),
    policy,
  })
  const tracker = new WorkTracker(policy)
  const random = seededRandom(seed)
  const records: DeviceRecord[] = []
  const add = (draft: RecordDraft): number => {
    const seq = records.length + 1
    records.push({ ...draft, seq })
    return seq
  }
  const [firstDay] = days
  if (since && firstDay) book.liveThrough(biller, since, localDay(firstDay.getTime()), random)
  for (const [index, day] of days.entries()) {
    const startsAt = day.getTime() + biller.startHour * HOUR_MS + random.between(-8, 8) * MINUTE_MS
    if (startsAt >= now) continue
    const endsAt = Math.min(now, day.getTime() + DAY_MS)
    const lines = new Workday(biller, random, book, startsAt, endsAt).observations()
    const recorded = [...lines.flatMap((line) => sessionizer.push(line)), ...sessionizer.end()]
    const { spans } = attributeAll(nothingAttributed, recorded, policy)
    const touches = new Map<number, TrackedTouch>()
    for (const span of spans) {
      const { touch, tags } = tracker.push(span, add(spanDraft(span)))
      // A device sends every revision; for a past day only the last one counts.
      if (touch) touches.set(touch.firstRef, touch)
      for (const tag of tags) add(hiddenTagDraft(tag))
    }
    for (const touch of touches.values()) add(touchDraft(touch))
    const whole = { startedAt: day.getTime(), endedAt: endsAt }
    for (const [position, gap] of gapsOf(whole, spans, [], false).entries()) {
      if (position % NAMED_GAP === 0)
        add(namedGap(gap, `${index}-${position}`, (index + position) % manualTimeKinds.length))
    }
  }
  return records
}

/** Manual time for a gap: the suggested kind, else one of the others. */
function namedGap({ startedAt, endedAt, proposals }: Gap, manualTimeId: string, other: number): RecordDraft {
  return {
    kind: 'manual_time',
    manualTimeId,
    revision: 1,
    manualTimeKind: proposals[0]?.kind ?? manualTimeKinds[other] ?? 'other',
    startedAt,
    endedAt,
    claimToken: null,
    withdrawn: false,
  }
}

/**
 * Sends records as a device does. A batch without an answer is sent again and counts once.
 * @throws Error if a batch is not fully accepted.
 */
export async function sendSample(
  transport: Transport,
  records: readonly DeviceRecord[],
  generation = randomBytes(16).toString('hex'),
): Promise<void> {
  for (let from = 0; from < records.length; from += MAX_BATCH_RECORDS) {
    await sendBatch(transport, generation, records.slice(from, from + MAX_BATCH_RECORDS))
  }
}

async function sendBatch(transport: Transport, generation: string, records: readonly DeviceRecord[]): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const result = await transport.send({ schemaVersion: SCHEMA_VERSION, generation, sentAt: Date.now(), records })
    if (result.kind === 'acked') {
      const [refused] = result.ack.rejected
      if (refused) throw new Error(`the endpoint refused a sample record: ${refused.code} ${refused.detail}`)
      return
    }
    if (result.kind !== 'retry' || attempt === ATTEMPTS) {
      throw new Error(`the endpoint did not accept the sample: ${JSON.stringify(result)}`)
    }
    await setTimeout(attempt * PAUSE_MS)
  }
}
