import type { DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { manualTimeRecord, spanRecord, tagOf, touchRecord } from '../support/records.ts'

// A small world, so small that its numbers can be worked out by hand: nine denials, two billers, one week in New York. It is Friday, 15:00.

const MINUTE = 60_000
/** An instant of November 2026 in New York, where it is winter time from the 1st on. */
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
  readonly reopened?: number
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
  // The payer took it back by itself.
  {
    token: '0',
    payer: 'Aetna',
    category: 'duplicate',
    carc: '18',
    owner: null,
    cents: 80_00,
    received: november(9),
    followUpDue: november(16),
    state: 'reversed',
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
  fields: { readonly payer?: string | null; readonly activity?: string; readonly repeat?: true } = {},
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
  const settings = (name: string, json: unknown) => ask(endpoint, `/v1/settings/${name}`, { method: 'PUT', json })
  await settings('calendar', {
    zone: 'America/New_York',
    shifts: [
      { name: 'Morning', from: '07:00', to: '12:00' },
      { name: 'Afternoon', from: '12:00', to: '17:00' },
    ],
  })
  await settings('economics', { laborCentsPerHour: 30_00, targets: { days_to_resolution: 14 } })
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
      ...worked(bens, '1', november(17, '14:00'), 20),
      ...worked(bens, 'b', november(18, '09:00'), 20),
    ]),
    { clock: now },
  )
}

async function addDenials({ database }: Endpoint): Promise<void> {
  await database.query(
    `insert into imports (tenant_id, import_no, name, content_hash, format, imported_at, imported_by, claims, full_denials,
       partial_denials, reversals, imbalances, added, known, updated, unmatched_reversals, denied_cents)
     values ('main', 1, 'world.835', 'x', '835', 0, 'test', 9, 9, 0, 0, 0, 9, 0, 0, 0, 0)`,
  )
  for (const [index, denial] of denials.entries()) {
    await database.query(
      `insert into denials (tenant_id, denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code,
         carcs, rarcs, billed_cents, paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, last_event,
         state_since, first_appealed_at, resolved_at, recovered_cents, reopened, service_line, queue)
       values ('main', $1, 1, $2, $3, $4, $5, 'full', $6, 'CO', $7::text[], '{}', $8, 0, $8, true, $9, $10, $11, $12, $13, 9, $10, $14, $15,
         $16, $17, 'Cardiology', null)`,
      [
        index + 1,
        denial.payer,
        `PCN-${denial.token}`,
        `ICN-${denial.token}`,
        token(denial.token),
        denial.category,
        `{${denial.carc},45}`,
        denial.cents,
        denial.state ?? 'new',
        denial.received,
        denial.followUpDue,
        denial.appealDue ?? null,
        denial.owner,
        denial.appealed ?? null,
        denial.resolved ?? null,
        denial.recovered ?? null,
        denial.reopened ?? 0,
      ],
    )
  }
  for (const [index, event] of ownerEvents.entries()) {
    await database.query(
      `insert into denial_events (tenant_id, denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value)
       values ('main', $1, $2, 'owner', $3, $3, 'test', null, $4, $5)`,
      [denials.findIndex((denial) => denial.token === event.token) + 1, index + 2, event.at, event.from, event.to],
    )
    await database.query(
      `update denials set owner_since = $2, reassigned = reassigned + 1 where tenant_id = 'main' and claim_token = $1`,
      [token(event.token), event.at],
    )
  }
  // A worklist of Monday says where the forgotten one was treated: no answer of a payer, it goes on lying.
  await database.query(
    `insert into denial_events (tenant_id, denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value)
     values ('main', $1, 2, 'location', $2, $2, 'test', 1, null, 'Columbus')`,
    [denials.findIndex((denial) => denial.token === '2') + 1, november(16)],
  )
  for (const [index, outcome] of claims.entries()) {
    await database.query(
      `insert into claims (tenant_id, payer, claim_token, first_received, first_outcome, billed_cents, first_paid_cents, provider, import_no)
       values ('main', $1, $2, $3, $4, 10000, 0, 'Dr. Stone', 1)`,
      [index % 2 === 0 ? 'Aetna' : 'Cigna', `claim ${index}`, november(16 + (index % 5)), outcome],
    )
  }
  const counts = [
    ['Aetna', 20, 18, 16],
    ['Cigna', 10, 10, 9],
  ] as const
  for (const [payer, submitted, accepted, clean] of counts) {
    await database.query(
      `insert into claim_counts (tenant_id, day, payer, submitted, accepted, clean) values ('main', $1, $2, $3, $4, $5)`,
      [november(17), payer, submitted, accepted, clean],
    )
  }
}
