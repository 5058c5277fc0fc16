import { useSurroundings } from '../bridge/surroundings.ts'
import { usePolled } from '../kit/use-polled.ts'
import { localZone } from '../kit/zoned-time.ts'

/** The zone the team's days are in; until it is known, or where nobody set one, this computer's. */
export function useTeamZone(): string {
  const { team } = useSurroundings()
  const { value } = usePolled('calendar', () => team.read('settings', { name: 'calendar' }), null)
  const body = value?.body
  return body && 'zone' in body && typeof body.zone === 'string' ? body.zone : localZone()
}
