import type { DeviceRecord } from '../../../../src/shared/contract/ingest.ts'
import { everyDenial } from '../../denials/support.ts'
import { batchOf, enrolledDevice } from '../../support/device.ts'
import { manualTimeRecord, spanRecord, tagOf, touchRecord } from '../../support/records.ts'
import { clockBefore } from './days.ts'
import { people, type WorldEndpoint } from './people.ts'

const MINUTE = 60_000
const QUARTER = 15 * MINUTE

/** One continuous stretch of work on a computer. */
interface Stretch {
  readonly startedAt: number
  readonly minutes: number
  readonly claimToken: string | null
  readonly payer?: string | null
  readonly presence?: 'active' | 'idle'
  readonly attribution?: 'stated' | 'inferred'
  readonly isTagged?: true
  /** It shows a remote desktop of which nothing inside is known. */
  readonly isRemote?: true
  /** A program used the microphone. */
  readonly isCall?: true
}

/**
 * A second computer of one person of each team, on at the same time as the first, and over the night of the weekend. It works on denials that
 * were remitted for this, and has manual time on claims: revised, withdrawn, entered twice, and over the end of a day.
 */
export async function sendSecondDevices(endpoint: WorldEndpoint, now: number): Promise<void> {
  const denials = await everyDenial(endpoint)
  const tokenOf = (claimRef: string) => denials.find((denial) => denial.claimRef === claimRef)?.claimToken ?? null
  const sunday = lastSunday(now)
  for (const [index, person] of [people[0], people.at(-1)].entries()) {
    if (person === undefined) throw new Error('the sample has no team')
    const device = await enrolledDevice(endpoint, { user: person.name, team: person.team, sample: true })
    const shift = index * 7 * MINUTE
    const at = (days: number, time: string) => clockBefore(now, days, time) + shift
    const stretches: readonly Stretch[] = [
      { startedAt: at(40, '09:50'), minutes: 11, claimToken: tokenOf('AGAIN2'), payer: null },
      { startedAt: sunday + shift, minutes: 170, claimToken: tokenOf('OLD21'), payer: null },
      { startedAt: sunday + 200 * MINUTE, minutes: 25, claimToken: tokenOf('AGAIN1') },
      { startedAt: at(2, '10:03'), minutes: 41, claimToken: tokenOf('AGAIN1'), payer: null, isTagged: true },
      { startedAt: at(2, '10:44'), minutes: 9, claimToken: tokenOf('NEW03'), payer: null, isCall: true },
      { startedAt: at(2, '10:53'), minutes: 6, claimToken: tokenOf('NEW03'), payer: null },
      { startedAt: at(2, '13:10'), minutes: 16, claimToken: null, payer: null, presence: 'idle' },
      { startedAt: at(2, '14:00'), minutes: 12, claimToken: tokenOf('AGAIN1'), attribution: 'stated' },
      { startedAt: at(2, '14:40'), minutes: 35, claimToken: null, payer: null, isRemote: true },
      { startedAt: at(2, '15:20'), minutes: 22, claimToken: null, isCall: true },
      { startedAt: at(1, '09:20'), minutes: 7, claimToken: tokenOf('NEW03'), payer: null },
      { startedAt: at(1, '11:20'), minutes: 8, claimToken: tokenOf('PAID1') ?? 'd'.repeat(64), payer: null },
      { startedAt: at(1, '13:20'), minutes: 70, claimToken: tokenOf('OLD13'), attribution: 'inferred' },
    ]
    const records = stretches.flatMap(recordsOf)
    const manual = manualTime(sunday, at, tokenOf('OLD21'), tokenOf('AGAIN2'))
    const numbered = renumbered([...records, ...manual])
    const { status, body } = await device.send(batchOf(numbered), { clock: now })
    if (status !== 200 || body.rejected.length > 0) throw new Error(`work is refused: ${JSON.stringify(body)}`)
  }
}

/** A record before it has its number; a tag names its span by it. */
type Draft = (seq: number) => DeviceRecord

