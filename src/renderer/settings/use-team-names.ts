import { useState } from 'react'
import { useTeamQuery } from '../query/use-team-query.ts'

/** Teams with open denials, as suggestions: a calendar under a name that no team has would do nothing. Empty until loaded. */
export function useTeamNames(): readonly string[] {
  const [now] = useState(() => Date.now())
  const { value } = useTeamQuery('metric', { id: 'open_denials', by: 'team', from: now - 1, to: now })
  return (value?.rows ?? []).flatMap(({ keys: [name] }) => (name ? [name] : [])).toSorted()
}
