import { useAppEnvironment } from '../bridge/app-environment.ts'
import { usePolled } from '../ui/use-polled.ts'
import { localZone } from '../ui/zoned-time.ts'

/** The time zone of the team's days. Until it is known, or if none is set, the zone of this computer. */
export function useTeamZone(): string {
  const { team } = useAppEnvironment()
  const { value } = usePolled('calendar', () => team.read('settings', { name: 'calendar' }), null)
  const body = value?.body
  return body && 'zone' in body && typeof body.zone === 'string' ? body.zone : localZone()
}