const renumbered = (drafts: readonly Draft[]): DeviceRecord[] => drafts.map((draft, index) => draft(index + 1))

function recordsOf({
  startedAt,
  minutes,
  claimToken,
  payer,
  presence,
  attribution,
  isTagged,
  isRemote,
  isCall,
}: Stretch): Draft[] {
  const endedAt = startedAt + minutes * MINUTE
  const seen = attribution === undefined ? claimToken : null
  const spans = quartersOf(startedAt, endedAt).flatMap(([from, to]): Draft[] => {
    const fields = {
      ...{ startedAt: from, endedAt: to, claimToken: seen },
      ...(payer === undefined ? {} : { payer }),
      ...(presence === undefined ? {} : { presence }),
      ...(isRemote && { remote: true as const }),
      ...(isCall && { call: true }),
      ...(claimToken === null ? {} : { attributedToken: claimToken, attribution: attribution ?? ('seen' as const) }),
    }
    const span: Draft = (seq) => spanRecord({ ...fields, seq })
    const tag: Draft = (seq) => tagOf(spanRecord({ ...fields, seq: seq - 1 }), { seq, hiddenId: `h${startedAt}` })
    return isTagged ? [span, tag] : [span]
  })
  if (seen === null) return spans
  const touch: Draft = (seq) =>
    touchRecord({
      ...{ seq, touchId: `t${startedAt}`, claimToken: seen, startedAt, endedAt },
      ...{ activeMs: endedAt - startedAt, spanCount: quartersOf(startedAt, endedAt).length },
    })
  return [...spans, touch]
}

function quartersOf(from: number, to: number): [number, number][] {
  const parts: [number, number][] = []
  for (let at = from; at < to;) {
    const next = Math.min(to, (Math.floor(at / QUARTER) + 1) * QUARTER)
    parts.push([at, next])
    at = next
  }
  return parts
}

function manualTime(
  sunday: number,
  at: (days: number, time: string) => number,
  claimToken: string | null,
  again: string | null,
): Draft[] {
  const entry =
    (manualTimeId: string, startedAt: number, minutes: number, fields: object = {}): Draft =>
    (seq) =>
      manualTimeRecord({
        ...{ seq, manualTimeId, startedAt, endedAt: startedAt + minutes * MINUTE, claimToken },
        ...fields,
      })
  return [
    entry('letters', at(2, '17:10'), 10),
    entry('letters', at(2, '17:10'), 25, { revision: 2, manualTimeKind: 'paper' }),
    entry('withdrawn', at(1, '17:10'), 40),
    entry('withdrawn', at(1, '17:10'), 40, { revision: 2, withdrawn: true }),
    entry('call', at(1, '18:00'), 30, { manualTimeKind: 'payer_call' }),
    entry('twice', at(1, '18:10'), 40),
    entry('night', sunday - 30 * MINUTE, 100, { manualTimeKind: 'other' }),
    entry('early', sunday + 172 * MINUTE, 50, { manualTimeKind: 'payer_call' }),
    // Where something was captured, that counts; a call on no claim, and one on a claim that only a remittance knows.
    entry('captured', at(2, '13:50'), 65, { manualTimeKind: 'payer_call' }),
    entry('letter', at(3, '12:10'), 33, { manualTimeKind: 'paper', claimToken: null }),
    entry('on hold', at(40, '09:40'), 45, { manualTimeKind: 'payer_call', claimToken: again }),
    entry('moved', at(4, '12:10'), 20, { manualTimeKind: 'paper' }),
    entry('moved', at(1, '08:10'), 20, { manualTimeKind: 'paper', revision: 2 }),
  ]
}

/** Half an hour after midnight of the last Sunday: before the clock changes, where it does. */
function lastSunday(now: number): number {
  for (let days = 1; ; days += 1) {
    const midnight = clockBefore(now, days, '00:30')
    if (new Date(midnight).getDay() === 0) return midnight
  }
}
