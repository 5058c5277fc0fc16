import { useEffect } from 'react'

/** Lets the browser ask before the tab is closed or loaded again while there are unsaved changes. */
export function useWarningBeforeClose(unsaved: boolean): void {
  useEffect(() => {
    // An Electron window would stay open without a question unless its main process handles `will-prevent-unload`.
    if (!unsaved || window.touchledger) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [unsaved])
}
