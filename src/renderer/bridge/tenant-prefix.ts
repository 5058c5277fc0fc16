/** The path before every address of a tenant's app and API, as `/t/north`; '' where the endpoint serves one tenant at the root. */
export function tenantPrefix(pathname: string): string {
  return /^\/t\/[a-z][a-z0-9-]*(?=\/|$)/.exec(pathname)?.[0] ?? ''
}

export type TextStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/** A storage of one tenant's app. All tenants of an endpoint share the storage of its origin. */
export function tenantStorage(storage: Storage, prefix: string): TextStorage {
  const nameOf = (name: string) => name + prefix
  return {
    getItem: (name) => storage.getItem(nameOf(name)),
    setItem: (name, value) => storage.setItem(nameOf(name), value),
    removeItem: (name) => storage.removeItem(nameOf(name)),
  }
}
