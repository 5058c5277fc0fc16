const NAME = 'touchledger.token'

/** The bearer token of this tab. Kept until the tab closes; never in the address. */
export interface SessionToken {
  get(): string | null
  set(token: string | null): void
  /** Forgets a token the endpoint does not take, and remembers that it did not. */
  refuse(): void
  wasRefused(): boolean
  /** Called when the token changed. Answers the function that ends it. */
  onChange(callback: () => void): () => void
}

/**
 * Takes a token out of the fragment (`#token=…`) into the tab's storage and wipes it from the address bar, so that it gets into no
 * bookmark, history entry or copied link.
 */
export function createSessionToken(window: Window): SessionToken {
  const callbacks = new Set<() => void>()
  let refused = false
  const changed = () => callbacks.forEach((callback) => callback())
  const takeFromFragment = () => {
    const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
    if (!token) return
    refused = false
    window.sessionStorage.setItem(NAME, token)
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    changed()
  }
  takeFromFragment()
  // A link with a token opened in a tab that has the app already only changes the fragment.
  window.addEventListener('hashchange', takeFromFragment)
  return {
    get: () => window.sessionStorage.getItem(NAME),
    set: (token) => {
      refused = false
      if (token === null) window.sessionStorage.removeItem(NAME)
      else window.sessionStorage.setItem(NAME, token)
      changed()
    },
    refuse: () => {
      refused = true
      window.sessionStorage.removeItem(NAME)
      changed()
    },
    wasRefused: () => refused,
    onChange: (callback) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
  }
}
