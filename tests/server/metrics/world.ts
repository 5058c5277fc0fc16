import { bulkInsert } from '../../../src/server/database/bulk-insert.ts'
import {
  appealDecisions,
  claimCounts,
  claims as claimTable,
  denials as denialTable,
  remittanceClaims,
} from '../../../src/server/database/schema/denials.ts'
import { sql, token as tokenSql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { manualTimeRecord, spanRecord, tagOf, touchRecord } from '../support/records.ts'
import { storeDeviceTokens } from '../support/stored-token.ts'
import { importRow } from '../support/import-row.ts'

// A world so small that its numbers can be worked out by hand: nine denials, two billers, one week in New York. It is Friday, 15:00.

const MINUTE = 60_000
/** An instant of November 2026 in New York, on standard time from the 1st on. */
export const november = (day: number, clock = '00:00') =>
  Date.parse(`2026-11-${String(day).padStart(2, '0')}T${clock}:00-05:00`)
const october = (day: number) => Date.parse(`2026-10-${String(day).padStart(2, '0')}T00:00:00-04:00`)

export const now = november(20, '15:00')
export const week = { from: november(16), to: november(23) }

interface Denial {
  readonly token: string
  readonly payer: string
  readonly category: string
  readonly carc: string
  readonly owner: string | null
  readonly cents: number
  readonly received: number
  readonly followUpDue: number
  readonly state?: string
  readonly appealDue?: number
  readonly appealed?: number
  readonly resolved?: number
  readonly recovered?: number
  readonly left?: number
  readonly reopened?: number
  readonly rarcs?: readonly string[]
  readonly procedure?: string
  readonly practice?: string
  readonly claimFilingIndicator?: string
}

const denials: readonly Denial[] = [
  // Touched after two business hours of Monday: in time.
  {
    token: 'a',
    payer: 'Aetna',
    category: 'authorization',
    carc: '197',
    owner: 'Ana',
    cents: 100_00,
    received: november(16),
    followUpDue: november(23),
    state: 'in_progress',
    rarcs: ['N706', 'M51'],
    procedure: '99213-25',
    practice: 'Northside Cardiology',
    claimFilingIndicator: 'MC',
  },
  // Touched on Wednesday at nine, after 19 business hours: late.
  {
    token: 'b',
    payer: 'Aetna',
    category: 'coding_bundling',
    carc: '97',
    owner: 'Ben',
    cents: 600_00,
    received: november(16),
    followUpDue: november(23),
  },
  // Nobody's, untouched, due on Wednesday at eight: late.
  {
    token: 'c',
    payer: 'Cigna',
    category: 'authorization',
    carc: '197',
    owner: null,
    cents: 50_00,
    received: november(17),
    followUpDue: november(24),
  },
  // Of today, due on Monday: neither met nor missed.
  {
    token: 'd',
    payer: 'Cigna',
    category: 'medical_necessity',
    carc: '50',
    owner: 'Ana',
    cents: 2500_00,
    received: november(20),
    followUpDue: november(27),
  },
  // Appealed and won.
  {
    token: 'e',
    payer: 'Aetna',
    category: 'authorization',
    carc: '197',
    owner: 'Ana',
    cents: 300_00,
    received: november(2),
    followUpDue: november(9),
    state: 'overturned',
    appealed: november(6),
    resolved: november(18),
    recovered: 240_00,
    rarcs: ['N706'],
    procedure: '93306',
    practice: 'Northside Cardiology',
    claimFilingIndicator: 'CI',
  },
  // Appealed, lost, reopened once, and written off without a touch.
  {
    token: 'f',
    payer: 'Cigna',
    category: 'authorization',
    carc: '197',
    owner: 'Ben',
    cents: 200_00,
    received: october(26),
    followUpDue: november(2),
    state: 'written_off',
    appealed: november(10),
    resolved: november(19, '12:00'),
    reopened: 1,
  },
  // The payer reversed it by itself and paid.
  {
    token: '0',
    payer: 'Aetna',
    category: 'duplicate',
    carc: '18',
    owner: null,
    cents: 80_00,
    received: november(9),
    followUpDue: november(16),
    state: 'overturned',
    resolved: november(16, '12:00'),
  },
  // Appealed in time this week; followed up on the very day.
  {
    token: '1',
    payer: 'Medicare',
    category: 'eligibility',
    carc: '27',
    owner: 'Ben',
    cents: 1000_00,
    received: november(4),
    followUpDue: november(17),
    state: 'appealed',
    appealDue: november(30),
    appealed: november(17, '10:00'),
  },
  // Left lying since the 2nd of October; its appeal limit ran out on Wednesday.
  {
    token: '2',
    payer: 'Aetna',
    category: 'timely_filing',
    carc: '29',
    owner: 'Ana',
    cents: 400_00,
    received: october(1),
    followUpDue: november(18),
    appealDue: november(18),
  },
]

/** B went from Cleo to Ana on Monday and to Ben on Tuesday at ten, and waited for Wednesday at nine. */
const ownerEvents = [
  { token: 'b', at: november(16, '09:00'), from: 'Cleo', to: 'Ana' },
  { token: 'b', at: november(17, '10:00'), from: 'Ana', to: 'Ben' },
]

/** Claims first remitted this week: six paid, one contractual, three denied. */
const claims = [
  ...Array.from({ length: 6 }, () => 'paid'),
  'contractual',
  'denied_full',
  'denied_full',
  'denied_partial',
]

/** Records of one touch: its spans, cut at quarter hours, and the touch. */
function worked(
  seq: { next: number },
  on: string | null,
  startedAt: number,
  minutes: number,
  fields: {
    readonly payer?: string | null
    readonly activity?: string
    readonly repeat?: true
    readonly call?: true
  } = {},
): DeviceRecord[] {
  const records: DeviceRecord[] = []
  const take = () => (seq.next += 1)
  const endedAt = startedAt + minutes * MINUTE
  const spans = []
  for (let from = startedAt; from < endedAt;) {
    const to = Math.min(endedAt, (Math.floor(from / (15 * MINUTE)) + 1) * 15 * MINUTE)
    spans.push(
      spanRecord({
        seq: take(),
        startedAt: from,
        endedAt: to,
        claimToken: on === null ? null : token(on),
        payer: fields.payer ?? null,
        activity: fields.activity ?? 'claim_status',
        ...(fields.call && { call: true }),
      }),
    )
    from = to
  }
  records.push(...spans)
  if (fields.repeat) records.push(...spans.map((span) => tagOf(span, { seq: take(), hiddenId: `r${startedAt}` })))
  if (on !== null) {
    records.push(
      touchRecord({
        seq: take(),
        touchId: `t${startedAt}`,
        claimToken: token(on),
        startedAt,
        endedAt,
        activeMs: minutes * MINUTE,
        spanCount: spans.length,
      }),
    )
  }
  return records
}

/** Brings the world into an endpoint whose clock stands at `now`. */
export async function makeWorld(endpoint: Endpoint & { adminToken: string }): Promise<void> {
  await storeDeviceTokens(endpoint.database)
  const settings = (name: string, json: unknown) => ask(endpoint, `/v1/settings/${name}`, { method: 'PUT', json })
  await settings('calendar', {
    zone: 'America/New_York',
    shifts: [
      { name: 'Morning', from: '07:00', to: '12:00' },
      { name: 'Afternoon', from: '12:00', to: '17:00' },
    ],
  })
  await settings('economics', { laborCentsPerHour: 30_00, overheadFactor: 2, targets: { days_to_resolution: 14 } })
  await addDenials(endpoint)

  const ana = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
  const ben = await enrolledDevice(endpoint, { user: 'Ben', team: 'South' })
  const anas = { next: 0 }
  const bens = { next: 0 }
  // The devices' clocks go with the endpoint's.
  await ana.send(
    batchOf([
      ...worked(anas, '2', Date.parse('2026-10-02T10:00:00-04:00'), 10),
      ...worked(anas, 'e', november(3, '11:00'), 10),
      ...worked(anas, 'a', november(16, '10:00'), 10, { payer: 'Aetna' }),
      ...worked(anas, null, november(16, '10:15'), 10, { activity: 'documentation' }),
      ...worked(anas, 'e', november(16, '11:00'), 30, { payer: 'Aetna' }),
    ]),
    { clock: now },
  )
  // Ana names a meeting that goes on into the week, a call on E, and takes one back; Ben names the same hour twice.
  await ana.send(
    batchOf([
      manualTimeRecord({
        seq: (anas.next += 1),
        manualTimeId: 'm',
        startedAt: november(15, '23:50'),
        endedAt: november(16, '00:10'),
      }),
      manualTimeRecord({
        seq: (anas.next += 1),
        manualTimeId: 'c',
        manualTimeKind: 'payer_call',
        startedAt: november(16, '11:30'),
        endedAt: november(16, '11:45'),
        claimToken: token('e'),
      }),
      manualTimeRecord({
        seq: (anas.next += 1),
        manualTimeId: 'w',
        startedAt: november(17, '09:00'),
        endedAt: november(17, '10:00'),
      }),
      manualTimeRecord({
        seq: (anas.next += 1),
        manualTimeId: 'w',
        revision: 2,
        startedAt: november(17, '09:00'),
        endedAt: november(17, '10:00'),
        withdrawn: true,
      }),
    ]),
    { clock: now },
  )
  await ben.send(
    batchOf([
      ...['p', 'q'].map((manualTimeId) =>
        manualTimeRecord({
          seq: (bens.next += 1),
          manualTimeId,
          manualTimeKind: 'paper',
          startedAt: november(17, '15:00'),
          endedAt: november(17, '15:20'),
        }),
      ),
    ]),
    { clock: now },
  )
  await ben.send(
    batchOf([
      ...worked(bens, 'e', november(17, '11:00'), 30, { payer: 'Aetna', repeat: true }),
      ...worked(bens, '1', november(17, '14:00'), 20, { call: true }),
      ...worked(bens, 'b', november(18, '09:00'), 20),
    ]),
    { clock: now },
  )
}

async function addDenials({ database }: Endpoint): Promise<void> {
  await database.query(importRow('world.835', 9))
  const rows = denials.map((denial, index) => ({
    ...{ denialNo: index + 1, claimRef: `PCN-${denial.token}`, payerClaimRef: `ICN-${denial.token}` },
    ...{ claimToken: token(denial.token), payer: denial.payer, category: denial.category, owner: denial.owner },
    ...{
      carcs: [denial.carc, '45'],
      billedCents: denial.cents,
      deniedCents: denial.cents,
      leftCents: denial.left ?? denial.cents,
    },
    ...{ state: denial.state ?? 'new', received: denial.received, stateSince: denial.resolved ?? denial.received },
    ...{ followUpDue: denial.followUpDue, appealDue: denial.appealDue ?? null },
    ...{ firstAppealedAt: denial.appealed ?? null, resolvedAt: denial.resolved ?? null },
    ...{ recoveredCents: denial.recovered ?? null, reopened: denial.reopened ?? 0 },
    ...{ rarcs: denial.rarcs ?? [], procedure: denial.procedure ?? null, practice: denial.practice ?? null },
    claimFilingIndicator: denial.claimFilingIndicator ?? null,
  }))
  const columns = [
    ...(['denialNo', 'claimRef', 'payerClaimRef', 'claimToken', 'payer', 'category', 'owner', 'carcs'] as const),
    ...([
      'billedCents',
      'deniedCents',
      'leftCents',
      'state',
      'received',
      'stateSince',
      'followUpDue',
      'appealDue',
    ] as const),
    ...(['firstAppealedAt', 'resolvedAt', 'recoveredCents', 'reopened', 'rarcs', 'procedure', 'practice'] as const),
    'claimFilingIndicator',
  ] as const
  const every = { importNo: 1, kind: 'full', groupCode: 'CO', paidCents: 0, balanced: true, lastEvent: 9 }
  await database.query(bulkInsert(denialTable, columns, rows, { ...every, serviceLine: 'Cardiology' }))
  const decided = [
    { denialNo: 5, level: '1', decidedAt: november(18), outcome: 'overturned' },
    { denialNo: 6, level: '1', decidedAt: november(16), outcome: 'upheld' },
  ]
  await database.query(bulkInsert(appealDecisions, ['denialNo', 'level', 'decidedAt', 'outcome'], decided))
  const numberOf = (claim: string) => denials.findIndex((denial) => denial.token === claim) + 1
  for (const [index, event] of ownerEvents.entries()) {
    await database.query(
      sql`insert into denial_events (denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value)
        select ${numberOf(event.token)}::bigint, ${index + 2}::int, 'owner', ${event.at}::bigint,
        ${event.at}::bigint, 'test', null, ${event.from}, ${event.to}`,
    )
    await database.query(
      sql`update denials set owner_since = ${event.at}, reassigned = reassigned + 1 where claim_token = ${tokenSql(token(event.token))}`,
    )
  }
  // Monday's worklist names the location of the forgotten one. That is no response of the payer: it stays stalled.
  await database.query(
    sql`insert into denial_events (denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value)
      select ${numberOf('2')}::bigint, 2, 'location', ${november(16)}::bigint, ${november(16)}::bigint,
      'test', 1, null, 'Columbus'`,
  )
  const answered = claims.map((firstOutcome, index) => ({
    payer: index % 2 === 0 ? 'Aetna' : 'Cigna',
    claimToken: String(index).padStart(64, '0'),
    firstReceived: november(16 + (index % 5)),
    firstOutcome,
    firstDeniedCents: { denied_full: 10_000, denied_partial: 4_000 }[firstOutcome] ?? 0,
  }))
  await database.query(
    bulkInsert(claimTable, ['payer', 'claimToken', 'firstReceived', 'firstOutcome', 'firstDeniedCents'], answered, {
      ...{ billedCents: 10000, firstPaidCents: 0, provider: 'Dr. Stone', importNo: 1 },
    }),
  )
  // One claim was stated twice as pending, one has a CARC in no list, and a paid line of it was reduced.
  const stated = [
    {
      claimToken: token('8'),
      position: 1,
      pendingCarcs: ['133'],
      undecidedCarcs: [],
      reducedCents: 0,
      received: november(16),
    },
    {
      claimToken: token('8'),
      position: 2,
      pendingCarcs: ['133'],
      undecidedCarcs: [],
      reducedCents: 0,
      received: november(18),
    },
    {
      claimToken: token('9'),
      position: 3,
      pendingCarcs: [],
      undecidedCarcs: ['999'],
      reducedCents: 2500,
      received: november(17),
    },
  ]
  await database.query(
    bulkInsert(
      remittanceClaims,
      ['claimToken', 'position', 'pendingCarcs', 'undecidedCarcs', 'reducedCents', 'received'],
      stated,
      {
        ...{ importNo: 1, kind: 'unpaid', payer: 'Cigna', claimRef: 'C', payerClaimRef: '', day: '2026-11-16' },
        ...{ paidCents: 0, patientShareCents: 0, apartFrom: [], content: '{}' },
      },
    ),
  )
  await database.query(
    bulkInsert(
      claimCounts,
      ['payer', 'submitted', 'accepted', 'clean'],
      [
        { payer: 'Aetna', submitted: 20, accepted: 18, clean: 16 },
        { payer: 'Cigna', submitted: 10, accepted: 10, clean: 9 },
      ],
      { day: november(17) },
    ),
  )
}
