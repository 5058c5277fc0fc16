import { useState } from 'react'
import { useMayCall } from '../app/use-screens.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

/** Teams with open denials, as suggestions: a calendar under a name that no team has would do nothing. Empty until loaded, and for those who may not ask. */
export function useTeamNames(): readonly string[] {
  const [now] = useState(() => Date.now())
  // An admin who is nothing else sees no numbers of teams.
  const enabled = useMayCall('metric')
  const { value } = useTeamQuery('metric', { id: 'open_denials', by: 'team', from: now - 1, to: now }, { enabled })
  return (value?.rows ?? []).flatMap(({ keys: [name] }) => (name ? [name] : [])).toSorted()
}
