import { useState } from 'react'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { usePolled } from '../ui/use-polled.ts'

/** Teams with open denials, as suggestions: a calendar under a name that no team has would do nothing. Empty until loaded. */
export function useTeamNames(): readonly string[] {
  const { team } = useAppEnvironment()
  const [now] = useState(() => Date.now())
  const { value } = usePolled(
    'open denials by team',
    () => team.read('metric', { id: 'open_denials', by: 'team', from: now - 1, to: now }),
    null,
  )
  return (value?.rows ?? []).flatMap(({ keys: [name] }) => (name ? [name] : [])).toSorted()
}
