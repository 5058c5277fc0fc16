import { useMe } from '../app/use-screens.ts'
import { localZone } from '../ui/zoned-time.ts'

/** The time zone of the team's days. Until it is known, the zone of this computer. */
export function useTeamZone(): string {
  return useMe().latest?.zone ?? localZone()
}
