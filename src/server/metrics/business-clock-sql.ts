import { businessCalendar, businessClock } from '../../shared/business-time/index.ts'
import type { BusinessClock } from '../../shared/business-time/index.ts'
import type { CalendarSettings } from '../../shared/contract/settings.ts'
import { numberArray } from '../database/arrays.ts'
import type { Parameters } from '../database/parameters.ts'

/** SQL of the business ms between two instants, by the calendar of a team: two binary searches a row. */
export interface BusinessMsSql {
  /** @param from SQL of a bigint, as is `to`; 0 when `to` is not after it. @param team SQL of a team's name, null for nobody's. */
  between(from: string, to: string, team: string): string
}

/** @param period the instants asked about, `[from, to]` epoch ms; what lies outside counts as at its edge. */
export function businessMsSql(
  calendars: CalendarSettings,
  zone: string,
  period: { readonly from: number; readonly to: number },
  parameters: Parameters,
): BusinessMsSql {
  const passedBy = (team: string | null) =>
    passedSql(businessClock(businessCalendar(calendars, team, zone), period.from, period.to), parameters)
  const tenants = passedBy(null)
  const own = Object.entries(calendars.teams).filter(
    ([, { zone: ownZone, hours, holidays }]) => (ownZone ?? hours ?? holidays) !== undefined,
  )
  const teams = own.map(([name]) => ({ name: parameters.add(name), passed: passedBy(name) }))
  return {
    between: (from, to, team) => {
      const elapsed = (passed: (at: string) => string) => `greatest(0, ${passed(to)} - ${passed(from)})`
      if (teams.length === 0) return elapsed(tenants)
      const cases = teams.map(({ name, passed }) => `when ${name}::text then ${elapsed(passed)}`)
      return `(case ${team} ${cases.join(' ')} else ${elapsed(tenants)} end)`
    },
  }
}

/** SQL of the business ms that have passed at an instant. */
function passedSql(clock: BusinessClock, parameters: Parameters): (at: string) => string {
  if (clock.starts.length === 0) return () => '0::bigint'
  const starts = `${parameters.add(numberArray(clock.starts))}::bigint[]`
  const ends = `${parameters.add(numberArray(clock.ends))}::bigint[]`
  // Business ms at the opening's start, less that start: added to an instant inside it, what has passed by then.
  const bases = `${parameters.add(numberArray(clock.before.map((passed, index) => passed - (clock.starts[index] ?? 0))))}::bigint[]`
  return (at) => {
    const opening = `width_bucket((${at})::bigint, ${starts})`
    return `coalesce((${bases})[${opening}] + least((${at})::bigint, (${ends})[${opening}]), 0)`
  }
}
