import { useEffect, useState } from 'react'
import { useNavigation } from '../app/navigation.tsx'
import { useWarningBeforeClose } from '../ui/use-warning-before-close.ts'

/** Holds back navigation while there are unsaved changes. `leave` is set while the person has to decide. */
export function useLeaveGuard(unsaved: boolean): {
  readonly leave: (() => void) | null
  readonly stay: () => void
} {
  const navigation = useNavigation()
  const [leave, setLeave] = useState<(() => void) | null>(null)
  useWarningBeforeClose(unsaved)
  useEffect(() => {
    if (!unsaved) return undefined
    return navigation.guard((go) =>
      setLeave(() => () => {
        // The same form may still be shown at the new address.
        setLeave(null)
        go()
      }),
    )
  }, [navigation, unsaved])
  return { leave, stay: () => setLeave(null) }
}
