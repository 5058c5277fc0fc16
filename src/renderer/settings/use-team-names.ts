import { useState } from 'react'
import { useSurroundings } from '../bridge/surroundings.ts'
import { usePolled } from '../kit/use-polled.ts'

/** Teams that have open denials, to choose from: a calendar under a name that no team has would do nothing. Empty until they came. */
export function useTeamNames(): readonly string[] {
  const { team } = useSurroundings()
  const [now] = useState(() => Date.now())
  const { value } = usePolled(
    'open denials by team',
    () => team.read('metric', { id: 'open_denials', by: 'team', from: now - 1, to: now }),
    null,
  )
  return (value?.rows ?? []).flatMap(({ keys: [name] }) => (name ? [name] : [])).toSorted()
}
