import { longestPage } from '../shared/companion.ts'

/** What is looked at of a tab. */
export interface ShownTab {
  readonly incognito: boolean
  readonly url?: string
}

/**
 * The address of a page as the agent may hear it: scheme, host, path and hash. Never its query, a user name or a password; nothing of a
 * private window, and nothing that is no page of the web (`chrome:`, `file:`, `data:`).
 */
export const pageOf = (tab: ShownTab | undefined): string | null => {
  if (tab === undefined || tab.incognito || tab.url === undefined) return null
  const url = parse(tab.url)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  return `${url.protocol}//${url.host}${url.pathname}${url.hash}`.slice(0, longestPage)
}

const parse = (address: string): URL | null => {
  try {
    return new URL(address)
  } catch {
    return null
  }
}
