import type { DenialDue, RecoveryForecast, WorklistRow } from '../../src/shared/contract/worklist.ts'
import {
  openDenialStates,
  type DenialDetail,
  type DenialEvent,
  type DenialRow,
  type DenialState,
} from '../../src/shared/contract/denials.ts'
import type { TouchRow } from '../../src/shared/contract/reports.ts'
import { grouped } from '../../src/shared/grouped.ts'
import { NOW, type SampleWork, seeded, tokenOf } from './sample-team.ts'

// Sample denials. All numbers and rows of the fake endpoint are computed from this list.

const DAY = 86_400_000
const HOUR = 3_600_000
const payers = ['Aetna', 'Cigna', 'UnitedHealthcare', 'Medicare Part B', 'Blue Plan of Ohio'] as const
const reasons = [
  { category: 'authorization', carcs: ['197', '198'] },
  { category: 'missing_info', carcs: ['16', '252'] },
  { category: 'coding', carcs: ['11', '97'] },
  { category: 'medical_necessity', carcs: ['50'] },
  { category: 'eligibility', carcs: ['27', '31'] },
  { category: 'timely_filing', carcs: ['29'] },
] as const
const queues = ['Auth', 'Coding', 'Front end', null] as const
const lines = ['Imaging', 'Surgery', 'Emergency', null] as const

export type SampleDenial = DenialRow

/** 160 denials of the last 110 days, the same on every run. */
export function sampleDenials(work: SampleWork): readonly SampleDenial[] {
  const random = seeded(4711)
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  const today = Date.parse('2026-11-20T00:00:00-05:00')
  return Array.from({ length: 160 }, (_, index): SampleDenial => {
    const age = Math.floor(random() ** 2 * 110)
    const received = today - age * DAY
    const reason = one(random() < 0.5 ? reasons.slice(0, 2) : reasons)
    const state = stateOf(age, random())
    const closed = !openDenialStates.includes(state)
    const deniedCents = Math.round(4000 + random() ** 3 * 900_000)
    const firstAppealedAt = state === 'new' || state === 'in_progress' ? null : received + Math.min(age, 9) * DAY
    return {
      id: `denial-${index + 1}`,
      claimRef: `PCN-${20_300 + index * 7}`,
      payerClaimRef: `ICN${880_000 + index}`,
      payer: random() < 0.03 ? null : one(payers),
      kind: random() < 0.7 ? 'full' : 'partial',
      category: reason.category,
      group: random() < 0.85 ? 'CO' : 'PR',
      carcs: [one(reason.carcs), ...(random() < 0.15 ? ['45'] : [])],
      rarcs: random() < 0.4 ? ['N30'] : [],
      billedCents: deniedCents + Math.round(random() * 200_000),
      paidCents: 0,
      deniedCents,
      leftCents: closed ? 0 : deniedCents,
      proposedState: null,
      appealLevel: firstAppealedAt === null ? null : '1',
      state,
      received,
      followUpDue: closed ? null : received + (7 + Math.floor(random() * age)) * DAY,
      appealDue: closed || state === 'appealed' ? null : received + (random() < 0.2 ? 20 : 120) * DAY,
      nextAppealDue: null,
      correctedClaimDue: null,
      owner: random() < 0.14 ? null : one(work.people).name,
      queue: one(queues),
      serviceLine: one(lines),
      provider: one(['Dr. Adler', 'Dr. Brook', 'Dr. Chen']),
      location: one(['Columbus', 'Dayton']),
      sourceFile: `remit-${String(20_261_120 - age)}.835`,
      test: false,
      claimToken: tokenOf(index),
      balanced: random() > 0.04,
      resolvedAt: closed ? Math.min(NOW - HOUR, received + Math.ceil(random() * age) * DAY) : null,
      firstAppealedAt,
      stateSince: received,
      recoveredCents: state === 'recovered' ? deniedCents : null,
      claimFilingIndicator: index % 4 === 0 ? 'MB' : '12',
      procedure: ['70551', '99213-25', '29881'][index % 3] ?? null,
      practice: index % 5 === 0 ? '1457389021' : '1932104876',
      reopened: Number(state === 'reopened'),
      reassigned: 0,
    }
  })
}

/** The one of those below whose change is refused. */
export const ALREADY_DECIDED = 'proposed-3'

/** Four denials of which nothing is left and that a person is to close. */
export function sampleProposed(work: SampleWork): readonly SampleDenial[] {
  return sampleDenials(work)
    .filter(({ state }) => state === 'appealed')
    .slice(0, 4)
    .map((denial, index) => ({
      ...denial,
      id: `proposed-${index + 1}`,
      claimRef: `PAID-${5_100 + index}`,
      state: (['appealed', 'new', 'in_progress', 'reversed'] as const)[index] ?? denial.state,
      proposedState: index === 1 ? 'patient_responsibility' : 'recovered',
      leftCents: 0,
      recoveredCents: index === 1 ? 0 : denial.deniedCents,
    }))
}

function stateOf(age: number, chance: number): DenialState {
  if (age < 3) return chance < 0.7 ? 'new' : 'in_progress'
  if (chance < 0.22) return 'in_progress'
  if (chance < 0.4) return 'appealed'
  if (chance < 0.46) return 'reopened'
  if (chance < 0.56) return 'new'
  if (chance < 0.78) return 'recovered'
  if (chance < 0.88) return 'overturned'
  return chance < 0.95 ? 'upheld' : 'written_off'
}

export const isOpen = (denial: DenialRow): boolean => openDenialStates.includes(denial.state)

/** The touches of each sample by their claim's token: a metric asks for those of every denial. */
const touchesByClaim = new WeakMap<SampleWork, ReadonlyMap<string | null, readonly TouchRow[]>>()

