import { useEffect } from 'react'

/** Lets the browser, or the desktop app's main process, ask before the page is closed or loaded again while there are unsaved changes. */
export function useWarningBeforeClose(unsaved: boolean): void {
  useEffect(() => {
    if (!unsaved) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [unsaved])
}
