import { useAppEnvironment } from '../bridge/app-environment.ts'
import { usePolled } from '../ui/use-polled.ts'
import { localZone } from '../ui/zoned-time.ts'

/** The zone the team's days are in; until it is known, or where nobody set one, this computer's. */
export function useTeamZone(): string {
  const { team } = useAppEnvironment()
  const { value } = usePolled('calendar', () => team.read('settings', { name: 'calendar' }), null)
  const body = value?.body
  return body && 'zone' in body && typeof body.zone === 'string' ? body.zone : localZone()
}