export function touchesOf(work: SampleWork, denial: DenialRow): readonly TouchRow[] {
  const byClaim = touchesByClaim.get(work) ?? grouped(work.touches, ({ claimToken }): string | null => claimToken)
  touchesByClaim.set(work, byClaim)
  return byClaim.get(denial.claimToken) ?? []
}

export function forecastOf(denials: readonly SampleDenial[], denial: DenialRow): RecoveryForecast {
  const alike = denials.filter(({ payer, category }) => payer === denial.payer && category === denial.category)
  const resolved = alike.filter((one) => !isOpen(one))
  const overturned = resolved.filter(({ state }) => state === 'recovered' || state === 'overturned').length
  return {
    overturnRate: (overturned + 0.55 * 8) / (resolved.length + 8),
    minutes: 18 + (alike.length % 5) * 3,
    resolved: resolved.length,
    overturned,
    worked: alike.length,
  }
}

export function dueOf(denial: DenialRow, firstTouchAt: number | null): DenialDue | null {
  if (!isOpen(denial)) return null
  const status = (at: number, warnMs: number): DenialDue['status'] =>
    at < NOW ? 'overdue' : at - NOW < warnMs ? 'at_risk' : 'upcoming'
  const dues: DenialDue[] = []
  if (firstTouchAt === null) {
    const at = denial.received + 41 * HOUR
    dues.push({ kind: 'first_touch', slaId: 'first-touch', at, status: status(at, 24 * HOUR) })
  }
  if (denial.followUpDue !== null)
    dues.push({
      kind: 'follow_up',
      slaId: 'follow-up',
      at: denial.followUpDue + 17 * HOUR,
      status: status(denial.followUpDue + 17 * HOUR, 48 * HOUR),
    })
  if (denial.appealDue !== null)
    dues.push({
      kind: 'appeal',
      slaId: null,
      at: denial.appealDue + 17 * HOUR,
      status: status(denial.appealDue + 17 * HOUR, 72 * HOUR),
    })
  return dues.toSorted((a, b) => a.at - b.at)[0] ?? null
}

/** Open denials: overdue and due soon first, then by expected recovery per minute. */
export function worklistOf(work: SampleWork, denials: readonly SampleDenial[]): readonly WorklistRow[] {
  const rank = { overdue: 0, at_risk: 1, upcoming: 2 }
  return denials
    .filter(isOpen)
    .map((denial): WorklistRow => {
      const touches = touchesOf(work, denial)
      const forecast = forecastOf(denials, denial)
      const firstTouchAt = touches[0]?.startedAt ?? null
      return {
        ...denial,
        forecast,
        priority: (denial.deniedCents * forecast.overturnRate) / forecast.minutes,
        due: dueOf(denial, firstTouchAt),
        touches: touches.length,
        activeMs: touches.reduce((sum, { activeMs }) => sum + activeMs, 0),
        firstTouchAt,
        lastTouchAt: touches.at(-1)?.endedAt ?? null,
        people: new Set(touches.map(({ userId }) => userId)).size,
        rechecks: work.hidden.filter(
          (row) => row.kind === 'repeat_status_check' && row.claimToken === denial.claimToken,
        ).length,
        team: work.people.find(({ name }) => name === denial.owner)?.team ?? null,
      }
    })
    .toSorted(
      (a, b) => rank[a.due?.status ?? 'upcoming'] - rank[b.due?.status ?? 'upcoming'] || b.priority - a.priority,
    )
}

export function detailOf(work: SampleWork, denial: SampleDenial): DenialDetail {
  const { resolvedAt, firstAppealedAt } = denial
  const event = (
    kind: DenialEvent['kind'],
    at: number,
    by: string,
    from: string | null,
    to: string | null,
  ): DenialEvent => ({
    kind,
    at,
    recordedAt: at,
    by,
    sourceFile: kind === 'received' ? denial.sourceFile : null,
    from,
    to,
    reason: null,
  })
  return {
    ...denial,
    appealDecisions: [],
    events: [
      event('received', denial.received, 'import', null, null),
      ...(denial.owner === null ? [] : [event('owner', denial.received + HOUR, 'routing', null, denial.owner)]),
      ...(firstAppealedAt === null
        ? []
        : [event('appealed', firstAppealedAt, denial.owner ?? 'M. Reyes', 'new', 'appealed')]),
      ...(resolvedAt === null || denial.state === 'appealed'
        ? []
        : [event(denial.state as DenialEvent['kind'], resolvedAt, 'import', 'appealed', denial.state)]),
    ],
    touches: touchesOf(work, denial).map((touch, index) => {
      const spans = work.spans.filter(
        ({ userId, claimToken, startedAt, presence }) =>
          presence === 'active' &&
          userId === touch.userId &&
          claimToken === touch.claimToken &&
          startedAt >= touch.startedAt &&
          startedAt < touch.endedAt,
      )
      const byActivity = grouped(spans, ({ activity, system }) => `${activity} ${system}`)
      const activities = [...byActivity.values()].map((alike) => ({
        activity: alike[0]?.activity ?? null,
        system: alike[0]?.system ?? null,
        ms: alike.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0),
      }))
      const carriedMs = index % 3 === 1 ? 120_000 : 0
      return {
        ...touch,
        activities: [
          ...activities.toSorted((a, b) => b.ms - a.ms),
          ...(carriedMs > 0 ? [{ activity: 'documentation', system: 'Excel', ms: carriedMs }] : []),
        ],
        ...{ seenMs: touch.activeMs, statedMs: 0, inferredMs: carriedMs },
        hiddenKinds: [...new Set(spans.flatMap(({ hiddenKinds }) => hiddenKinds))],
      }
    }),
  }
}
