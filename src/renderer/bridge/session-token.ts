import type { TextStorage } from './tenant-prefix.ts'

const NAME = 'touchledger.token'

/** The bearer token of this tab. It is kept until the tab closes and never stays in the address. */
export interface SessionToken {
  get(): string | null
  set(token: string | null): void
  /** Deletes a token that the endpoint rejected, and remembers the rejection. */
  refuse(): void
  wasRefused(): boolean
  /** Calls back when the token has changed. Returns the function that stops it. */
  onChange(callback: () => void): () => void
}

/**
 * Moves a token from the fragment (`#token=…`) to the tab's storage, where there is none yet, and removes it from the address bar, so it does not end up in a
 * bookmark, the history or a copied link.
 */
export function createSessionToken(window: Window, storage: TextStorage): SessionToken {
  const callbacks = new Set<() => void>()
  let refused = false
  /** Of a link that was opened by somebody who is signed in. */
  let spare: string | null = null
  const changed = () => callbacks.forEach((callback) => callback())
  const readFragment = () => {
    const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
    if (!token) return
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
    // Anybody can make a link: it must not put out somebody who is signed in. It is used once the endpoint no longer takes the token in use.
    if (storage.getItem(NAME) !== null) {
      spare = token
      return
    }
    refused = false
    storage.setItem(NAME, token)
    changed()
  }
  readFragment()
  // When the tab already shows the app, opening a link with a token only changes the fragment.
  window.addEventListener('hashchange', readFragment)
  return {
    get: () => storage.getItem(NAME),
    set: (token) => {
      refused = false
      spare = null
      if (token === null) storage.removeItem(NAME)
      else storage.setItem(NAME, token)
      changed()
    },
    refuse: () => {
      refused = spare === null
      if (spare === null) storage.removeItem(NAME)
      else storage.setItem(NAME, spare)
      spare = null
      changed()
    },
    wasRefused: () => refused,
    onChange: (callback) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
  }
}
