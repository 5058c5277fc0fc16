import {
  createContext,
  type AnchorHTMLAttributes,
  type MouseEvent,
  type ReactNode,
  useContext,
  useMemo,
  useSyncExternalStore,
} from 'react'

/** Where the app is: all of it is in the address, so that a link reproduces a screen. */
export interface AppLocation {
  readonly path: string
  readonly params: URLSearchParams
}

export interface Navigation {
  /** `path?query` of the app, as in the address bar but without the tenant's prefix. */
  current(): string
  /** The address of a target for a link, with the tenant's prefix. */
  href(target: string): string
  subscribe(callback: () => void): () => void
  /** `replace` leaves no step to go back to. */
  go(target: string, options?: { readonly replace?: boolean }): void
  /** Holds back every change of the address and gives the way to go on to `ask`, until the returned function is called. */
  guard(ask: (leave: () => void) => void): () => void
}

/** @param prefix of the tenant's addresses, as `/t/north`; '' at the root */
export function createNavigation(window: Window, prefix: string): Navigation {
  const callbacks = new Set<() => void>()
  const changed = () => callbacks.forEach((callback) => callback())
  const href = (target: string) => prefix + target
  const inAddressBar = () => (window.location.pathname.slice(prefix.length) || '/') + window.location.search
  let shown = inAddressBar()
  const guards = new Set<(leave: () => void) => void>()
  // Each asks once the one before it was left.
  const whenLeft = (then: () => void) => [...guards].reduceRight<() => void>((next, ask) => () => ask(next), then)()
  const show = (target: string, replace: boolean) => {
    if (replace) window.history.replaceState(null, '', href(target))
    else window.history.pushState(null, '', href(target))
    shown = inAddressBar()
    changed()
  }
  window.addEventListener('popstate', () => {
    const target = inAddressBar()
    if (guards.size === 0 || target === shown) {
      shown = target
      changed()
      return
    }
    // The browser has already changed the address, so the address of the guarded screen is put back first.
    window.history.pushState(null, '', href(shown))
    whenLeft(() => show(target, false))
  })
  return {
    current: () => shown,
    href,
    subscribe: (callback) => {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    go: (target, { replace = false } = {}) => {
      if (target === shown) return
      whenLeft(() => show(target, replace))
    },
    guard: (ask) => {
      guards.add(ask)
      return () => guards.delete(ask)
    },
  }
}

const NavigationContext = createContext<Navigation | null>(null)

export function NavigationProvider({
  navigation,
  children,
}: {
  readonly navigation: Navigation
  readonly children: ReactNode
}) {
  return <NavigationContext value={navigation}>{children}</NavigationContext>
}

export function useNavigation(): Navigation {
  const navigation = useContext(NavigationContext)
  if (!navigation) throw new Error('no navigation above this component')
  return navigation
}

export function useLocation(): AppLocation {
  const navigation = useNavigation()
  const current = useSyncExternalStore(navigation.subscribe, navigation.current)
  return useMemo(() => {
    const [path = '/', query = ''] = current.split('?', 2)
    return { path, params: new URLSearchParams(query) }
  }, [current])
}

/** `path` with those of `params` that are set. */
export function address(path: string, params: URLSearchParams): string {
  const query = params.toString()
  return query ? `${path}?${query}` : path
}

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly to: string
  readonly replace?: boolean
}

/** A real link (it can be copied, or opened in another tab) that does not reload the app. */
export function Link({ to, replace = false, onClick, ...rest }: LinkProps) {
  const navigation = useNavigation()
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !plain) return
    event.preventDefault()
    navigation.go(to, { replace })
  }
  return <a {...rest} href={navigation.href(to)} onClick={follow} />
}
