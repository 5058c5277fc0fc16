import { UNATTENDED } from '../../shared/contract/routes/route.ts'
import { watchAttendance } from './attendance.ts'
import type { TextStorage } from './tenant-prefix.ts'

const NAME = 'touchledger.token'

/** How a person came in, and was turned away. */
export type Entrance = 'token' | 'session'

/** What identifies the person in this tab: an access token, or the session whose cookie the browser keeps for itself. */
export interface SessionToken {
  /** Changes with the person; null while nobody is signed in. */
  get(): string | null
  /** What every request carries. */
  headers(): Readonly<Record<string, string>>
  /** Signs in with an access token, which is kept until the tab closes; null signs out of this tab. */
  set(token: string | null): void
  /** After signing in with a password. @param csrfToken of the session */
  enter(csrfToken: string): void
  /** Whether it is a session, which ends at the endpoint. */
  isSession(): boolean
  /** Forgets what the endpoint rejected, and remembers the rejection. */
  refuse(): void
  /** Null: nothing was rejected. */
  refused(): Entrance | null
  /** Calls back when somebody else is signed in. Returns the function that stops it. */
  onChange(callback: () => void): () => void
}

/**
 * Moves a token from the fragment (`#token=…`) to the tab's storage, where there is none yet, and removes it from the address bar, so it does not end up in a
 * bookmark, the history or a copied link.
 */
export function createSessionToken(window: Window, storage: TextStorage): SessionToken {
  const callbacks = new Set<() => void>()
  const isAttended = watchAttendance(window.document)
  let refused: Entrance | null = null
  let csrfToken: string | null = null
  /** Of a link that was opened by somebody who is signed in. */
  let spare: string | null = null
  const changed = () => callbacks.forEach((callback) => callback())
  const isSignedIn = () => storage.getItem(NAME) !== null || csrfToken !== null
  const readFragment = () => {
    const token = takeFromFragment(window, 'token')
    if (token === null) return
    // Anybody can make a link: it must not put out somebody who is signed in. It is used once the endpoint no longer takes the token in use.
    if (isSignedIn()) {
      spare = token
      return
    }
    refused = null
    storage.setItem(NAME, token)
    changed()
  }
  readFragment()
  // When the tab already shows the app, opening a link with a token only changes the fragment.
  window.addEventListener('hashchange', readFragment)
  const forget = () => {
    csrfToken = null
    storage.removeItem(NAME)
  }
  return {
    get: () => storage.getItem(NAME) ?? csrfToken,
    headers: () => {
      const token = storage.getItem(NAME)
      if (token !== null) return { authorization: `Bearer ${token}` }
      if (csrfToken === null) return {}
      // The page asks by itself, which must not keep somebody signed in who has left.
      return { 'x-csrf-token': csrfToken, ...(!isAttended() && { [UNATTENDED]: '1' }) }
    },
    set: (token) => {
      refused = null
      spare = null
      forget()
      if (token !== null) storage.setItem(NAME, token)
      changed()
    },
    enter: (given) => {
      refused = null
      forget()
      csrfToken = given
      changed()
    },
    isSession: () => storage.getItem(NAME) === null && csrfToken !== null,
    refuse: () => {
      const rejected: Entrance = storage.getItem(NAME) === null ? 'session' : 'token'
      forget()
      refused = spare === null ? rejected : null
      if (spare !== null) storage.setItem(NAME, spare)
      spare = null
      changed()
    },
    refused: () => refused,
    onChange: (callback) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
  }
}

/** A secret of the address's fragment, which is removed from the address bar; null without one. */
export function takeFromFragment(window: Window, name: string): string | null {
  const value = new URLSearchParams(window.location.hash.slice(1)).get(name)
  if (!value) return null
  clearFragment(window)
  return value
}

/** Removes the fragment from the address bar. */
export function clearFragment(window: Window): void {
  window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search)
}
