import { useTeamQuery } from '../query/use-team-query.ts'
import { localZone } from '../ui/zoned-time.ts'

/** The time zone of the team's days. Until it is known, or if none is set, the zone of this computer. */
export function useTeamZone(): string {
  const { value } = useTeamQuery('settings', { name: 'calendar' })
  const body = value?.body
  return body && 'zone' in body && typeof body.zone === 'string' ? body.zone : localZone()
}
