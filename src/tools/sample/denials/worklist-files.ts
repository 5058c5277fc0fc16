import type { CalendarDay } from '../../../shared/denials/index.ts'
import { grouped } from '../../../shared/grouped.ts'
import type { Step, WorkedDenial } from '../course.ts'
import type { Random } from '../random.ts'
import type { Biller } from '../team.ts'
import { compareDays, localDay, mondayOf } from './calendar.ts'
import { deniedCentsOf } from './denied-claim.ts'
import type { SampleFile } from './remittance-files.ts'

const HIGH_VALUE_CENTS = 2_000_00
const headers = [
  ...['Account', 'Payer', 'Payer claim', 'Work queue', 'Service line', 'Location', 'Follow-up'],
  ...['Assigned to', 'Assigned date', 'Status', 'Status date'],
]

/** What a billing system's list says of a denial from a day on. */
interface Entry {
  readonly denial: WorkedDenial
  readonly on: CalendarDay
  readonly owner: string | null
  readonly state: Step['state'] | null
}

/**
 * Worklists as a billing system exports them every Friday: the denials that came or changed in the week. A second list of a week has what changed
 * twice. @returns by week
 */
export function worklistFiles(
  denials: readonly WorkedDenial[],
  team: readonly Biller[],
  random: Random,
): Map<CalendarDay, SampleFile[]> {
  const entries = denials.flatMap((denial) => entriesOf(denial, team, random))
  const weeks = grouped(entries, ({ on }) => mondayOf(on))
  return new Map([...weeks].map(([week, ofWeek]) => [week, filesOf(week, ofWeek)]))
}

function filesOf(week: CalendarDay, entries: readonly Entry[]): SampleFile[] {
  const byDenial = [...grouped(entries, ({ denial }) => denial).values()]
  const most = Math.max(0, ...byDenial.map(({ length }) => length))
  return Array.from({ length: most }, (_, turn) => {
    const lines = byDenial.flatMap((ofDenial) => (ofDenial[turn] ? [cells(ofDenial[turn]).join(',')] : []))
    const name = turn === 0 ? `worklist-${week}.csv` : `worklist-${week}-${turn + 1}.csv`
    return { name, content: [headers.join(','), ...lines, ''].join('\n') }
  })
}

/** In order: its receipt, its owners, its states. */
function entriesOf(denial: WorkedDenial, team: readonly Biller[], random: Random): Entry[] {
  const { claim, steps } = denial
  const owners = ownersOf(denial, team, random)
  const received: Entry = { denial, on: claim.received, owner: owners[0]?.name ?? null, state: null }
  const assigned = owners.slice(1).map(({ name, since }) => ({ denial, on: since, owner: name, state: null }))
  const moved = steps.map(({ state, on }) => ({ denial, on, owner: null, state }))
  return [received, ...[...assigned, ...moved].sort((one, other) => compareDays(one.on, other.on))]
}

/** Mostly one from the start; some are passed on, and some have nobody until they are worked. */
function ownersOf(
  { biller, claim, visits }: WorkedDenial,
  team: readonly Biller[],
  random: Random,
): readonly { readonly name: string; readonly since: CalendarDay }[] {
  const [first] = visits
  const since = first === undefined ? claim.received : localDay(first.at)
  if (random.chance(0.04)) return first === undefined ? [] : [{ name: biller.name, since }]
  const colleagues = team.filter((other) => other !== biller && other.team === biller.team)
  if (colleagues.length === 0 || !random.chance(0.07)) return [{ name: biller.name, since: claim.received }]
  const before = random.pick(colleagues)
  const between = random.pick(colleagues)
  const second = between === before || random.chance(0.7) ? [] : [{ name: between.name, since: claim.received }]
  return [{ name: before.name, since: claim.received }, ...second, { name: biller.name, since }]
}

function cells({ denial, on, owner, state }: Entry): string[] {
  const { claim, nextVisit, isClosed } = denial
  const queue = deniedCentsOf(claim) >= HIGH_VALUE_CENTS ? 'High value' : ''
  const followUp = isClosed ? '' : (nextVisit ?? '')
  return [
    ...[claim.reference, claim.payer.name, claim.payerClaimRef, queue, claim.provider.serviceLine, claim.location],
    ...[followUp, owner ?? '', owner === null ? '' : on, state ?? '', state === null ? '' : on],
  ]
}
